"""What the readers of commands would read passes the search of the bytes before them."""

from __future__ import annotations

import pytest

from migrate.read.command_line.pipeline import WORDS
from migrate.read.command_line.reader import NEEDLES, may_hold
from migrate.read.registry import KINDS

BY_NAME = {kind.name: kind for kind in KINDS}


@pytest.mark.parametrize("name", ["script", "makefile", "dockerfile", "markdown", "yaml"])
def test_every_word_a_reader_looks_for_is_a_needle(name: str) -> None:
    assert {needle.encode() for needle in NEEDLES} <= set(BY_NAME[name].needles)


def test_the_words_of_tasks_and_actions_are_needles() -> None:
    assert {word.encode() for word in WORDS} <= set(BY_NAME["yaml"].needles)


@pytest.mark.parametrize(
    "text",
    [
        "az ml service list",
        "az  ml  service list",
        "az ml \\\n service list",
        "az.cmd ml service list",
        "az ml\nservice",
    ],
)
def test_a_command_may_be_there(text: str) -> None:
    assert may_hold(text)


@pytest.mark.parametrize("text", ["", "az acr login", "html page", "yaml", "xml ", "ml-model", "azure-cli"])
def test_nothing_can_be_there(text: str) -> None:
    assert not may_hold(text)
