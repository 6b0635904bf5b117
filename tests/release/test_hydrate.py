"""Hydrated editions from a public release and raw files alone."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from faults import files
from forging import forge, sealed
from typer.testing import CliRunner, Result

from corpora import ENGLISH, WIRE, copy_mini
from cut_off import BROKEN, Faults, forked
from goldwire.annotation.files import write_annotation
from goldwire.checks.run import open_corpus
from goldwire.cli.app import app
from goldwire.corpus.raw import RawFolder, find_raw
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus
from goldwire.model.annotation import Annotation, Form, LineRole, Mention, MentionType, Provenance
from goldwire.model.document import Document, Match
from goldwire.model.span import anchored
from goldwire.release import tables
from goldwire.release.build import build
from goldwire.release.finishing import ReleaseRefused
from goldwire.release.hydrating import Hydration, hydrate, open_public
from goldwire.release.manifest import entry, manifest_bytes, read_manifest
from goldwire.release.reading import DamagedRelease
from goldwire.release.tables import read_rows
from goldwire.release.verifying import verify
from goldwire.text.clean import clean
from withheld import leaks

VERSION = "1.0.0"
PAGE = """<!DOCTYPE html><html lang="fr"><head><meta charset="iso-8859-1"><title>Le quai rouvre</title></head><body>
<article><h1>Le quai rouvre après la grève</h1>
<p>Le conseil de Port Elune a rouvert le quai samedi, après une grève de neuf jours qui avait vidé les étals.</p>
<p>« Nous avons tenu parole », a dit Mirel Tansk devant les équipages réunis sur la jetée du port.</p></article>
</body></html>"""
LETTER = (
    "Lighthouse keepers ask for a lamp\n\n"
    "The keepers of Teal Point asked the council on Monday for a lamp that burns in any wind.\n\n"
    "The council said that it would answer before the autumn gales set in on the strait.\n"
)
NOTE = (
    "Regatta moves to the inner harbour\n\n"
    "The regatta of Gull Strait was moved on Sunday to the inner harbour, where no swell reaches it.\n\n"
    "Crews said that they had asked for the move for years, and that nobody had listened to them.\n"
)
NAMES = ("quai.html", "inquiry.txt", "letter.txt", "note.txt")


class Made(NamedTuple):
    """A corpus with withheld documents of all kinds, its raw files and its public release."""

    root: Path
    raw: Path
    public: Path

    def document(self, name: str) -> Document:
        return next(document for document in Corpus(self.root).documents().value if document.file_name == name)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Withheld documents before and after included ones in one split: a page of HTML and a text with annotations, two
    without; one alone in its split."""
    folder = tmp_path_factory.mktemp("hydrate")
    root, raw = copy_mini(folder), folder / "mini-raw"
    (raw / "quai.html").write_bytes(PAGE.encode("latin-1"))
    (raw / "letter.txt").write_text(LETTER, "utf-8")
    (raw / "note.txt").write_text(NOTE, "utf-8")
    path = root / "corpus" / "corpus.json"
    settings = json.loads(path.read_bytes())
    withheld = {"text": "withheld", "description": "Invented articles that may not be shared."}
    settings["collections"] |= {"agency": {**withheld, "split": None}, "press": {**withheld, "split": None}}
    path.write_text(json.dumps(settings), "utf-8")
    for name, collection, story in (
        ("quai.html", "agency", "ferry-strike"),
        ("letter.txt", "press", "ferry-strike"),
        ("note.txt", "press", "regatta"),
    ):
        about = [
            "--collection",
            collection,
            "--story",
            story,
            "--holder",
            "The Herald",
            "--licence",
            "all-rights-reserved",
        ]
        added = run("add", raw / name, *about, "--outlet", "Le Fanal [red]", "--origin", "publisher", "--corpus", root)
        assert added.exit_code == 0, added.output
    corpus = Corpus(root)
    annotate(corpus, next(d for d in corpus.documents().value if d.file_name == "quai.html"), raw)
    public = build(open_corpus(corpus), VERSION, folder / "dist").folder
    return Made(root, raw, public)


