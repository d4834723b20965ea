"""Bounds on what a probe spends, and the cleaning of text that came over the network."""

from __future__ import annotations

from dataclasses import dataclass

TEXT_LENGTH = 200


@dataclass(frozen=True)
class Limits:
    """`probe` seconds for one question with all its retries, `total` for the run; `at_once` questions."""

    probe: float = 5.0
    total: float = 30.0
    at_once: int = 200


def clean(text: str, length: int = TEXT_LENGTH) -> str:
    """One line of printable characters, cut to `length`: safe for a terminal and for XML."""
    flat = "".join(char if char.isprintable() else " " for char in text[: length * 4])
    flat = " ".join(flat.split())
    return flat if len(flat) <= length else f"{flat[: length - 3]}..."
