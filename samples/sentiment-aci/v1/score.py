import json

import joblib
from azureml.core.model import Model


def init():
    global pipeline
    pipeline = joblib.load(Model.get_model_path("sentiment"))


def run(data):
    return pipeline.predict(json.loads(data)["texts"]).tolist()