def annotate(corpus: Corpus, document: Document, raw: Path) -> None:
    """Lines and one mention; quotes and stances are left to others."""
    text = find_raw(corpus, document, RawFolder(raw)).text
    assert text is not None
    start = text.index("Mirel Tansk")
    span = anchored(document.doc_id, text, start, start + len("Mirel Tansk"), digest=True)
    entity = json.loads((corpus.root / "annotations" / "entities.jsonl").read_bytes().splitlines()[0])
    mention = Mention(
        id="m1", start=span.start, end=span.end, digest=span.digest, type=MentionType(entity["type"]), form=Form.NAME,
        entity=entity["id"],
    )  # fmt: skip
    made = Annotation(
        doc_id=document.doc_id,
        sha256=document.sha256,
        guidelines="1.0",
        provenance=[Provenance(layers=["lines", "mentions"], kind="human", name=None, round="first", date=None)],
        lines=[LineRole(start=line.start, end=line.end, role=line.role) for line in clean(text).lines],
        mentions=[mention],
        quotes=None,
        scare_quotes=None,
        stances=[],
    )
    write_annotation(corpus.annotation_path(document), made)


@pytest.fixture
def raw(made: Made, tmp_path: Path) -> Path:
    """A copy of the raw files."""
    return Path(shutil.copytree(made.raw, tmp_path / "raw"))


def from_public(made: Made, raw: Path, tmp_path: Path, **options: Any) -> Hydration:
    """Hydrate a copy of the public release that stands alone."""
    alone = tmp_path / "alone"
    if not alone.exists():
        shutil.copytree(made.public, alone)
    return hydrate(open_public(alone), tmp_path / "hydrated", raw=raw, **options)


def from_corpus(made: Made, raw: Path, tmp_path: Path) -> Path:
    """The hydrated edition that a build from the corpus gives."""
    root = shutil.copytree(made.root, tmp_path / "root")
    return build(open_corpus(Corpus(root), raw), VERSION, tmp_path / "built").folder


def everything(made: Made, raw: Path) -> None:
    pass


def nothing(made: Made, raw: Path) -> None:
    shutil.rmtree(raw)
    raw.mkdir()


def one_altered(made: Made, raw: Path) -> None:
    (raw / "note.txt").write_bytes((raw / "note.txt").read_bytes().replace(b"swell", b"wave"))


def line_endings(made: Made, raw: Path) -> None:
    (raw / "inquiry.txt").write_bytes((raw / "inquiry.txt").read_bytes().replace(b"\n", b"\r\n"))


def a_byte_order_mark(made: Made, raw: Path) -> None:
    (raw / "letter.txt").write_bytes(b"\xef\xbb\xbf" + (raw / "letter.txt").read_bytes())


def truncated(made: Made, raw: Path) -> None:
    (raw / "quai.html").write_bytes((raw / "quai.html").read_bytes()[:-1])
    (raw / "note.txt").write_bytes(b"")


def renamed(made: Made, raw: Path) -> None:
    for number, name in enumerate(NAMES):
        (raw / name).rename(raw / f"{number}.pdf")


def names_changed_places(made: Made, raw: Path) -> None:
    held = [(raw / name).read_bytes() for name in NAMES]
    for name, data in zip(NAMES, reversed(held), strict=True):
        (raw / name).write_bytes(data)


def in_folders(made: Made, raw: Path) -> None:
    for number, name in enumerate(NAMES):
        folder = raw / "deep" / str(number)
        folder.mkdir(parents=True)
        (raw / name).rename(folder / name)


def one_gone(made: Made, raw: Path) -> None:
    (raw / "letter.txt").unlink()


def more_files(made: Made, raw: Path) -> None:
    for number in range(40):
        (raw / f"{number:03}.txt").write_bytes(b"additional %d\n" % number)
    (raw / "nul.bin").write_bytes(b"\0" * 100)
    (raw / "empty").write_bytes(b"")
    for path in made.public.rglob("*"):
        if path.is_file():
            shutil.copyfile(path, raw / path.name)


