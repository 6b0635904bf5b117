"""A folder that fetched texts are taken from, whatever its files are called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.offered import Offered

DATA = b"The ferry left an hour late.\n"
DIGEST = sha256_hex(DATA)


def codes(offered: Offered) -> list[str]:
    return [incident.code for incident in offered.incidents]


def test_files_and_texts_are_found_by_either_digest(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "..%2f\u202e.bin").write_bytes(DATA)
    (tmp_path / ".hidden").write_bytes(b"file")
    seen: list[Path] = []
    offered = Offered(tmp_path, progress=seen.append)
    assert offered.read(DIGEST) == DATA
    assert offered.read(sha256_hex(b"file")) == b"file"
    assert offered.read("0" * 64) is None
    assert offered.read("../a") is None
    assert (offered.count, len(seen), offered.incidents) == (2, 2, ())


def test_a_file_that_changes_or_goes_is_not_used_and_another_copy_is(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).write_bytes(DATA)
    offered = Offered(tmp_path)
    (tmp_path / "a").write_bytes(b"changed")
    (tmp_path / "b").unlink()
    assert offered.read(DIGEST) == DATA
    assert codes(offered) == ["GW-W046", "GW-W046"]
    assert "changed after it was looked at" in offered.incidents[0].message
    (tmp_path / "c").unlink()
    assert offered.read(DIGEST) is None
    assert offered.read(DIGEST) is None
    assert len(offered.incidents) == 3


def test_a_file_that_is_too_large_is_passed_over_and_none_grows_unseen(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 101)
    (tmp_path / "fits").write_bytes(DATA)
    offered = Offered(tmp_path, max_bytes=100)
    assert offered.read(sha256_hex(b"x" * 101)) is None
    assert [incident.message for incident in offered.incidents] == ["holds more than 100 bytes"]
    with (tmp_path / "fits").open("ab") as stream:
        stream.write(b"x" * 100)
    assert offered.read(DIGEST) is None
    assert codes(offered) == ["GW-W046", "GW-W046"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="links and pipes of POSIX")
def test_links_to_files_are_followed_and_nothing_else_is(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.mkdir()
    folder.mkdir()
    (outside / "text").write_bytes(DATA)
    (folder / "link").symlink_to(outside / "text")
    (folder / "round").symlink_to(folder)
    (folder / "dead").symlink_to(folder / "nothing")
    os.mkfifo(folder / "pipe")
    offered = Offered(folder)
    assert offered.read(DIGEST) == DATA
    assert sorted(Path(incident.file or "").name for incident in offered.incidents) == ["dead", "pipe", "round"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    offered = Offered(tmp_path / "nowhere")
    assert offered.read(DIGEST) is None
    assert codes(offered) == ["GW-W046"]
