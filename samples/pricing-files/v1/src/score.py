import json
import os

import joblib


def init():
    global model
    model = joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "pricing.pkl"))


def run(data):
    prices = model.predict(json.loads(data)["articles"])
    return {"currency": os.environ["CURRENCY"], "prices": prices.tolist()}