def copies(made: Made, raw: Path) -> None:
    (raw / "copy").mkdir()
    for name in NAMES:
        (raw / "copy" / name).write_bytes(b"another text of this name\n")
        shutil.copyfile(raw / name, raw / f"again-{name}")


def name_of_another(made: Made, raw: Path) -> None:
    """A whole file of one document under the name of another, which is gone: nothing was changed."""
    shutil.copyfile(raw / "letter.txt", raw / "note.txt")


def links(made: Made, raw: Path) -> None:
    away = raw.with_name("away")
    away.mkdir()
    for name in NAMES:
        (raw / name).rename(away / name)
        (raw / f"link-{name}").symlink_to(away / name)
    (raw / "loop").symlink_to(raw / "loop")
    (raw / "up").symlink_to(raw.parent, target_is_directory=True)
    (raw / "gone").symlink_to("nowhere")


def no_regular_files(made: Made, raw: Path) -> None:
    os.mkfifo(raw / "pipe.txt")
    (raw / "letter.txt").unlink()
    os.mkfifo(raw / "letter.txt")


def hostile_names(made: Made, raw: Path) -> None:
    (raw / "note.txt").rename(raw / "\x1b[31m[red]\n$(rm -rf).txt")
    (raw / "letter.txt").rename(raw / os.fsdecode(b"caf\xe9\xff.txt"))
    (raw / ("n" * 255)).write_bytes(b"a long name\n")
    (raw / "-rf").write_bytes(b"-rf\n")


def a_huge_file(made: Made, raw: Path) -> None:
    with (raw / "huge.txt").open("wb") as stream:
        stream.truncate(64 * 2**20)
    with (raw / "note.txt").open("ab") as stream:
        stream.truncate(16 * 2**20)


OK = dict.fromkeys(NAMES, "ok")
CHANGES: dict[Callable[[Made, Path], None], dict[str, str]] = {
    everything: {},
    nothing: dict.fromkeys(NAMES, "missing"),
    one_altered: {"note.txt": "source_changed"},
    line_endings: {"inquiry.txt": "source_changed"},
    a_byte_order_mark: {"letter.txt": "source_changed"},
    truncated: {"quai.html": "source_changed", "note.txt": "source_changed"},
    renamed: {},
    names_changed_places: {},
    in_folders: {},
    one_gone: {"letter.txt": "missing"},
    more_files: {},
    copies: {},
    name_of_another: {"note.txt": "missing"},
    links: {},
    no_regular_files: {"letter.txt": "source_changed"},
    hostile_names: {},
    a_huge_file: {"note.txt": "source_changed"},
}
BUILT = (everything, nothing, truncated, one_gone)
"""Changes after which the edition is also built from the corpus; the others lead to one of these states."""


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_files_are_matched_by_content_alone(
    change: Callable[[Made, Path], None], made: Made, raw: Path, tmp_path: Path
) -> None:
    change(made, raw)
    expected = OK | CHANGES[change]
    done = from_public(made, raw, tmp_path)
    assert done.tables.sources is not None
    assert {source.file_name: str(source.match) for source in done.tables.sources} == expected
    assert verify(done.folder) == []
    manifest = read_manifest(done.folder)
    assert manifest.matches == {made.document(name).doc_id: expected[name] for name in sorted(expected)}
    found = list(expected.values()).count("ok")
    assert manifest.redistributable is (found == 0)
    assert sum(counts.with_text for counts in manifest.coverage.values()) == 2 + found
    assert sum(counts.documents for counts in manifest.coverage.values()) == 6
    for match in Match:
        counted = sum((counts.sources or {})[match] for counts in manifest.coverage.values())
        assert counted == list(expected.values()).count(match)
    if change in BUILT:
        assert files(done.folder) == files(from_corpus(made, raw, tmp_path))


