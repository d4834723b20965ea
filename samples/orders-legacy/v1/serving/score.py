import json
import os

from sklearn.externals import joblib


def init():
    global model
    model = joblib.load(os.path.join(os.getenv("AZUREML_MODEL_DIR"), "orders.pkl"))


def run(data):
    return model.predict(json.loads(data)["orders"]).tolist()
