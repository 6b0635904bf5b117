"""Text out of one HTML page; run as a script, a process that extracts the pages it is sent, each within bounds.

The parser is native code that does not return to Python, so nothing inside the process can stop it but the kernel.
Imports little, for the process starts while somebody waits.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import struct
import sys
from typing import BinaryIO

from resiliparse.extract.html2text import extract_plain_text

REQUEST = struct.Struct("<QddQ")
"""Bytes of the page in UTF-8, seconds of CPU time, seconds on the clock, bytes of memory."""
ANSWER = struct.Struct("<Q")
"""Bytes of the text in UTF-8."""


def plain_text(html: str) -> str:
    """The text of a page: its main content, or all of it where no main content is found. May be empty."""
    text = _extracted(html, main_content=True)
    return text if text.strip() else _extracted(html, main_content=False)


def _extracted(html: str, *, main_content: bool) -> str:
    return extract_plain_text(
        html, preserve_formatting=True, main_content=main_content, list_bullets=False, alt_texts=False
    )


def _bound(seconds: float, clock_seconds: float, memory: int) -> None:
    """From here on the process may use so much, or it ends. CPU time decides: a page is not refused because the
    machine is busy. The clock is there for systems that cannot measure CPU time, and for whatever waits."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)  # the signal's default is the end of the process
    faulthandler.dump_traceback_later(clock_seconds, exit=True)  # a thread that needs no lock of Python's
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ImportError, ValueError, OSError):
        pass


def _unbound() -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, 0)
    faulthandler.cancel_dump_traceback_later()


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    answers.write(ANSWER.pack(0))
    answers.flush()
    while len(head := requests.read(REQUEST.size)) == REQUEST.size:
        size, seconds, clock_seconds, memory = REQUEST.unpack(head)
        page = requests.read(size)
        if len(page) < size:
            return
        _bound(seconds, clock_seconds, memory)
        text = plain_text(page.decode("utf-8", "surrogatepass")).encode("utf-8", "surrogatepass")
        _unbound()
        answers.write(ANSWER.pack(len(text)))
        answers.write(text)
        answers.flush()


def main() -> None:
    """Extract pages from standard input until it ends."""
    # Ctrl-C reaches every process of a terminal; whoever sends the pages decides what becomes of this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints may pass for an answer
    _serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
