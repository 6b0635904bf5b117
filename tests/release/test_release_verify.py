"""The manifest: what it says, and that `verify` finds every departure from it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from corpora import MINI, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.cli.app import app
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus
from goldwire.model.incident import printable
from goldwire.release import verifying
from goldwire.release.build import build
from goldwire.release.manifest import Manifest, is_whole, manifest_bytes, read_manifest
from goldwire.release.verifying import inspect, verify


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_mini(tmp_path_factory.mktemp("whole"))
    return build(open_corpus(Corpus(root)), "0.1.0", root / "dist").folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of a release that a test may damage."""
    shutil.copytree(whole, tmp_path / "release")
    return tmp_path / "release"


def test_the_manifest_is_valid_and_describes_the_files(whole: Path) -> None:
    manifest = read_manifest(whole)
    assert problems("manifest", msgspec.to_builtins(manifest)) == []
    listed = {file.path: file for file in manifest.files}
    there = {p.relative_to(whole).as_posix() for p in whole.rglob("*") if p.is_file()}
    assert set(listed) == there - {"manifest.json"}
    for path, file in listed.items():
        data = (whole / path).read_bytes()
        assert (file.bytes, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        assert (file.rows is not None) is path.endswith(".parquet")
    for name, digest in manifest.inputs.items():
        if name not in ("corpus/ledger.jsonl",) and not name.startswith("gw-"):
            assert hashlib.sha256((MINI / name).read_bytes()).hexdigest() == digest
    assert verify(whole) == []


def missing(folder: Path) -> str:
    (folder / "data" / "ner" / "train.parquet").unlink()
    return "data/ner/train.parquet: missing"


def changed(folder: Path) -> str:
    path = folder / "README.md"
    path.write_bytes(path.read_bytes().swapcase())
    return "README.md: changed"


def lengthened(folder: Path) -> str:
    path = folder / "README.md"
    size = path.stat().st_size
    path.write_bytes(path.read_bytes() + b"\n")
    return f"README.md: changed: {size + 1:,} bytes instead of {size:,}"


def truncated(folder: Path) -> str:
    path = folder / "data" / "quotes" / "train.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    return f"data/quotes/train.parquet: truncated: {path.stat().st_size:,} bytes instead of {path.stat().st_size + 1:,}"


def emptied(folder: Path) -> str:
    path = folder / "data" / "quotes" / "train.parquet"
    size = path.stat().st_size
    path.write_bytes(b"")
    return f"data/quotes/train.parquet: truncated: 0 bytes instead of {size:,}"


def extra(folder: Path) -> str:
    (folder / "data" / "ner" / "test.parquet").write_bytes(b"")
    return "data/ner/test.parquet: not in the manifest"


def hidden(folder: Path) -> str:
    (folder / ".cache").write_bytes(b"")
    return ".cache: not in the manifest"


def linked(folder: Path) -> str:
    (folder / "data" / "more").symlink_to(folder / "schema")
    return "data/more: not in the manifest: a link, which no release holds"


def swapped(folder: Path) -> str:
    one, two = folder / "data" / "stance" / "train.parquet", folder / "data" / "ner" / "train.parquet"
    data = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(data)
    return f"data/stance/train.parquet: changed: {one.stat().st_size:,} bytes instead of {len(data):,}"


def linked_file(folder: Path) -> str:
    path = folder / "README.md"
    path.rename(folder.parent / "elsewhere")
    path.symlink_to(folder.parent / "elsewhere")
    return "README.md: not in the manifest: a link, which no release holds"


def linked_folder(folder: Path) -> str:
    (folder / "data").rename(folder.parent / "elsewhere")
    (folder / "data").symlink_to(folder.parent / "elsewhere")
    return "data: not in the manifest: a link, which no release holds"


def piped(folder: Path) -> str:
    (folder / "README.md").unlink()
    os.mkfifo(folder / "README.md")
    return "README.md: not in the manifest: a special file, which no release holds"


def empty_folder(folder: Path) -> str:
    (folder / "data" / "relations").mkdir()
    return "data/relations: empty folder, not in the manifest"


def hostile_name(folder: Path) -> str:
    (folder / "a\n\x1b[2J").write_bytes(b"")
    return r"a\n\x1b[2J: not in the manifest"


def no_text(folder: Path) -> str:
    (folder / "caf\udce9").write_bytes(b"")
    return r"caf\udce9: not in the manifest"


DAMAGES: dict[Callable[[Path], str], int] = {
    missing: 1,
    changed: 1,
    lengthened: 1,
    truncated: 1,
    emptied: 1,
    extra: 1,
    hidden: 1,
    linked: 1,
    linked_file: 1,
    linked_folder: 11,
    swapped: 2,
    piped: 1,
    empty_folder: 1,
    hostile_name: 1,
    no_text: 1,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found(damage: Callable[[Path], str], folder: Path) -> None:
    said = damage(folder)
    found = verify(folder)
    assert said in found
    assert len(found) == DAMAGES[damage]
    result = CliRunner().invoke(app, ["verify", str(folder)])
    assert result.exit_code == 1
    assert f"{folder}: {said}" in result.stdout
    assert result.stdout.count("\n") == len(found)


def test_a_flipped_byte_anywhere_is_found(folder: Path) -> None:
    """Some bytes of every file, each of the manifest; one bit, a few and all."""
    names = [file.path for file in read_manifest(folder).files]
    for name in [*names, "manifest.json"]:
        path = folder / name
        data = path.read_bytes()
        step = 1 if name == "manifest.json" else max(1, len(data) // 2)
        assert data or name == "tombstones.jsonl", "nothing has left the corpus"
        for position in sorted({*range(0, len(data), step), len(data) - 1} if data else ()):
            flipped = bytearray(data)
            flipped[position] ^= (1, 0x20, 0xFF)[position % 3]
            if name == "manifest.json":
                assert not is_whole(bytes(flipped)), position
                if position % 200:
                    continue  # what follows takes long
            path.write_bytes(flipped)
            (departure,) = [one for one in inspect(folder).departures if one.file == name]
            assert departure.kind == ("manifest" if name == "manifest.json" else "changed"), position
        path.write_bytes(data)
    assert verify(folder) == []


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text + "\n",
        lambda text: text[:-1],
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("mini-news", "maxi-news", 1),
        lambda text: text.replace('"goldwire": "', '"goldwire": "9', 1),
        lambda text: text.replace('"documents": 2', '"documents": 3', 1),
        lambda text: json.dumps(json.loads(text)),
        lambda text: json.dumps({k: v for k, v in json.loads(text).items() if k != "sha256"}, indent=2) + "\n",
        lambda text: json.dumps(dict(sorted(json.loads(text).items())), indent=2) + "\n",
    ],
)
def test_edits_of_the_manifest_itself_are_seen(edit: Callable[[str], str], folder: Path) -> None:
    path = folder / "manifest.json"
    text = path.read_bytes().decode()
    path.write_bytes(edit(text).encode())
    assert path.read_bytes() != text.encode()
    (departure,) = inspect(folder).departures
    assert departure.file == "manifest.json"
    assert departure.kind == ("manifest" if "sha256" in json.loads(path.read_bytes()) else "unsealed")


def test_the_digest_of_the_manifest_is_of_its_lines_from_the_third(whole: Path) -> None:
    data = (whole / "manifest.json").read_bytes()
    assert read_manifest(whole).sha256 == hashlib.sha256(b"".join(data.splitlines(keepends=True)[2:])).hexdigest()
    assert inspect(whole).manifest_sha256 == hashlib.sha256(data).hexdigest()


def forge(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the manifest, and make its own digest agree."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    change(manifest)
    (folder / "manifest.json").write_bytes(manifest_bytes(msgspec.convert(manifest, Manifest))[0])


def entry_of(manifest: dict[str, Any], path: str = "data/ner/train.parquet") -> dict[str, Any]:
    return next(file for file in manifest["files"] if file["path"] == path)


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("sha256", "0" * 64, "changed"),
        ("bytes", 2**53 - 1, "truncated"),
        ("bytes", 0, "changed"),
        ("rows_sha256", "0" * 64, "rows"),
        ("rows", 1000, "rows"),
        ("rows", 2**53 - 1, "rows"),
        ("rows", None, "rows"),
    ],
)
def test_a_manifest_that_says_something_else(key: str, value: Any, kind: str, folder: Path) -> None:
    forge(folder, lambda manifest: entry_of(manifest).update({key: value}))
    assert [(one.file, one.kind) for one in inspect(folder).departures] == [("data/ner/train.parquet", kind)]


