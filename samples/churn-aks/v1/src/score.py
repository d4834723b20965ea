import json
import os

import joblib
import pandas as pd

THRESHOLD = float(os.environ.get("CHURN_THRESHOLD", "0.5"))


def init():
    global model
    model = joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "churn.pkl"))


def run(data):
    rows = pd.DataFrame(json.loads(data)["rows"])
    scores = model.predict_proba(rows)[:, 1]
    return {"churns": [bool(score > THRESHOLD) for score in scores]}
