"""Why a file could not be read: one row a reason, each with its own rule id.

Plain tuples, because a scan that finds nothing must not pay for more.
"""

from __future__ import annotations

UNREADABLE = "unreadable"
GONE = "gone"
TOO_LARGE = "too large"
NOT_TEXT = "not text"
NUL_BYTES = "NUL bytes"
EMPTY = "empty"
LINK_LOOP = "link loop"
LINK_OUT = "link out of the tree"
IGNORE_FILE = "ignore file"

LIMIT = 20 * 1024 * 1024
"""Bytes of the largest file that is read. The largest real v1 notebook seen had 9 MB, nearly all of it pictures."""

OBSTACLES: dict[str, tuple[str, str, str]] = {
    # reason: (rule id, title, what to do next)
    UNREADABLE: (
        "AML910",
        "file or folder that cannot be opened",
        "Give the scan the right to read it, or ignore it.",
    ),
    GONE: (
        "AML911",
        "file that is gone, or link to nothing",
        "Scan again when nothing writes to the folder, or remove the link.",
    ),
    TOO_LARGE: (
        "AML912",
        f"file above {LIMIT // (1024 * 1024)} MB that names Azure ML",
        "Clear the outputs or split the file, then scan again.",
    ),
    NOT_TEXT: (
        "AML913",
        "file that is not text in the encoding it claims",
        "Save it as UTF-8, or correct its coding line.",
    ),
    NUL_BYTES: ("AML914", "file with NUL bytes", "Restore the file; it is damaged or not a text file."),
    EMPTY: (
        "AML915",
        "empty file where content is needed",
        "Restore the file, or remove the reference to it.",
    ),
    LINK_LOOP: (
        "AML916",
        "link that leads back to itself",
        "Remove the link; nothing can be read through it.",
    ),
    LINK_OUT: (
        "AML917",
        "link that leaves the scanned tree",
        "It was not followed. Scan the place it points to as a path of its own.",
    ),
    IGNORE_FILE: ("AML918", "ignore file with a pattern that is not valid", "Correct or remove the pattern."),
}


class Obstacle(Exception):  # noqa: N818 - not an error of the program: a reason, raised where a file is read
    """A file that cannot be read; ``reason`` is a key of ``OBSTACLES``, ``detail`` one clause on this file."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def of_error(error: OSError) -> Obstacle:
    """Return the obstacle that an operating system error means."""
    if isinstance(error, FileNotFoundError):
        return Obstacle(GONE, "it was listed, but cannot be opened any more")
    return Obstacle(UNREADABLE, (error.strerror or type(error).__name__).lower())