def test_rows_that_are_not_those_of_the_manifest(folder: Path) -> None:
    """The bytes are those that the manifest says, the rows are not."""
    path = folder / "data" / "ner" / "train.parquet"
    table = pq.read_table(path)
    pq.write_table(table.slice(1).append_column("more", pa.array([b"\xff"] * (len(table) - 1))), path)
    for rows in (len(table), len(table) - 1):
        data = path.read_bytes()
        facts = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "rows": rows}
        forge(folder, lambda manifest, facts=facts: entry_of(manifest).update(facts))  # type: ignore[misc]
        assert verify(folder) == ["data/ner/train.parquet: holds other rows than the manifest says"]


def test_a_table_that_is_none(folder: Path) -> None:
    path = folder / "data" / "ner" / "train.parquet"
    path.write_bytes(b"PAR1 this is no table PAR1")
    facts = {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    forge(folder, lambda manifest: entry_of(manifest).update(facts))
    assert verify(folder) == ["data/ner/train.parquet: holds other rows than the manifest says"]


@pytest.mark.parametrize(
    "name", ["../../secret", "/etc/hostname", "..", ".", "data/../README.md", "./README.md", "a//b", "C:\\x", "a\0b"]
)
def test_names_that_lead_out_are_never_opened(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder.parent.parent / "secret").write_bytes(b"secret")
    forge(folder, lambda manifest: entry_of(manifest, "README.md").update({"path": name}))
    opened: list[Path] = []
    plain = os.open

    def noted(path: str, *rest: Any) -> int:
        opened.append(Path(path))
        return plain(path, *rest)

    monkeypatch.setattr(os, "open", noted)
    departures = inspect(folder).departures
    monkeypatch.undo()
    assert opened
    assert {(one.file, one.kind) for one in departures} == {("README.md", "extra"), (printable(name), "manifest")}
    assert all(path.resolve() == folder.resolve() / path.relative_to(folder) for path in opened)


def test_a_file_that_is_listed_twice(folder: Path) -> None:
    forge(folder, lambda manifest: manifest.update(files=manifest["files"] + manifest["files"][:1]))
    assert [one.kind for one in inspect(folder).departures] == ["manifest"]


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        '{"name": "x"}',
        '{"files": [], "files": []}',
        "\ufeff{}",
        "[" * 100_000,
        "1" * 10_000,
        '{"sha256": 1e400}',
    ],
)
def test_a_manifest_that_cannot_be_read(damage: str, folder: Path) -> None:
    (folder / "manifest.json").write_text(damage, "utf-8")
    with pytest.raises(ValueError, match="manifest"):
        read_manifest(folder)
    (departure,) = inspect(folder).departures
    assert (departure.file, departure.kind) == ("manifest.json", "manifest")


