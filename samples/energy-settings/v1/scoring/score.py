import json
import os
import pickle


def init():
    global model
    with open(os.path.join(os.environ["AZUREML_MODEL_DIR"], "curve.pkl"), "rb") as file:
        model = pickle.load(file)


def run(data):
    return model.forecast(json.loads(data)["hours"]).tolist()
