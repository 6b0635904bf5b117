"""Reading files and folders that may hold anything."""

from __future__ import annotations

import codecs
import os
import socket
import sys
from pathlib import Path

import pytest

from goldwire.text.reading import (
    DEFAULT_MAX_BYTES,
    Quarantined,
    RawFile,
    read_all,
    read_file,
)

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes")


def write(path: Path, data: bytes = b"text\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def code(read: RawFile | Quarantined) -> str:
    return read.incident.code if isinstance(read, Quarantined) else "ok"


def outcomes(folder: Path, max_bytes: int = DEFAULT_MAX_BYTES) -> list[tuple[str, str]]:
    """What became of each file below a folder, by its path there."""
    found = read_all([folder], max_bytes=max_bytes)
    return [(read.path.relative_to(folder).as_posix(), code(read)) for read in found]


@pytest.mark.parametrize(
    "data",
    [b"a", b"\r\n a \r\n", codecs.BOM_UTF8 + b"a", "a\n".encode("utf-16"), "a\n".encode("utf-32"), b"\xff\x81"],
)
def test_bytes_are_kept_as_they_are(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path / "a.txt", data)
    assert read_file(path) == RawFile(path, data, None)


@pytest.mark.parametrize(
    ("name", "html"),
    [
        ("a.html", True),
        ("a.HTM", True),
        ("a.xhtml", True),
        ("a.txt", None),
        ("a.text", None),
        ("a.pdf", None),
        ("a", None),
    ],
)
def test_a_name_may_say_html(tmp_path: Path, name: str, html: bool | None) -> None:
    read = read_file(write(tmp_path / name))
    assert isinstance(read, RawFile)
    assert read.html is html


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "GW-E004"),
        (b" \t\r\n\x0b\x0c", "GW-E004"),
        (codecs.BOM_UTF8 + b" \n", "GW-E004"),
        (codecs.BOM_UTF8, "GW-E004"),
        (" \n".encode("utf-16"), "GW-E004"),
        (" \n".encode("utf-32"), "GW-E004"),
        (b"a\0b", "GW-E005"),
        (codecs.BOM_UTF8 + b"a\0", "GW-E005"),
        (b"%PDF-1.7\n\0\0", "GW-E005"),
    ],
)
def test_what_is_no_text(tmp_path: Path, data: bytes, expected: str) -> None:
    assert code(read_file(write(tmp_path / "a.txt", data))) == expected


def test_the_limit_itself_is_allowed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", b"x" * 100)
    assert code(read_file(path, max_bytes=100)) == "ok"
    assert code(read_file(path, max_bytes=99)) == "GW-E003"
    assert outcomes(tmp_path, max_bytes=99) == [("a.txt", "GW-E003")]
    path.write_bytes(b"x" * DEFAULT_MAX_BYTES)
    assert code(read_file(path)) == "ok"
    path.write_bytes(b"x" * (DEFAULT_MAX_BYTES + 1))
    assert code(read_file(path)) == "GW-E003"


def test_folders_are_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "sub/z.txt", "sub/deep/c.TXT", "another/d.htm", "c.pdf", "Zoo.txt", "noname"):
        write(tmp_path / name)
    assert outcomes(tmp_path) == [
        ("Zoo.txt", "ok"),
        ("a.html", "ok"),
        ("b.txt", "ok"),
        ("c.pdf", "GW-I007"),
        ("noname", "GW-I007"),
        ("another/d.htm", "ok"),
        ("sub/z.txt", "ok"),
        ("sub/deep/c.TXT", "ok"),
    ]


LEFTOVERS = (
    ".DS_Store", "._page.txt", ".hidden.txt", ".page.txt.swp", ".~lock.page.txt#", "page.txt~", "page.html~",
    "#page.txt#", "#x#", "~$page.txt", "Thumbs.db", "desktop.ini", ".git/config.txt",
    "__MACOSX/._page.txt", "__MACOSX/page.txt", "sub/.cache/page.html",
)  # fmt: skip


def test_leftovers_in_a_folder_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "page.txt")
    for name in LEFTOVERS:
        write(tmp_path / name, b"rubbish \x00")
    found = dict(outcomes(tmp_path))
    assert found.pop("page.txt") == "ok"
    assert set(found.values()) == {"GW-I007"}
    folders = {"sub/.cache/page.html": "sub/.cache", ".git/config.txt": ".git"}
    assert set(found) == {folders.get(name, "__MACOSX" if name.startswith("__MACOSX") else name) for name in LEFTOVERS}


def test_what_is_named_is_read_whatever_its_name(tmp_path: Path) -> None:
    for name in LEFTOVERS:
        assert code(read_file(write(tmp_path / name))) == "ok"
    assert [code(read) for read in read_all([tmp_path / ".git", tmp_path / "._page.txt"])] == ["ok", "ok"]