@pytest.mark.parametrize("number", ["1" + "0" * 400, "-1", "1e999", "1.0", "true"])
def test_numbers_that_are_none(number: str, folder: Path) -> None:
    path = folder / "manifest.json"
    size = read_manifest(folder).files[0].bytes
    path.write_bytes(path.read_bytes().replace(f'"bytes": {size}'.encode(), f'"bytes": {number}'.encode(), 1))
    assert [one.kind for one in inspect(folder).departures] == ["manifest"]


def test_a_manifest_without_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "LARGEST_MANIFEST", 100)
    assert verify(folder) == ["manifest.json: larger than 100 bytes"]


def test_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is no release"):
        read_manifest(tmp_path)
    assert verify(tmp_path) == ["manifest.json: missing: the folder is no release"]


def test_the_command(whole: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runner, root = CliRunner(), whole.parents[2]
    digest = hashlib.sha256((whole / "manifest.json").read_bytes()).hexdigest()
    for arguments in (["0.1.0", "--corpus", root], ["0.1.0", "--corpus", root, "--out", whole.parents[1]], [whole]):
        result = runner.invoke(app, ["verify", *map(str, arguments)])
        assert (result.exit_code, result.stdout) == (0, "")
        assert "mini-news 0.1.0, public edition: whole" in result.stderr
        assert digest in result.stderr
    monkeypatch.chdir(whole.parent)
    (folder / "README.md").unlink()
    result = runner.invoke(app, ["verify", "0.1.0", str(folder), "--json"])
    assert result.exit_code == 1
    good, bad = json.loads(result.stdout)
    assert (good["departures"], good["manifest_sha256"], good["files"]) == ([], digest, bad["files"] + 1)
    assert bad["departures"] == [{"file": "README.md", "kind": "missing", "message": "missing"}]


def test_a_release_of_before_0_3_is_read_and_reported(folder: Path) -> None:
    path = folder / "manifest.json"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + b"".join(lines[2:]))
    assert read_manifest(folder).sha256 is None
    (said,) = verify(folder)
    assert "no digest of itself" in said
