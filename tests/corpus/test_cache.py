"""The cache of fetched files holds whole files only, and says what is wrong with its folder."""

from __future__ import annotations

import errno
import os
import pickle
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fetchable import fetchable
from goldwire.corpus import cache as module
from goldwire.corpus.cache import OLD_SECONDS, Cache, cache_folder
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.raw import find_raw
from goldwire.corpus.store import Corpus
from goldwire.model.document import Match
from goldwire.text.regular_file import read_regular

DATA = b"The ferry left an hour late.\n"
DIGEST = sha256_hex(DATA)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def test_bytes_come_back_by_their_digest(cache: Cache) -> None:
    assert cache.get(DIGEST) is None
    assert cache.put(DATA) == DIGEST
    assert cache.put(DATA) == DIGEST
    assert cache.get(DIGEST) == DATA
    assert files(cache.folder) == [f"files/{DIGEST[:2]}/{DIGEST}"]


def test_the_variable_names_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOLDWIRE_CACHE", str(tmp_path / "mine"))
    assert cache_folder() == Cache().folder == tmp_path / "mine"
    monkeypatch.setenv("GOLDWIRE_CACHE", "")
    assert "goldwire" in str(cache_folder())


def truncated(path: Path) -> None:
    path.write_bytes(DATA[:5])


def another(path: Path) -> None:
    path.write_bytes(b"<!DOCTYPE html>")


def link(path: Path) -> None:
    path.rename(path.parent / "elsewhere")
    path.symlink_to(path.parent / "elsewhere")


def dead_link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent / "nowhere")


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="links and pipes of POSIX")
@pytest.mark.parametrize("damage", [truncated, another, link, dead_link, pipe])
def test_what_was_damaged_is_not_used_and_is_replaced(cache: Cache, damage: object) -> None:
    cache.put(DATA)
    assert callable(damage)
    damage(cache.path(DIGEST))
    assert cache.get(DIGEST) is None
    cache.put(DATA)
    assert cache.get(DIGEST) == DATA
    assert cache.path(DIGEST).is_file()
    assert not cache.path(DIGEST).is_symlink()


def test_what_killed_processes_left_is_removed_once_it_is_old(cache: Cache) -> None:
    folder = cache.path(DIGEST).parent
    folder.mkdir(parents=True)
    old, young, other = (folder / name for name in (".a.0.part", ".b.0.part", "c.part"))
    for path in (old, young, other):
        path.write_bytes(b"half")
    long_ago = time.time() - OLD_SECONDS - 60
    os.utime(old, (long_ago, long_ago))
    os.utime(other, (long_ago, long_ago))
    cache.put(DATA)
    assert not old.exists()
    assert young.exists()
    assert other.exists()


def test_a_folder_that_is_a_file_is_said_with_the_variable(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"a file")
    for folder in (tmp_path / "cache", tmp_path / "cache" / "below"):
        assert Cache(folder).get(DIGEST) is None
        with pytest.raises(OSError, match=r"kept in .*cache.*let GOLDWIRE_CACHE name another folder"):
            Cache(folder).put(DATA)
    assert (tmp_path / "cache").read_bytes() == b"a file"


def test_a_folder_in_the_place_of_a_file_is_said_and_not_removed(cache: Cache) -> None:
    (cache.path(DIGEST) / "kept").mkdir(parents=True)
    with pytest.raises(OSError, match="GOLDWIRE_CACHE"):
        cache.put(DATA)
    assert (cache.path(DIGEST) / "kept").is_dir()


def test_a_folder_that_may_not_be_written_to_is_said_with_the_variable(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.put(b"something")
    monkeypatch.setattr(os, "access", lambda *_: False)  # as for whoever is not root
    with pytest.raises(PermissionError, match="GOLDWIRE_CACHE"):
        Cache(cache.folder).put(DATA)


def test_a_full_disk_leaves_nothing_half_written(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.put(b"before")
    before = files(cache.folder)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left on device; fetched files are kept in") as refused:
            cache.put(DATA)
    assert refused.value.errno == errno.ENOSPC
    assert files(cache.folder) == before
    cache.put(DATA)
    assert cache.get(DIGEST) == DATA


def test_a_file_larger_than_any_is_refused_and_none_is_read(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.put(DATA)
    monkeypatch.setattr(module, "LARGEST_FILE", 10)
    assert cache.get(DIGEST) is None
    with pytest.raises(OSError, match="holds more than 10 bytes"):
        cache.put(DATA)


PUTS = """
import sys
from goldwire.corpus.cache import Cache
cache = Cache(sys.argv[1])
sys.stdin.readline()
for number in range(30):
    data = b"%d" % (number % 10) * 100_000
    assert cache.get(cache.put(data)) == data
"""


def test_processes_that_put_the_same_at_once_all_succeed(cache: Cache) -> None:
    together = [
        subprocess.Popen([sys.executable, "-c", PUTS, str(cache.folder)], stdin=subprocess.PIPE) for _ in range(3)
    ]
    for process in together:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.close()
    assert [process.wait() for process in together] == [0, 0, 0]
    assert len(files(cache.folder)) == 10


def test_documents_come_out_of_their_file_which_is_read_once(
    cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = fetchable(tmp_path)
    first, second, third = made.documents
    assert [cache.match(one) for one in made.documents] == [(Match.MISSING, None)] * 3
    cache.put((made.files / "news.json").read_bytes())
    read: list[Path] = []

    def counted(path: Path, **bounds: Any) -> bytes:
        read.append(path)
        return read_regular(path, **bounds)

    monkeypatch.setattr(module, "read_regular", counted)
    for _ in range(5):
        for one in (first, second):
            assert cache.match(one) == (Match.OK, made.texts[one.doc_id].encode())
    assert first.source is not None
    assert read.count(cache.path(first.source.sha256)) == 1
    assert cache.match(third) == (Match.MISSING, None)
    assert find_raw(Corpus(made.root), first, None, cache).text == made.texts[first.doc_id]
    assert len(pickle.dumps(cache)) < 1_000
    assert pickle.loads(pickle.dumps(cache)).match(second)[0] is Match.OK


def test_a_file_that_does_not_hold_the_record_has_changed(cache: Cache, tmp_path: Path) -> None:
    (document,) = (one for one in fetchable(tmp_path).documents if one.source and one.source.record == "a")
    assert document.source is not None
    for data in (b'{"_id": "b", "text": "x"}\n', b'{"_id": "a", "text": "other words"}\n'):
        source = msgspec.structs.replace(document.source, sha256=cache.put(data))
        changed = msgspec.structs.replace(document, source=source)
        assert cache.match(changed) == (Match.SOURCE_CHANGED, None)
