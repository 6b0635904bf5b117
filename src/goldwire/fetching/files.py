"""Getting files into the cache, several at a time: from their addresses, and where these do not help, an archive."""

from __future__ import annotations

import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from goldwire.corpus.cache import Cache
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.locking import file_lock
from goldwire.fetching.codes import NOT_REACHED, OTHER_BYTES, SERVER_FAILS
from goldwire.fetching.file import Failed, Failure, File
from goldwire.fetching.limits import Limits
from goldwire.fetching.requesting import Asker
from goldwire.fetching.turns import Turns
from goldwire.model.incident import printable
from goldwire.web.bounds import shown

Say = Callable[[str], None]

_LONG = 5.0
"""Seconds of waiting for a server that are worth a word."""
_LOOK = 0.2
"""Seconds until it is looked again whether another process has fetched a file."""
_AWAKE = 1.0
"""Seconds after which the main thread looks whether it was interrupted."""
_GRACE = 5.0
"""Seconds that threads have to finish a file that they are writing, when all is cut off."""
_FEW = 2
"""Tries where there is no connection at all."""
_IN_A_ROW = 8
"""Files that a host fails to give, none of the others in between, until it is asked nothing more."""


def get_files(files: Sequence[File], cache: Cache, limits: Limits, say: Say) -> Generator[File]:
    """Get files into the cache, at most `limits.at_once` at a time.

    Args:
        files: What to get. Their `found` and `failures` are set.
        cache: Where they are kept, each once it is whole and has the right digest.
        limits: Bounds.
        say: Takes a line about what is waited for.

    Yields:
        Each file as soon as it is settled.

    Raises:
        OSError: The cache cannot be written to, for example for want of space. What is in it stays.
    """
    if not files:
        return
    work = _Work(cache, limits, say, len(files))
    try:
        yield from work.done(files)
    finally:
        work.end()


