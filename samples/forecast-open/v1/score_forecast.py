import json
import os
import pickle

from azureml.monitoring import ModelDataCollector


def init():
    global model, inputs
    with open(os.path.join(os.getenv("AZUREML_MODEL_DIR"), "forecast.pkl"), "rb") as file:
        model = pickle.load(file)
    inputs = ModelDataCollector("forecast-model", designation="inputs", feature_names=["week", "store"])


def run(raw):
    rows = json.loads(raw)["data"]
    inputs.collect(rows)
    return model.predict(rows)
