"""Models as the samples' scoring scripts load them; this module is on the path of the server that loads them."""

from array import array


class Sentiment:
    """Predicts 1 for a text with the word good in it, as an array."""

    def predict(self, texts):
        return array("l", [int("good" in text) for text in texts])


class Forecast:
    """Predicts the sum of each row, as a list."""

    def predict(self, rows):
        return [sum(row) for row in rows]