class _Work:
    """What the threads share."""

    def __init__(self, cache: Cache, limits: Limits, say: Say, count: int) -> None:
        self._cache, self._limits, self._say = cache, limits, say
        self._turns: Turns[File] = Turns(limits.per_host)
        self._settled: queue.SimpleQueue[File | BaseException] = queue.SimpleQueue()
        self._given_up: dict[str, Failed] = {}
        self._lock = threading.Lock()
        self._failed: Counter[str] = Counter()
        self._failing_since: dict[str, float] = {}
        self._answered: set[str] = set()
        self._told: set[str] = set()
        self._asker: Asker | Failed
        try:
            self._asker = Asker(limits)
        except Failed as failed:
            failed.of_host = True
            self._asker = failed
        self._threads = [
            threading.Thread(target=self._run, daemon=True, name=f"goldwire-fetch-{number}")
            for number in range(min(limits.at_once, count))
        ]

    def done(self, files: Sequence[File]) -> Iterator[File]:
        """Each file once it is settled."""
        for file in files:
            self._next(file)
        for thread in self._threads:
            thread.start()
        for _ in files:
            settled = self._one_settled()
            if isinstance(settled, BaseException):
                raise settled
            yield settled

    def _one_settled(self) -> File | BaseException:
        while True:
            with suppress(queue.Empty):
                return self._settled.get(timeout=_AWAKE)  # on Windows nothing interrupts a wait without end

    def end(self) -> None:
        """Let the threads end: at once, but for a file that is being written."""
        self._turns.stop()
        if isinstance(self._asker, Asker):
            self._asker.close()
        until = time.monotonic() + _GRACE
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, until - time.monotonic()))

    def _run(self) -> None:
        while (turn := self._turns.take()) is not None:
            host, file = turn
            try:
                with self._alone(file) as alone:
                    if alone:
                        self._step(host, file)
            except BaseException as error:
                self._settled.put(error)
            finally:
                self._turns.done(host)

    def _step(self, host: str, file: File) -> None:
        """Ask one address once, and see to what comes next."""
        address = file.address
        assert address is not None
        try:
            # Another process may have been faster, or another file of this one is the same.
            if self._cache.get(file.sha256) is not None:
                file.found = "cache"
            else:
                self._cache.put(self._asked(host, address, file))
                file.found = "archive" if file.from_archive else "source"
        except Failed as failed:
            file.tries += 1
            if self._again(host, file, failed):
                return
            if failed.code in (NOT_REACHED, SERVER_FAILS):  # it may be the host, and not the file
                failed = self._given_up.get(host, failed)
            file.failures.append(Failure(address, failed, file.from_archive))
            file.tries = 0
            self._next(file)
        else:
            self._failed[host] = 0
            self._failing_since.pop(host, None)
            self._settled.put(file)

    def _asked(self, host: str, address: str, file: File) -> bytes:
        """The file with the right digest. Raises `Failed`."""
        if isinstance(self._asker, Failed):
            raise self._asker
        if host in self._given_up:
            raise self._given_up[host]
        answer = self._asker.get(address)
        digest = sha256_hex(answer.data)
        if digest != file.sha256:
            what = f", {printable(answer.media_type)[:60]}" if answer.media_type else ""
            told = f"{len(answer.data):,} bytes{what} with SHA-256 {digest[:16]}…, recorded is {file.sha256[:16]}…"
            # Where the server did not tell the length, what came may be cut off.
            raise Failed(OTHER_BYTES, told, passing=not answer.ended and file.tries == 0)
        return answer.data

    def _again(self, host: str, file: File, failed: Failed) -> bool:
        """Whether the same address is tried again, in a while."""
        limits = self._limits
        if host in self._given_up or isinstance(self._asker, Failed):
            return False
        if not failed.no_way:
            self._answered.add(host)
        wait = failed.wait
        if wait is None:
            wait = min(limits.pause * 2 ** (file.tries - 1), limits.longest_pause) * random.uniform(0.5, 1.5)
        elif wait > limits.longest_pause:
            asks = (
                f"{failed}, and asks to wait {wait:,.0f} s, where fetching waits {limits.longest_pause:,.0f} s at most"
            )
            failed.args = (asks,)
            if not failed.elsewhere:
                self._give_up(host, failed)
            return False
        if failed.passing:
            now = time.monotonic()
            if now + wait - self._failing_since.setdefault(host, now) > limits.patience:
                failed.args = (f"{failed}, and the host has given no file for {limits.patience:,.0f} s",)
                self._give_up(host, failed)
                return False
        if failed.passing and file.tries < (_FEW if failed.no_way else limits.tries):
            if failed.slow:
                self._turns.slow(host, wait)
                if wait >= _LONG and host not in self._told:
                    self._told.add(host)
                    self._say(f"{host} asks to wait {wait:,.0f} s")
            self._turns.put(host, file, wait)
            return True
        with self._lock:
            self._failed[host] = self._failed[host] + 1 if failed.passing else 0
        if self._failed[host] >= _IN_A_ROW or (failed.no_way and host not in self._answered):
            self._give_up(host, failed)
        return False

    def _give_up(self, host: str, failed: Failed) -> None:
        """Ask nothing more of a host: it would answer all in the same way."""
        failed.of_host = True
        self._given_up[host] = failed
        self._turns.hurry(host)

    def _next(self, file: File) -> None:
        """Ask the next address, or be done where all were asked."""
        address = file.address
        if address is None:
            self._settled.put(file)
        else:
            self._turns.put(shown(address), file)

    @contextmanager
    def _alone(self, file: File) -> Iterator[bool]:
        """Whether no other process is fetching this file: then the caller comes back later, though not for ever."""
        lock = None if file.waited >= self._limits.others else self._locked(file)
        if lock is False:
            file.waited += _LOOK
            address = file.address
            assert address is not None
            self._turns.put(shown(address), file, min(_LOOK, self._limits.others))
            yield False
            return
        try:
            yield True
        finally:
            if lock is not None:
                # The name first: whoever has opened the file meanwhile fetches it, too, which does no harm.
                with suppress(OSError):
                    Path(lock.lock_file).unlink()
                lock.release()

    def _locked(self, file: File) -> FileLock | Literal[False] | None:
        """A lock on a file; False where another process has it, None where there are no locks in this folder."""
        try:
            folder = self._cache.folder / "locks"
            folder.mkdir(parents=True, exist_ok=True)
            lock = file_lock(folder / file.sha256, timeout=0)
            lock.acquire()
        except Timeout:
            return False
        except (OSError, NotImplementedError):  # the cache itself says what is wrong with the folder
            return None
        return lock