def test_paths_are_read_in_the_order_given(tmp_path: Path) -> None:
    files = [write(tmp_path / name) for name in ("b.pdf", "a.txt")]
    write(tmp_path / "sub" / "c.txt")
    missing = tmp_path / "missing"
    paths = [tmp_path / "sub", *files, missing]
    assert [code(read) for read in read_all(paths)] == ["ok", "ok", "ok", "GW-E001"]
    assert list(read_all([])) == []


@POSIX
def test_links_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret" / "key.txt", b"secret")
    folder = tmp_path / "in"
    inside = write(folder / "a.txt")
    (folder / "b-in.txt").symlink_to(inside)
    (folder / "c-out.txt").symlink_to(secret)
    (folder / "d-out").symlink_to(secret.parent)
    (folder / "e-dotdot.txt").symlink_to(Path("..", "secret", "key.txt"))
    (folder / "f-gone.txt").symlink_to(folder / "nothing.txt")
    (folder / "g-etc.txt").symlink_to("/etc/passwd")
    (folder / "h-chain.txt").symlink_to(folder / "c-out.txt")
    assert dict(outcomes(folder)) == {
        "a.txt": "ok",
        "b-in.txt": "ok",
        "c-out.txt": "GW-E002",
        "d-out": "GW-E002",
        "e-dotdot.txt": "GW-E002",
        "f-gone.txt": "GW-E001",
        "g-etc.txt": "GW-E002",
        "h-chain.txt": "GW-E002",
    }
    # Whoever names a link means it.
    assert code(read_file(folder / "c-out.txt")) == "ok"


@POSIX
def test_loops_of_links_end(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    found = dict(outcomes(tmp_path))
    assert found.pop("self.txt") in ("GW-E001", "GW-E002")
    assert found == {"a.txt": "ok", "loop": "GW-I007", "sub/up": "GW-I007"}


@POSIX
@pytest.mark.timeout(10)
def test_pipes_and_sockets_do_not_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "a.txt")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("b.txt")
        found = dict(outcomes(tmp_path))
    assert found["a.txt"] == "GW-E006"
    assert found["b.txt"] in ("GW-E001", "GW-E006")
    assert code(read_file(Path("/dev/zero"))) == "GW-E006"


@POSIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root reads everything")
def test_what_may_not_be_read_is_reported(tmp_path: Path) -> None:
    write(tmp_path / "a.txt").chmod(0)
    write(tmp_path / "closed" / "b.txt")
    (tmp_path / "closed").chmod(0)
    try:
        assert outcomes(tmp_path) == [("a.txt", "GW-E001"), ("closed", "GW-E001")]
    finally:
        (tmp_path / "closed").chmod(0o700)


def test_a_folder_that_cannot_be_listed_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a.txt")
    write(tmp_path / "sub" / "b.txt")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert outcomes(tmp_path) == [("a.txt", "ok"), ("sub", "GW-E001")]


def test_files_that_vanish_meanwhile_are_reported(tmp_path: Path) -> None:
    for name in "abc":
        write(tmp_path / f"{name}.txt")
    reading = read_all([tmp_path])
    assert code(next(reading)) == "ok"
    (tmp_path / "b.txt").unlink()
    (tmp_path / "c.txt").unlink()
    (tmp_path / "c.txt").mkdir()
    assert [code(read) for read in reading] == ["GW-E001", "GW-E006"]


def test_one_file_is_read_at_a_time(tmp_path: Path) -> None:
    for name in "ab":
        write(tmp_path / f"{name}.txt", b"old")
    reading = read_all([tmp_path])
    next(reading)
    write(tmp_path / "b.txt", b"new")
    read = next(reading)
    assert isinstance(read, RawFile)
    assert read.data == b"new"


@LINUX
@pytest.mark.parametrize("name", [b"line\nbreak", b"esc\x1b[31mred", b"\xff\xfe", b"bell\x07", "caf\u202eé".encode()])
def test_hostile_names_are_printed_escaped(tmp_path: Path, name: bytes) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.write_bytes(b"")
    (read,) = read_all([tmp_path])
    assert isinstance(read, Quarantined)
    for text in (read.incident.message, read.incident.file or ""):
        assert text.isprintable()
        assert text.encode("utf-8")
    assert code(read_file(path)) == "GW-E004"


def test_a_name_that_no_system_takes_is_refused() -> None:
    assert code(read_file(Path("a\0b.txt"))) == "GW-E001"
    assert code(read_file(Path("x" * 5000))) == "GW-E001"
