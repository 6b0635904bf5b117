"""Three editions of a corpus with included, fetched and withheld texts: what each holds, and that all agree."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from faults import files
from forging import forge
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from corpora import MINI_RAW, WIRE
from fetchable import HOME, PRESS, TEXTS, Fetchable, fetchable
from goldwire.annotation.article import article
from goldwire.checks.run import open_corpus
from goldwire.cli.app import app
from goldwire.corpus.cache import Cache
from goldwire.corpus.files import json_lines
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus
from goldwire.model.document import Document, Match, Source
from goldwire.release.build import Release, build
from goldwire.release.configs import standoff
from goldwire.release.configs.registry import configs
from goldwire.release.finding import edition_named, newest, release_folder
from goldwire.release.finishing import ReleaseRefused
from goldwire.release.hydrating import hydrate, open_public
from goldwire.release.known import Known
from goldwire.release.manifest import HOLDS, Edition, manifest_bytes, read_manifest
from goldwire.release.reading import DamagedRelease
from goldwire.release.restoring import restored
from goldwire.release.tables import read_rows
from goldwire.release.texts import CORPUS_TABLES
from goldwire.release.verifying import verify

VERSION = "1.0.0"


@dataclasses.dataclass(frozen=True)
class Corpora:
    """The corpus, the cache that holds its fetched texts, and its editions, each built from it."""

    made: Fetchable
    cache: Cache
    editions: dict[Edition, Release]

    @property
    def raw(self) -> Path:
        return self.made.root.parent / "mini-raw"

    def folder(self, edition: Edition) -> Path:
        return self.editions[edition].folder


def built(root: Path, raw: Path | None = None, cache: Cache | None = None, **options: Any) -> Release:
    return build(open_corpus(Corpus(root), raw, cache), VERSION, root / "dist", **options)


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Corpora:
    folder = tmp_path_factory.mktemp("fetched")
    made = fetchable(folder)
    cache = made.fill(Cache(folder / "cache"))
    public, fetched = built(made.root), built(made.root, None, cache)
    return Corpora(
        made, cache, {"public": public, "fetched": fetched, "hydrated": built(made.root, folder / "mini-raw", cache)}
    )


@pytest.fixture
def copied(tmp_path: Path) -> Fetchable:
    """A corpus that a test may change."""
    return fetchable(tmp_path)


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def rows(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """All rows of a release, by config."""
    found: dict[str, list[dict[str, Any]]] = {config.name: [] for config in configs()}
    for path in sorted(folder.glob("data/*/*.parquet")):
        found[path.parent.name] += read_rows(path)
    return found


def test_an_edition_holds_the_texts_of_its_kinds(corpora: Corpora) -> None:
    kinds = {d.doc_id: d.rights.text for d in Corpus(corpora.made.root).documents().value}
    elsewhere = {doc for doc, kind in kinds.items() if kind != "included"}
    assert set(kinds.values()) == {"included", "fetched", "withheld"}
    for edition, release in corpora.editions.items():
        assert (release.folder.name, release.manifest.edition) == (
            VERSION if edition == "public" else f"{VERSION}-{edition}",
            edition,
        )
        assert verify(release.folder) == []
        held = {doc for doc, kind in kinds.items() if kind in HOLDS[edition]}
        found = rows(release.folder)
        assert {row["doc_id"] for row in found["documents"]} == held
        assert {row["doc_id"] for row in found["standoff"]} == elsewhere
        for name in ("ner", "linking", "quotes", "attribution", "stance", "lines"):
            assert {row["doc_id"] for row in found[name]} <= held
        assert {row["doc_id"] for row in found["ner"]} >= {d.doc_id for d in corpora.made.documents} & held
        sought = held & elsewhere
        matches = None if edition == "public" else dict.fromkeys(sorted(sought), Match.OK)
        assert release.manifest.matches == matches
        assert release.manifest.redistributable is (edition != "hydrated")
        counted = sum((counts.sources or {}).get(Match.OK, 0) for counts in release.manifest.coverage.values())
        assert counted == len(sought)
        assert sum(counts.with_text for counts in release.manifest.coverage.values()) == len(held)
        assert problems("manifest", json.loads((release.folder / "manifest.json").read_bytes())) == []


def test_every_row_states_licence_and_attribution(corpora: Corpora) -> None:
    documents = {d.doc_id: d for d in Corpus(corpora.made.root).documents().value}
    seen = set()
    for edition in corpora.editions:
        for name, those in rows(corpora.folder(edition)).items():
            for row in those if name not in CORPUS_TABLES else ():
                rights = documents[row["doc_id"]].rights
                assert (row["licence"], row["attribution"]) == (rights.licence, rights.attribution)
                seen.add((name, row["attribution"] is not None))
    assert {name for name, credited in seen if credited} >= {"documents", "ner", "linking", "lines", "standoff"}
    assert {name for name, _ in seen} == {config.name for config in configs()} - {*CORPUS_TABLES}


def test_rows_tell_where_a_text_is_fetched_from(corpora: Corpora) -> None:
    found = rows(corpora.folder("fetched"))
    by_id = {row["doc_id"]: row for row in found["standoff"]}
    for document in corpora.made.documents:
        source = document.source
        assert source is not None
        row = by_id[document.doc_id]
        assert (row["source_address"], row["source_sha256"], row["source_form"], row["source_record"]) == (
            source.address,
            source.sha256,
            source.form,
            source.record,
        )
    assert by_id[WIRE]["source_sha256"] is None
    told = {row["doc_id"]: row["source_address"] for row in found["documents"]}
    assert {told.pop(d.doc_id) for d in corpora.made.documents} == {f"{HOME}/news.json", f"{HOME}/c.txt"}
    assert set(told.values()) == {None}


def test_the_public_edition_holds_no_word_of_fetched_texts(corpora: Corpora) -> None:
    lines = [line.encode() for text in TEXTS.values() for line in text.splitlines() if len(line) > 20]
    for name, data in files(corpora.folder("public")).items():
        assert not any(line in data for line in lines), name
    said = json.dumps(rows(corpora.folder("public")), ensure_ascii=False)
    assert not any(line.decode() in said for line in lines)


def test_a_release_is_made_from_the_public_one_to_the_byte(corpora: Corpora, tmp_path: Path) -> None:
    alone = Path(shutil.copytree(corpora.folder("public"), tmp_path / "alone"))
    fetched = hydrate(open_public(alone), tmp_path / "one", edition="fetched", cache=corpora.cache)
    assert files(fetched.folder) == files(corpora.folder("fetched"))
    whole = files(corpora.folder("hydrated"))
    both = hydrate(open_public(alone), tmp_path / "two", raw=corpora.raw, cache=corpora.cache)
    assert files(both.folder) == whole
    # What the fetched edition holds needs no cache.
    later = hydrate(open_public(fetched.folder), tmp_path / "three", raw=corpora.raw)
    assert files(later.folder) == whole


def test_editions_that_there_are_already_are_refused(corpora: Corpora, tmp_path: Path) -> None:
    with pytest.raises(ReleaseRefused, match="is fetched already"):
        hydrate(open_public(corpora.folder("fetched")), tmp_path, edition="fetched", cache=corpora.cache)
    with pytest.raises(ReleaseRefused, match="hydrated already"):
        open_public(corpora.folder("hydrated"))
    with pytest.raises(ValueError, match="'public' is no edition that is made from another"):
        hydrate(open_public(corpora.folder("public")), tmp_path, edition="public")
    assert list(tmp_path.iterdir()) == []


def test_a_hydrated_edition_holds_what_was_found(corpora: Corpora, tmp_path: Path) -> None:
    made = hydrate(open_public(corpora.folder("public")), tmp_path, cache=corpora.cache)
    fetched = {d.doc_id for d in corpora.made.documents}
    assert made.manifest.matches == {WIRE: Match.MISSING, **dict.fromkeys(fetched, Match.OK)}
    assert made.manifest.redistributable is True
    assert {row["doc_id"] for row in rows(made.folder)["documents"]} & {*fetched, WIRE} == fetched
    assert verify(made.folder) == []


def test_the_cache_does_not_matter_to_the_public_edition(corpora: Corpora, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("GOLDWIRE_CACHE", str(corpora.cache.folder))
    made = fetchable(tmp_path)
    answer = run("release", VERSION, "--corpus", made.root)
    assert answer.exit_code == 0, answer.output
    folder = made.root / "dist" / "mini-news" / VERSION
    assert files(folder) == files(corpora.folder("public"))
    assert read_manifest(folder).matches is None


def test_all_editions_have_one_record(corpora: Corpora, copied: Fetchable, tmp_path: Path) -> None:
    """Whichever edition is made first: the others of the same version agree with it."""
    place = Path("corpus", "releases", f"{VERSION}.json")
    built(copied.root, None, copied.fill(Cache(tmp_path / "cache")))
    before = (copied.root / place).read_bytes()
    assert before == (corpora.made.root / place).read_bytes()
    words = [line for text in TEXTS.values() for line in text.splitlines() if len(line) > 20]
    assert not any(line.encode() in before for line in words)
    built(copied.root, tmp_path / "mini-raw")
    assert (copied.root / place).read_bytes() == before
    ledger = (copied.root / "corpus" / "ledger.jsonl").read_text("utf-8")
    assert ledger.count('"released"') == 6


def missing(made: Fetchable, cache: Cache) -> None:
    cache.path(made.documents[0].sha256).unlink()


def truncated(made: Fetchable, cache: Cache) -> None:
    path = cache.path(made.documents[0].sha256)
    path.write_bytes(path.read_bytes()[:-1])


def another_record(made: Fetchable, cache: Cache) -> None:
    """The file is there, and has no record of the name that the document gives."""
    missing(made, cache)
    cache.put((made.files / "news.json").read_bytes())
    path = made.root / "corpus" / PRESS / "documents.jsonl"
    documents = [msgspec.json.decode(line, type=Document) for line in path.read_bytes().splitlines()]
    source = documents[0].source
    assert source is not None
    wrong = msgspec.structs.replace(source, text_field="_id")
    path.write_bytes(json_lines([msgspec.structs.replace(documents[0], source=wrong), *documents[1:]]))


@pytest.mark.parametrize(
    ("damage", "state"), [(missing, "missing"), (truncated, "missing"), (another_record, "source_changed")]
)
def test_a_fetched_edition_is_whole_or_not_made(
    damage: Callable[[Fetchable, Cache], None], state: str, copied: Fetchable, tmp_path: Path, monkeypatch: Any
) -> None:
    cache = copied.fill(Cache(tmp_path / "cache"))
    damage(copied, cache)
    monkeypatch.setenv("GOLDWIRE_CACHE", str(cache.folder))
    lacking = copied.documents[0].doc_id
    ledger = copied.root / "corpus" / "ledger.jsonl"
    before = ledger.read_bytes()
    for answer in (
        run("release", VERSION, "--fetched", "--corpus", copied.root, "--json"),
        run("release", VERSION, "--fetched", "--raw", MINI_RAW, "--corpus", copied.root, "--json"),
    ):
        assert answer.exit_code == 1
        (incident,) = json.loads(answer.stdout)["incidents"]
        assert (incident["code"], incident["document"]) == ("GW-E131", lacking)
        get_it = "get it with: goldwire fetch press"
        assert incident["message"] == f"1 fetched text of press {state}: {lacking}; {get_it}"
        assert "no release: every text that can be fetched has to be at hand" in answer.stderr
    assert not (copied.root / "dist").exists()
    assert ledger.read_bytes() == before
    # The public edition can be made all the same, and where the records are right the hydrated one.
    if damage is not another_record:
        assert run("release", VERSION, "--raw", MINI_RAW, "--corpus", copied.root).exit_code == 0
    assert run("release", VERSION, "--corpus", copied.root).exit_code == 0
    public = copied.root / "dist" / "mini-news" / VERSION
    answer = run("hydrate", public, "--fetched", "--out", tmp_path / "out", "--json")
    assert answer.exit_code == 1
    if damage is not another_record:
        assert [incident["code"] for incident in json.loads(answer.stdout)["incidents"]] == ["GW-E131"]
    assert not (tmp_path / "out").exists()


def test_a_text_that_does_not_fit_its_labels_is_refused(copied: Fetchable, tmp_path: Path) -> None:
    cache = copied.fill(Cache(tmp_path / "cache"))
    path = copied.root / "annotations" / PRESS / f"{copied.documents[0].doc_id}.json"
    annotation = json.loads(path.read_bytes())
    annotation["mentions"][0]["digest"] = "0" * 16
    path.write_text(json.dumps(annotation), "utf-8")
    with pytest.raises(ReleaseRefused) as refused:
        built(copied.root, None, cache)
    assert [(i.code, i.document) for i in refused.value.incidents] == [("GW-E055", copied.documents[0].doc_id)]


def test_many_missing_texts_are_told_once(corpora: Corpora, tmp_path: Path) -> None:
    with pytest.raises(ReleaseRefused) as refused:
        hydrate(open_public(corpora.folder("public")), tmp_path, edition="fetched", cache=Cache(tmp_path / "empty"))
    (incident,) = refused.value.incidents
    ids = ", ".join(sorted(d.doc_id for d in corpora.made.documents))
    assert incident.message == f"3 fetched texts of press missing: {ids}; get them with: goldwire fetch press"
    assert "goldwire fetch" in incident.remedy


def test_the_command_tells_by_collection(corpora: Corpora, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("GOLDWIRE_CACHE", str(corpora.cache.folder))
    made = fetchable(tmp_path)
    answer = run("release", VERSION, "--fetched", "--corpus", made.root)
    assert answer.exit_code == 0, answer.output
    assert "mini-news 1.0.0, fetched edition" in answer.stdout
    assert "press: 3 fetched texts: 3 ok\n" in answer.stdout
    covered = [line.split() for line in answer.stdout.splitlines()]
    assert ["press_test", "2", "2", "2", "0", "0"] in covered
    assert ["train", "2", "2", "–", "–", "–"] in covered  # nothing was sought there
    assert made.documents[0].doc_id not in answer.stdout  # what is there is counted, not listed
    assert "may be passed on: each row states the licence and the attribution" in answer.stdout
    assert "not for redistribution" not in answer.stdout
    public = corpora.folder("public")
    answer = run("hydrate", public, "--fetched", "--out", tmp_path / "out")
    assert answer.exit_code == 0, answer.output
    assert "press: 3 fetched texts: 3 ok\n" in answer.stdout
    assert files(tmp_path / "out" / "mini-news" / "1.0.0-fetched") == files(corpora.folder("fetched"))
    answer = run("hydrate", tmp_path / "out" / "mini-news" / "1.0.0-fetched", "--raw", corpora.raw, "--out", tmp_path)
    assert answer.exit_code == 0, answer.output
    assert "wire: 1 withheld text: 1 ok\n" in answer.stdout
    assert "belong to their publishers: it is not for redistribution" in answer.stdout
    assert files(tmp_path / "mini-news" / "1.0.0-hydrated") == files(corpora.folder("hydrated"))


def test_a_hydrated_edition_without_fetched_texts_names_the_remedy(copied: Fetchable) -> None:
    answer = run("release", VERSION, "--raw", MINI_RAW, "--corpus", copied.root)
    assert answer.exit_code == 0, answer.output
    assert "press: 3 fetched texts: 3 missing\n" in answer.stdout
    assert "→ missing: the text was not fetched. Get it with: goldwire fetch press" in answer.stdout
    lines = [line.split()[:3] for line in answer.stdout.splitlines()]
    assert ["missing", copied.documents[2].doc_id, "c.txt"] in lines


def test_misuse_names_what_would_do(corpora: Corpora, mini: Path, mini_release: Path, tmp_path: Path) -> None:
    answer = run("hydrate", corpora.folder("public"), "--out", tmp_path)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "--fetched for those that goldwire fetch got, --raw DIR for withheld ones, or both" in answer.stderr
    answer = run("release", "--fetched", "--corpus", mini)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "no text of this corpus is fetched" in answer.stderr
    answer = run("hydrate", mini_release, "--fetched", "--out", tmp_path / "out")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "is fetched: --fetched adds nothing" in answer.stderr
    answer = run("verify", "1.0.0-fetched", "--corpus", mini)
    assert answer.exit_code == 2
    assert "goldwire hydrate 1.0.0 --fetched" in answer.stderr


def test_other_commands_tell_the_two_kinds_apart(copied: Fetchable, tmp_path: Path, monkeypatch: Any) -> None:
    where = ("--corpus", copied.root)
    doc = copied.documents[0].doc_id
    check = run("check", *where)
    assert "fetched texts: 0 ok, 0 source_changed, 3 missing (goldwire fetch press)" in check.stderr
    assert "withheld texts: 0 ok, 0 source_changed, 1 missing (name the folder of withheld texts with --raw)" in (
        check.stderr
    )
    audit = run("audit", *where)
    assert "4 documents not audited, for the text is not at hand: goldwire fetch press; name the folder" in audit.stderr
    show = run("show", doc, *where)
    assert f"(text fetched: goldwire fetch {doc})" in show.stdout
    start = run("annotate", "start", doc, *where)
    assert f"the raw text of {doc} is not at hand; get it with: goldwire fetch {doc}" in start.stderr
    suggest = run("suggest", doc, "--with", "lookup", *where)
    assert f"the raw text of {doc} is not at hand; get it with: goldwire fetch {doc}" in suggest.stderr
    inside = run("annotate", "start", doc, "-o", copied.root / "sheet.yaml", *where)
    assert f"{doc} is fetched: write its worksheet to a place outside" in inside.stderr
    monkeypatch.setenv("GOLDWIRE_CACHE", str(copied.fill(Cache(tmp_path / "cache")).folder))
    assert "fetched texts: 3 ok, 0 source_changed, 0 missing\n" in run("check", *where).stderr
    assert "Mayor Ida Holt cut the ribbon." in run("show", doc, *where).stdout
    assert run("annotate", "start", doc, *where).exit_code == 0


def test_a_document_of_a_release_is_shown_from_the_cache(corpora: Corpora, monkeypatch: Any) -> None:
    doc, public = corpora.made.documents[0], corpora.folder("public")
    assert doc.rights.attribution is not None
    told = run("show", doc.doc_id, "--on", public)
    assert f"(text fetched: goldwire fetch {doc.doc_id})" in told.stdout
    assert doc.rights.attribution in told.stdout
    whole = run("show", doc.doc_id, "--on", corpora.folder("fetched")).stdout
    monkeypatch.setenv("GOLDWIRE_CACHE", str(corpora.cache.folder))
    shown = run("show", doc.doc_id, "--on", public).stdout
    assert "Mayor Ida Holt cut the ribbon." in shown
    assert shown == whole


def test_a_release_that_contradicts_its_edition_is_found(corpora: Corpora, tmp_path: Path) -> None:
    """A fetched edition that calls itself public holds more than it may."""
    folder = Path(shutil.copytree(corpora.folder("fetched"), tmp_path / "forged"))
    data, _ = manifest_bytes(msgspec.structs.replace(read_manifest(folder), edition="public"))
    (folder / "manifest.json").write_bytes(data)
    assert any("edition: says public" in said for said in verify(folder))


def left_out(rows: list[dict[str, Any]], doc_id: str) -> None:
    rows[:] = [row for row in rows if row["doc_id"] != doc_id]


def of_other_bytes(rows: list[dict[str, Any]], doc_id: str) -> None:
    next(row for row in rows if row["doc_id"] == doc_id)["sha256"] = "0" * 64


def withheld(rows: list[dict[str, Any]], doc_id: str) -> None:
    next(row for row in rows if row["doc_id"] == doc_id)["rights_text"] = "withheld"


def twice(rows: list[dict[str, Any]], doc_id: str) -> None:
    rows.append(dict(rows[-1]))


@pytest.mark.parametrize("change", [left_out, of_other_bytes, withheld, twice])
@pytest.mark.parametrize("config", ["documents", "standoff"])
def test_a_fetched_release_whose_tables_contradict_one_another_is_refused(
    config: str, change: Callable[[list[dict[str, Any]], str], None], corpora: Corpora, tmp_path: Path
) -> None:
    doc = corpora.made.documents[2].doc_id
    release = corpora.folder("fetched")
    (split,) = (
        path.stem
        for path in (release / "data" / config).iterdir()
        if any(row["doc_id"] == doc for row in read_rows(path))
    )
    folder = forge(release, tmp_path / "forged", f"{config}/{split}", lambda rows: change(rows, doc))
    answer = run("hydrate", folder, "--raw", corpora.raw, "--out", tmp_path / "out")
    assert answer.exit_code == 1, answer.output
    assert "Traceback" not in answer.output
    assert not (tmp_path / "out").exists()


def test_a_row_without_its_source_is_damaged(corpora: Corpora, tmp_path: Path) -> None:
    doc = corpora.made.documents[2].doc_id
    release = corpora.folder("public")
    (split,) = (
        path.stem
        for path in (release / "data" / "standoff").iterdir()
        if any(row["doc_id"] == doc for row in read_rows(path))
    )

    def change(rows: list[dict[str, Any]]) -> None:
        next(row for row in rows if row["doc_id"] == doc)["source_sha256"] = None

    public = open_public(forge(release, tmp_path / "forged", f"standoff/{split}", change))
    with pytest.raises(DamagedRelease, match=doc):
        hydrate(public, tmp_path / "out", edition="fetched", cache=corpora.cache)
    assert not (tmp_path / "out").exists()


def test_folders_are_named_by_edition(corpora: Corpora, tmp_path: Path) -> None:
    dist = corpora.made.root / "dist"
    for edition in HOLDS:
        folder = release_folder(dist, "mini-news", VERSION, edition)
        assert folder == corpora.folder(edition)
        assert edition_named(folder.name) == (VERSION, edition)
        assert newest(dist, "mini-news", edition) == folder


labels = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=20)


@given(
    source=st.builds(
        Source,
        address=st.sampled_from(["https://example.org/a", "https://example.org/b%20c?d=e"]),
        sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
        form=st.just("file"),
    )
    | st.builds(
        Source,
        address=st.just("https://example.org/records"),
        sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
        form=st.just("json-lines"),
        record=labels,
        id_field=labels,
        text_field=labels,
    ),
    attribution=labels,
    joins=st.lists(st.sampled_from(["one", "two"]), unique=True),
)
def test_a_row_gives_back_the_record_of_a_fetched_document(
    source: Source, attribution: str, joins: list[str], corpora: Corpora
) -> None:
    plain = corpora.made.documents[0]
    rights = msgspec.structs.replace(plain.rights, attribution=attribution)
    document = msgspec.structs.replace(plain, source=source, rights=rights, joins=tuple(joins))
    (row,) = standoff.rows(article(document, None, None), None, Known({}))
    assert restored(row) == (document, None)
