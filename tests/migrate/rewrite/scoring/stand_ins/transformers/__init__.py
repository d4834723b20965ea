"""Loads nothing, but only from folders that are there."""

from array import array
from pathlib import Path


class _Output:
    def __init__(self, logits):
        self.logits = logits


class _Loaded:
    def __call__(self, texts=None, **more):
        if texts is not None:
            return {"lengths": [len(text) for text in texts]}
        return _Output(array("l", more["lengths"]))


class _Auto:
    @classmethod
    def from_pretrained(cls, path):
        if not (Path(path) / "config.json").is_file():
            raise OSError("no config.json in " + path)
        return _Loaded()


AutoTokenizer = AutoModelForSequenceClassification = _Auto
