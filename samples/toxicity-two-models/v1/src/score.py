import json
import os

from transformers import AutoModelForSequenceClassification, AutoTokenizer


def init():
    global tokenizer, model
    root = os.environ["AZUREML_MODEL_DIR"]
    tokenizer = AutoTokenizer.from_pretrained(os.path.join(root, "tokenizer", "2", "tokenizer"))
    model = AutoModelForSequenceClassification.from_pretrained(os.path.join(root, "classifier", "9", "classifier"))


def run(data):
    tokens = tokenizer(json.loads(data)["texts"], padding=True, return_tensors="pt")
    return model(**tokens).logits.tolist()
