"""The command `goldwire`, also as `python -m goldwire.cli`: what Ctrl-C does, from the first moment to the last.

Nothing else is imported before Ctrl-C is in hand, for what the commands need takes a second to load.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""
_LINE = b"interrupted\n"


def main() -> NoReturn:
    """Run the command that the arguments name, and leave with its status; after Ctrl-C with one line and status 130.

    A process that was started with SIGINT ignored, as shells start jobs in the background, goes on ignoring it.
    """
    heeds = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if heeds:
        signal.signal(signal.SIGINT, _leave)
        # Registered first, so it runs last. Python itself would die of the signal without a word in its last moments.
        atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
    from goldwire.cli import interrupts

    status: int | str | None = None
    try:
        # Until all is loaded there is nothing to clear up, and modules that are half loaded take exceptions ill.
        from goldwire.cli.app import app

        if heeds:
            interrupts.heed()
        try:
            app()
        except SystemExit as leaving:
            status = leaving.code
        if heeds:
            signal.signal(signal.SIGINT, _leave)
    except KeyboardInterrupt:  # the next ones are not heeded for a while
        status = INTERRUPTED
    _flush()
    if interrupts.came() or status == INTERRUPTED:
        if heeds:
            signal.signal(signal.SIGINT, _leave_in_silence)
        os.write(2, _LINE)
        status = INTERRUPTED
    sys.exit(status)


def _leave(signum: int, frame: FrameType | None) -> NoReturn:
    os.write(2, _LINE)
    os._exit(INTERRUPTED)


def _leave_in_silence(signum: int, frame: FrameType | None) -> NoReturn:
    os._exit(INTERRUPTED)


def _flush() -> None:
    """Write out what is buffered. Whoever read it may have gone: then it goes nowhere, and Python does not complain."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


if __name__ == "__main__":
    main()
