"""Ctrl-C while a command works: one `KeyboardInterrupt`, and what was begun is cleared up undisturbed."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
import time
from types import FrameType

_GRACE = 5.0
"""Seconds in which further Ctrl-Cs are for the one that came: it is the moment in which files are cleared up."""
_AGAIN = 0.05
"""Seconds."""


class _Seen:
    """When the last Ctrl-C came that was heeded, in seconds of the monotonic clock, and whether any did."""

    at: float | None = None
    ever = False


def heed() -> None:
    """From here on Ctrl-C raises `KeyboardInterrupt`, so that the command clears up what it began."""
    sys.unraisablehook = _swallowed
    signal.signal(signal.SIGINT, _interrupt)


def came() -> bool:
    """Whether Ctrl-C was heeded, though the `KeyboardInterrupt` may have been made something else since."""
    return _Seen.ever


def _interrupt(signum: int, frame: FrameType | None) -> None:
    now = time.monotonic()
    if _Seen.at is not None and now - _Seen.at < _GRACE:
        return
    _Seen.at, _Seen.ever = now, True
    raise KeyboardInterrupt


def _swallowed(unraisable: sys.UnraisableHookArgs) -> None:
    """Where Python cannot raise, as in a finaliser, it prints and goes on: Ctrl-C comes again a moment later."""
    if not issubclass(unraisable.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)
        return
    _Seen.at = None
    timer = threading.Timer(_AGAIN, _send)
    timer.daemon = True
    timer.start()


def _send() -> None:
    if hasattr(signal, "pthread_kill"):  # also ends what the main thread waits for
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()
