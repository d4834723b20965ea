import json
import os

import xgboost


def init():
    global booster
    booster = xgboost.Booster()
    booster.load_model(os.path.join(os.environ["AZUREML_MODEL_DIR"], "ranker.json"))


def run(data):
    return booster.predict(xgboost.DMatrix(json.loads(data)["items"])).tolist()