def test_the_corpus_has_what_the_tests_need(made: Made) -> None:
    manifest = read_manifest(made.public)
    assert (manifest.redistributable, manifest.matches) == (True, None)
    assert {counts.sources for counts in manifest.coverage.values()} == {None}
    rows = [row for path in (made.public / "data" / "standoff").iterdir() for row in read_rows(path)]
    assert {(row["file_name"], row["format"], row["lines"] is None) for row in rows} == {
        ("quai.html", "html", False), ("inquiry.txt", "text", False),
        ("letter.txt", "text", True), ("note.txt", "text", True),
    }  # fmt: skip
    assert {row["extractor"] is None for row in rows if row["format"] == "html"} == {False}
    shared = {path.stem for path in (made.public / "data" / "standoff").iterdir()}
    assert shared & {path.stem for path in (made.public / "data" / "documents").iterdir()} == {"train"}


def test_shards_come_out_as_a_build_makes_them(
    made: Made, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "SHARD_ROWS", 4)
    monkeypatch.setattr(tables, "_BATCH_ROWS", 2)
    built = from_corpus(made, raw, tmp_path)
    shutil.copytree(build(open_corpus(Corpus(made.root)), VERSION, tmp_path / "public").folder, tmp_path / "alone")
    assert list((tmp_path / "alone" / "data" / "ner").glob("train-00001-of-*"))
    assert files(from_public(made, raw, tmp_path).folder) == files(built)


