"""Long operations: one poller of the vendor's, or several steps that follow each other in a thread."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

from compat.backends.backend import Failure
from compat.backends.live.client import failures


class Following:
    """Follows a poller to its end, and then takes the steps that come after: in a thread that outlives the script.

    The vendor's pollers are daemon threads: with them alone, a script that ends early would leave a deployment
    without traffic. ``left`` names, for a failure, what exists by then.
    """

    def __init__(
        self, poller: Any, name: str, then: Callable[[], None] | None = None, left: str = ""
    ) -> None:
        self.id = str(uuid.uuid4())
        self.name = name
        self._poller, self._then, self._left = poller, then, left
        self._failure: Failure | None = None
        self._thread = threading.Thread(target=self._follow, name=f"compat {name}", daemon=False)
        self._thread.start()

    def _follow(self) -> None:
        try:
            with failures():
                self._poller.wait()
            if self._then is not None:
                self._then()
        except Failure as failure:
            failure.left = failure.left or self._left
            self._failure = failure
        except Exception as error:  # noqa: BLE001 - told to whoever waits, whatever it is
            self._failure = Failure(f"{type(error).__name__}: {error}", left=self._left)

    def wait(self, seconds: float | None) -> bool:
        """Wait, at most ``seconds``; return whether it has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def outcome(self) -> Failure | None:
        """Return None for success, else why it failed."""
        return self._failure