def test_a_file_in_an_unreadable_folder_is_told_of(
    made: Made, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir, opened = os.scandir, os.open
    (raw / "shut").mkdir()

    def refused(path: Any, *arguments: Any, **options: Any) -> Any:
        if str(path).endswith(("shut", "letter.txt")):
            raise PermissionError(13, "Permission denied", str(path))
        return (scandir if not arguments else opened)(path, *arguments, **options)

    monkeypatch.setattr(os, "scandir", refused)
    monkeypatch.setattr(os, "open", refused)
    folder = RawFolder(raw)
    monkeypatch.undo()
    assert [(i.code, Path(i.file or "").name) for i in folder.incidents] == [
        ("GW-W046", "letter.txt"),
        ("GW-W046", "shut"),
    ]
    assert folder.match(made.document("letter.txt"))[0] is Match.SOURCE_CHANGED
    assert folder.match(made.document("note.txt"))[0] is Match.OK


def test_a_name_that_a_system_composes_otherwise(made: Made, tmp_path: Path) -> None:
    document = msgspec.structs.replace(made.document("note.txt"), file_name="caf\u00e9.txt")
    (tmp_path / "cafe\u0301.txt").write_bytes(b"changed")
    assert RawFolder(tmp_path).match(document)[0] is Match.SOURCE_CHANGED
    document = msgspec.structs.replace(document, file_name=r"a\nb.txt")
    (tmp_path / "a\nb.txt").write_bytes(b"changed")
    assert RawFolder(tmp_path).match(document)[0] is Match.SOURCE_CHANGED


def test_the_command_outside_any_corpus(made: Made, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (raw / "letter.txt").unlink()
    (raw / "note.txt").write_bytes(b"another text\n")
    away = tmp_path / "away"
    shutil.copytree(made.public, away / "got it")
    monkeypatch.chdir(away)
    result = run("hydrate", "got it", "--raw", raw)
    assert result.exit_code == 0, result.output
    folder = away / "dist" / "mini-news" / f"{VERSION}-hydrated"
    assert verify(folder) == []
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["split", "documents", "with", "text", "ok", "source_changed", "missing"] in lines
    assert ["wire", "1", "1", "1", "0", "0"] in lines
    letter, note = made.document("letter.txt"), made.document("note.txt")
    assert ["missing", letter.doc_id, "letter.txt", "Le", "Fanal", "[red]"] in lines
    assert ["source_changed", note.doc_id, "note.txt", "Le", "Fanal", "[red]"] in lines
    assert "→ missing: no file has these bytes" in result.stdout
    assert "→ source_changed: a file of this name has other bytes" in result.stdout
    assert "not for redistribution" in result.stdout
    card = (folder / "README.md").read_text("utf-8")
    assert "Not for redistribution" in card
    assert "license: other" in card
    again = run("hydrate", "got it", "--raw", raw, "--json")
    answer = json.loads(again.stdout)
    assert (again.exit_code, answer["unchanged"], answer["manifest"]["redistributable"]) == (0, True, False)
    assert answer["manifest"]["matches"][letter.doc_id] == "missing"
    assert problems("manifest", answer["manifest"]) == []
    shutil.copyfile(made.raw / "letter.txt", raw / "letter.txt")
    other = run("hydrate", "got it", "--raw", raw)
    assert other.exit_code == 2
    assert "--replace" in other.stderr
    assert run("hydrate", "got it", "--raw", raw, "--replace").exit_code == 0
    assert read_manifest(folder).matches == {
        made.document(name).doc_id: "source_changed" if name == "note.txt" else "ok" for name in NAMES
    }


def test_the_command_in_a_corpus(made: Made, raw: Path, tmp_path: Path) -> None:
    root = shutil.copytree(made.root, tmp_path / "root")
    shutil.copytree(made.public, root / "dist" / "mini-news" / VERSION)
    before = files(root / "corpus")
    result = run("hydrate", VERSION, "--raw", raw, "--corpus", root)
    assert result.exit_code == 0, result.output
    assert verify(root / "dist" / "mini-news" / f"{VERSION}-hydrated") == []
    assert files(root / "corpus") == before
    built = run("release", VERSION, "--raw", raw, "--corpus", root, "--json")
    assert json.loads(built.stdout)["unchanged"] is True
    for name, says in (
        (f"{VERSION}-hydrated", "hydrated already"),
        ("9.9.9", "there is no release 9.9.9"),
        (root / "corpus", "no release"),
    ):
        result = run("hydrate", name, "--raw", raw, "--corpus", root)
        assert result.exit_code == 2
        assert says in " ".join(result.stderr.split())


def test_nothing_found_makes_an_edition_that_may_be_passed_on(made: Made, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    done = from_public(made, tmp_path / "raw", tmp_path)
    card = (done.folder / "README.md").read_text("utf-8")
    assert done.manifest.edition == "hydrated"
    assert "Not for redistribution" not in card
    assert "No withheld text was found, so that all of its texts may be passed on" in card
    assert "license: cc-by-4.0" in card
    data = {name: content for name, content in files(made.public).items() if name.startswith("data/")}
    assert {name: content for name, content in files(done.folder).items() if name.startswith("data/")} == data


def test_a_damaged_release_is_refused(made: Made, raw: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(made.public, tmp_path / "damaged"))
    (folder / "entities.jsonl").write_bytes(b"")
    result = run("hydrate", folder, "--raw", raw, "--out", tmp_path / "out")
    assert (result.exit_code, "is damaged: entities.jsonl" in result.stderr) == (1, True)
    assert not (tmp_path / "out").exists()


def test_the_public_release_is_never_replaced(made: Made, raw: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "mini-news" / f"{VERSION}-hydrated"
    shutil.copytree(made.public, folder)
    before = files(folder)
    result = run("hydrate", folder, "--raw", raw, "--out", tmp_path / "out", "--replace")
    assert result.exit_code == 2
    assert "is the public release itself" in result.stderr
    assert files(folder) == before


def remade(folder: Path, **changes: Any) -> Path:
    """The manifest made anew for the files that are there: a release that is whole, whoever made it."""
    manifest = read_manifest(folder)
    rows = {file.path: (file.rows, file.rows_sha256) for file in manifest.files}
    listed = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != "manifest.json":
            counted = rows.get(name, (None, None))
            given = None if counted[0] is None or counted[1] is None else (counted[0], counted[1])
            listed.append(entry(folder, path, given))
    changed = msgspec.structs.replace(manifest, files=listed, **changes)
    (folder / "manifest.json").write_bytes(manifest_bytes(changed)[0])
    return folder


def forged(made: Made, place: Path, table: str, change: Callable[[list[dict[str, Any]]], None]) -> Path:
    """The public release with other rows in one table."""
    return forge(made.public, place, table, change)


def of(rows: list[dict[str, Any]], name: str = "inquiry.txt") -> dict[str, Any]:
    return next(row for row in rows if row["file_name"] == name)


def test_words_that_do_not_match_their_digest_are_refused(made: Made, raw: Path, tmp_path: Path) -> None:
    def change(rows: list[dict[str, Any]]) -> None:
        of(rows)["mentions"][0]["digest"] = "0" * 16

    folder = forged(made, tmp_path / "forged", "standoff/wire", change)
    result = run("hydrate", folder, "--raw", raw, "--out", tmp_path / "out", "--json")
    assert result.exit_code == 1
    assert [(i["code"], i["document"]) for i in json.loads(result.stdout)["incidents"]] == [("GW-E055", WIRE)]
    assert "do not agree" in result.stderr
    assert not (tmp_path / "out").exists()
    (raw / "inquiry.txt").unlink()  # what is not looked at is not judged
    assert run("hydrate", folder, "--raw", raw, "--out", tmp_path / "out").exit_code == 0


def another_text(rows: list[dict[str, Any]]) -> None:
    of(rows)["text_sha256"] = "0" * 64


@pytest.mark.parametrize("name", ["inquiry.txt", "quai.html"])
def test_a_text_that_comes_out_otherwise_is_refused(name: str, made: Made, raw: Path, tmp_path: Path) -> None:
    def change(rows: list[dict[str, Any]]) -> None:
        of(rows, name)["text_sha256"] = "0" * 64

    split = "wire" if name == "inquiry.txt" else "train"
    public = open_public(forged(made, tmp_path / "forged", f"standoff/{split}", change))
    with pytest.raises(ReleaseRefused) as refused:
        hydrate(public, tmp_path / "out", raw=raw)
    assert [incident.code for incident in refused.value.incidents] == ["GW-E014"]


def set_to(column: str, value: Any) -> Callable[[list[dict[str, Any]]], None]:
    def change(rows: list[dict[str, Any]]) -> None:
        rows[0][column] = value

    return change


def mention_outside(rows: list[dict[str, Any]]) -> None:
    of(rows)["mentions"][0]["start"] = -5


def unknown_role(rows: list[dict[str, Any]]) -> None:
    of(rows)["lines"][0]["role"] = "poem"


def null_layer_record(rows: list[dict[str, Any]]) -> None:
    of(rows)["mentions"][0] = dict.fromkeys(of(rows)["mentions"][0])


def speaker_of_another(rows: list[dict[str, Any]]) -> None:
    of(rows)["quotes"][0]["speakers"][0]["entity"] = "somebody-else"


def doubled(rows: list[dict[str, Any]]) -> None:
    rows.append(rows[0])


def out_of_order(rows: list[dict[str, Any]]) -> None:
    rows.reverse()


def of_nobody(rows: list[dict[str, Any]]) -> None:
    rows[-1]["doc_id"] = "gw-0000000000000000"


FORGERIES = (
    ("standoff/wire", mention_outside),
    ("standoff/wire", unknown_role),
    ("standoff/wire", null_layer_record),
    ("standoff/wire", speaker_of_another),
    ("standoff/wire", doubled),
    ("standoff/wire", set_to("sha256", "0" * 64)),
    ("standoff/wire", set_to("sha256", None)),
    ("standoff/wire", set_to("doc_id", None)),
    ("standoff/wire", set_to("doc_id", ENGLISH)),
    ("standoff/wire", set_to("rights_text", "included")),
    ("standoff/wire", set_to("format", "pdf")),
    ("standoff/wire", set_to("length", -1)),
    ("standoff/wire", set_to("published", "1815-06-18T25")),
    ("standoff/train", out_of_order),
    ("documents/train", set_to("rights_text", "withheld")),
    ("documents/train", set_to("rights_text", None)),
    ("ner/train", out_of_order),
    ("ner/train", of_nobody),
    ("quotes/train", of_nobody),
)


@pytest.mark.parametrize(("table", "change"), FORGERIES)
def test_rows_that_contradict_one_another_are_refused(
    table: str, change: Callable[[list[dict[str, Any]]], None], made: Made, raw: Path, tmp_path: Path
) -> None:
    folder = forged(made, tmp_path / "forged", table, change)
    result = run("hydrate", folder, "--raw", raw, "--out", tmp_path / "out")
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert not (tmp_path / "out").exists()


def test_releases_that_lack_what_is_needed(made: Made, raw: Path, tmp_path: Path) -> None:
    for name in ("corpus.json", "entities.jsonl"):
        folder = Path(shutil.copytree(made.public, tmp_path / f"without-{name}"))
        (folder / name).unlink()
        if name == "entities.jsonl":  # releases that have no list have no table of it, either
            shutil.rmtree(folder / "data" / "entities")
        manifest = read_manifest(remade(folder))
        sealed(folder, manifest, manifest.files)
        result = run("hydrate", folder, "--raw", raw, "--out", tmp_path / "out")
        assert (result.exit_code, "take a newer release" in result.stderr) == (2, True)
    folder = Path(shutil.copytree(made.public, tmp_path / "more"))
    shutil.copytree(folder / "data" / "ner", folder / "data" / "coreference")
    manifest = read_manifest(folder)
    more = [
        msgspec.structs.replace(file, path=file.path.replace("/ner/", "/coreference/"))
        for file in manifest.files
        if "/ner/" in file.path
    ]
    sealed(folder, manifest, [*manifest.files, *more])
    result = run("hydrate", folder, "--raw", raw, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "pip install goldwire==" in result.stderr
    for name, data in (
        ("corpus.json", b"{}"),
        ("corpus.json", json.dumps(json.loads((made.public / "corpus.json").read_bytes()) | {"name": "x"}).encode()),
        ("entities.jsonl", b"{}\n"),
    ):
        folder = Path(shutil.copytree(made.public, tmp_path / "bad", dirs_exist_ok=True))
        (folder / name).write_bytes(data)
        with pytest.raises(DamagedRelease):
            open_public(remade(folder))
    assert not (tmp_path / "out").exists()


def editions(made: Made, raw: Path, tmp_path: Path) -> Iterator[Path]:
    yield made.public
    yield from_public(made, raw, tmp_path).folder


def test_every_row_states_holder_licence_and_rights(made: Made, raw: Path, tmp_path: Path) -> None:
    seen = set()
    for folder in editions(made, raw, tmp_path):
        withheld = {row["doc_id"] for path in folder.glob("data/standoff/*") for row in read_rows(path)}
        assert len(withheld) == len(NAMES)
        for table in ("documents", "standoff"):
            for path in folder.glob(f"data/{table}/*.parquet"):
                for row in read_rows(path):
                    assert row["rights_holder"]
                    assert row["licence"]
                    assert row["rights_text"] == ("withheld" if row["doc_id"] in withheld else "included")
                    seen.add((folder == made.public, table, row["rights_text"]))
    assert (True, "documents", "withheld") not in seen
    assert len(seen) == 5


def test_no_withheld_word_is_in_the_public_release(made: Made, raw: Path, tmp_path: Path) -> None:
    """Texts as they are, as their pages have them, and as they are decoded."""
    corpus, folder = Corpus(made.root), RawFolder(raw)
    documents = [made.document(name) for name in NAMES]
    texts = [find_raw(corpus, document, folder).text or "" for document in documents]
    texts += [(raw / name).read_bytes().decode("latin-1") for name in NAMES]
    public = sorted(path for path in made.public.rglob("*") if path.is_file())
    assert len(public) > 20
    assert leaks(public, texts, 5) == []
    hydrated = from_public(made, raw, tmp_path).folder
    for text in texts[: len(NAMES)]:
        assert leaks(hydrated.glob("data/documents/*"), [text], 5), "the search finds what is there"


def test_the_search_looks_everywhere(tmp_path: Path) -> None:
    text = "The keepers of the café asked for a lamp that burns in any wind"
    hidden = {
        "escaped.json": json.dumps({"a": [{text: 1}]}).encode(),
        "lines.jsonl": json.dumps([text]).encode() + b"\n",
    }
    hidden |= {"card.md": text.upper().replace(" ", "\n> ").encode(), "wide.md": text.encode("utf-16-le")}
    for name, data in hidden.items():
        (tmp_path / name).write_bytes(data)
    rows = pa.table({"x": ["a", text]})
    pq.write_table(rows, tmp_path / "rows.parquet", compression="zstd")
    pq.write_table(
        pa.table({"x": pa.array([1])}, metadata=None).replace_schema_metadata({"note": text}), tmp_path / "m.parquet"
    )
    pq.write_table(pa.table({text: [1]}), tmp_path / "name.parquet")
    paths = sorted(tmp_path.iterdir())
    assert leaks(paths, [text]) == [str(path) for path in paths]
    assert leaks(paths, ["Another text of which no word in a row stands anywhere here"]) == []


@pytest.mark.skipif(sys.platform != "linux", reason="forks and signals of Linux")
def test_whole_or_not_at_all(made: Made, raw: Path, tmp_path: Path) -> None:
    right = files(from_public(made, raw, tmp_path / "right").folder)
    out = tmp_path / "cut" / "hydrated"
    total = tmp_path / "count"

    def work(nth: int, fault: str = "none") -> None:
        faults = Faults(fault, nth or -1, out)
        public = open_public(made.public)
        faults.install()
        hydrate(public, out, raw=raw)
        if not nth:
            os.write(os.open(total, os.O_CREAT | os.O_WRONLY), str(faults.count).encode())

    assert forked(partial(work, 0)) == 0
    operations = int(total.read_text())
    assert operations > 80
    shutil.rmtree(out)
    cuts = ((operations // 2, "full"), (operations - 8, "kill"), (operations - 2, "kill"))
    for nth, fault in cuts:
        assert forked(partial(work, nth, fault)) == (-signal.SIGKILL if fault == "kill" else BROKEN)
        target = out / "mini-news" / f"{VERSION}-hydrated"
        assert not target.exists() or files(target) == right
        assert files(hydrate(open_public(made.public), out, raw=raw).folder) == right
        assert [path.name for path in target.parent.iterdir()] == [target.name]
        shutil.rmtree(out)


@pytest.mark.parametrize("files", [{}, {"a.txt": b"one\n", "b.txt": b"two\n"}], ids=["empty", "other files"])
def test_a_folder_that_holds_nothing_that_is_wanted_is_an_error(
    files: dict[str, bytes], made: Made, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    for name, data in files.items():
        (wrong / name).write_bytes(data)
    root = shutil.copytree(made.root, tmp_path / "corpus")
    for arguments in (
        ("hydrate", made.public, "--raw", wrong, "--out", tmp_path / "out"),
        ("release", VERSION, "--raw", wrong, "--out", tmp_path / "out", "--corpus", root),
        ("check", "--raw", wrong, "--corpus", root),
    ):
        result = run(*arguments)
        assert result.exit_code == 1
        assert "no raw file of a withheld document is there" in result.stderr
        assert ("2 files looked at" if files else "It holds no file") in result.stderr
        document = made.document("letter.txt")
        assert f"{document.sha256} ({document.doc_id})" in result.stderr or "more" in result.stderr
    assert not (tmp_path / "out").exists()
    answer = json.loads(run("hydrate", made.public, "--raw", wrong, "--out", tmp_path / "out", "--json").stdout)
    assert answer == {"folder": None, "unchanged": None, "manifest": None, "incidents": []}


def test_a_file_of_the_right_name_with_other_bytes_is_told_as_changed(made: Made, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "letter.txt").write_bytes(b"another letter\n")
    result = run("hydrate", made.public, "--raw", raw, "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert "source_changed" in result.stdout
