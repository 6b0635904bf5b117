"""Loading splits whose texts are fetched, as users do."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import datasets
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import goldwire
from corpora import MINI_RAW, REPO
from fetchable import Fetchable, fetchable
from fetched_releases import Made, made_releases
from goldwire import loading_fetched
from goldwire.checks.run import open_corpus
from goldwire.corpus.cache import Cache
from goldwire.corpus.files import json_lines
from goldwire.corpus.store import Corpus
from goldwire.loading_splits import must_be_fetched
from goldwire.model.document import LedgerEvent
from goldwire.release.build import build
from goldwire.release.finding import release_folder
from goldwire.release.gold import NoGold, gold_documents
from goldwire.release.manifest import MANIFEST, manifest_bytes, read_manifest

CONFIGS = ("documents", "ner", "linking", "lines")
OPENED = loading_fetched._opened


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    datasets.disable_progress_bars()
    return made_releases(tmp_path_factory.mktemp("fetched"))


@dataclass
class Sources:
    """Where texts come from in these tests. `fails` are the states of documents that do not come."""

    press: Fetchable
    fails: dict[str, str] = field(default_factory=dict)
    calls: list[bool] = field(default_factory=list)
    """For each call whether the network might be used."""

    def wanted_of_release(self, folder: str | Path, names: Sequence[str] = ()) -> list[Any]:
        return [SimpleNamespace(doc_id=d.doc_id, sha256=d.sha256, source=d.source) for d in self.press.documents]

    def size_of(self, wanted: Sequence[Any], cache: Cache) -> tuple[int, int]:
        lacking = [one for one in wanted if cache.get(one.sha256) is None]
        return len({one.source.sha256 for one in lacking}), len(lacking)

    def fetch(self, wanted: Sequence[Any], cache: Cache, *, network: bool = True, say: Any = None) -> list[Any]:
        self.calls.append(network)
        found = []
        for one in wanted:
            state = "ok" if cache.get(one.sha256) else self.fails.get(one.doc_id, "ok" if network else "offline")
            if state == "ok":
                cache.put(self.press.texts[one.doc_id].encode())
            incidents = () if state == "ok" else (SimpleNamespace(message=f"no answer from {one.source.address}."),)
            found.append(SimpleNamespace(doc_id=one.doc_id, state=state, found=None, incidents=incidents))
        return found


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of `datasets`, which knows what was prepared by its content."""
    return tmp_path_factory.mktemp("datasets")


@pytest.fixture(autouse=True)
def cache(made: Made, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    """An empty cache of fetched files; the working folder is the corpus, whose dist/ holds the public release."""
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", prepared)
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    monkeypatch.delenv("GOLDWIRE_RELEASE", raising=False)
    monkeypatch.setenv("GOLDWIRE_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(made.press.root)
    return Cache(tmp_path / "cache")


@pytest.fixture
def sources(made: Made, monkeypatch: pytest.MonkeyPatch) -> Sources:
    """Sources that are asked instead of those on the network."""
    found = Sources(made.press)

    def hydrated(opened: Any, place: Path, cache: Cache) -> None:
        assert all(cache.get(document.sha256) for document in made.press.documents)
        shutil.copytree(made.fetched, release_folder(place, "mini-news", "0.1.0", "fetched"))

    # The real ones take a second: tests of the real thing, below, have them.
    monkeypatch.setattr(loading_fetched, "_fetching", lambda: found)
    monkeypatch.setattr(loading_fetched, "_opened", lambda public: None)
    monkeypatch.setattr(loading_fetched, "_hydrated", hydrated)
    return found


def test_a_split_is_fetched_told_of_and_then_there_without_a_network(
    made: Made, sources: Sources, cache: Cache, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for config in CONFIGS:
        loaded = goldwire.load(config, split="press_test")
        assert isinstance(loaded, datasets.Dataset)
        assert list(loaded) == made.rows(config, "press_test")
    told = capsys.readouterr()
    assert told.out == ""
    letters = sum(map(len, made.press.texts.values()))
    said = f"fetching 3 documents of mini-news 0.1.0, {letters} characters of text, from 2 files at example.org into "
    assert f"{said}{cache.folder}; each is compared with its SHA-256" in told.err
    assert sources.calls == [True]

    # From now on neither sources nor what fetches are asked, not even imported.
    monkeypatch.setattr(loading_fetched, "_fetching", lambda: pytest.fail("nothing is to be fetched"))
    for fetch in (True, False):
        again = goldwire.load("ner", split="press_train", fetch=fetch)
        assert list(again) == made.rows("ner", "press_train")
    assert capsys.readouterr().err == ""


SPLITS: dict[str, Any] = {
    "a sum": "train+press_train[:50%]",
    "a list": ["train", "press_test"],
    "a dictionary": {"mine": "train", "theirs": "press_test[:1]"},
    "an instruction": datasets.ReadInstruction("press_test", to=1, unit="abs"),
    "a member of Split": datasets.Split("press_test"),
    "a list of parts": ["train[:1]", datasets.ReadInstruction("press_train", from_=0, unit="abs")],
}


def plain(loaded: Any) -> Any:
    if isinstance(loaded, dict):
        return {name: plain(one) for name, one in loaded.items()}
    return [plain(one) for one in loaded] if isinstance(loaded, list | tuple) else list(loaded)


@pytest.mark.parametrize("split", SPLITS.values(), ids=SPLITS)
def test_splits_within_whatever_load_dataset_takes_are_fetched(split: Any, made: Made, sources: Sources) -> None:
    right = datasets.load_dataset(str(made.fetched), "lines", split=split)
    assert plain(goldwire.load("lines", split=split)) == plain(right)
    assert sources.calls == [True]


parts = st.tuples(
    st.sampled_from(["train", "press_train", "press_test"]),
    st.sampled_from(["", "[:1]", "[50%:]", "[:10%](pct1_dropremainder)", "[-2:-1]"]),
).map("".join)
expressions = st.lists(parts, min_size=1, max_size=3).map(" + ".join) | st.lists(parts, min_size=1, max_size=3).map(
    "+".join
)


@given(
    st.recursive(
        expressions, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.integers(), inner), max_leaves=5
    )
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_fetched_split_is_seen_wherever_it_stands(made: Made, split: Any) -> None:
    needed = must_be_fetched(made.public, read_manifest(made.public), "ner", split, verify=False)
    assert needed == any(name in json.dumps(split) for name in ("press_train", "press_test"))
    assert not must_be_fetched(made.fetched, read_manifest(made.fetched), "ner", split, verify=False)


def test_a_config_that_only_fetched_texts_have_rows_of(made: Made) -> None:
    manifest = read_manifest(made.public)
    rest = [file for file in manifest.files if not file.path.startswith("data/ner/")]
    without = msgspec.structs.replace(manifest, files=rest)
    assert must_be_fetched(made.public, without, "ner", "press_test", verify=False)
    with pytest.raises(ValueError, match=r'no config \'ner\'.*: goldwire\.load\("ner", edition="fetched"\)'):
        must_be_fetched(made.public, without, "ner", None, verify=False)


@pytest.mark.timeout(60)
def test_streams_and_builders_of_fetched_splits(made: Made, sources: Sources) -> None:
    stream = goldwire.load("ner", split="press_test", streaming=True)
    assert isinstance(stream, datasets.IterableDataset)
    assert list(stream) == made.rows("ner", "press_test")
    builder = goldwire.builder("documents", edition="fetched", fetch=False)
    assert builder.splits == ("train", "press_train", "press_test")
    assert list(builder.as_streaming_dataset(split="press_train")) == made.rows("documents", "press_train")


def test_what_the_public_release_holds_is_loaded_from_it_without_a_word(
    made: Made, sources: Sources, capsys: pytest.CaptureFixture[str]
) -> None:
    assert goldwire.path() == str(made.public)
    for split in ("train", "train[:1]", None, "all"):
        assert goldwire.load("ner", split=split) is not None
    assert set(goldwire.load("ner")) == {"train"}
    assert len(goldwire.load("standoff", split="press_test")) > 0
    assert sources.calls == []
    assert capsys.readouterr().err == ""


def test_a_release_that_is_named_is_completed_too(
    made: Made, sources: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(made.public, tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path)
    loaded = goldwire.load("ner", split="press_test", release=tmp_path / "elsewhere")
    assert list(loaded) == made.rows("ner", "press_test")
    # It is the release that counts, not its folder.
    monkeypatch.setenv("GOLDWIRE_RELEASE", str(made.public))
    assert list(goldwire.load("ner", split="press_test", fetch=False)) == made.rows("ner", "press_test")
    assert goldwire.path() == str(made.public)
    assert read_manifest(goldwire.path("fetched")).edition == "fetched"
    assert sources.calls == [True]


def test_the_fetched_edition_as_a_whole(made: Made, sources: Sources, cache: Cache) -> None:
    with pytest.raises(goldwire.NoRelease, match=r'goldwire\.load\("documents", edition="fetched"\)'):
        goldwire.path("fetched")
    everything = goldwire.load(edition="fetched")
    assert list(everything) == ["train", "press_train", "press_test"]
    place = Path(goldwire.path("fetched"))
    assert place.is_relative_to(cache.folder / "releases")
    assert place.name == "0.1.0-fetched"
    assert set(goldwire.load("ner", release=made.public, edition="fetched", fetch=False)) == set(everything)
    assert set(goldwire.load("ner", release=place)) == set(everything)


@pytest.fixture
def dist(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The releases of a corpus that also has the fetched edition in its dist/."""
    shutil.copytree(made.press.root / "corpus", tmp_path / "mine" / "corpus")
    releases = tmp_path / "mine" / "dist" / "mini-news"
    shutil.copytree(made.public, releases / "0.1.0")
    shutil.copytree(made.fetched, releases / "0.1.0-fetched")
    monkeypatch.chdir(tmp_path / "mine")
    return releases


def test_an_edition_in_dist_comes_before_the_one_in_the_cache(made: Made, sources: Sources, dist: Path) -> None:
    target, everything = dist / "0.1.0-fetched", {"train", "press_train", "press_test"}
    assert goldwire.path("fetched") == str(target)
    assert goldwire.path() == str(dist / "0.1.0")
    assert set(goldwire.load("ner", edition="fetched")) == everything
    assert set(goldwire.load("ner")) == {"train"}
    assert list(goldwire.load("ner", split="press_test", fetch=False)) == made.rows("ner", "press_test")
    with pytest.raises(NoGold, match=f"fetched: name {re.escape(str(target))}, which holds it"):
        list(gold_documents(dist / "0.1.0", "press_test"))
    # A newer release has an edition of its own.
    shutil.copytree(dist / "0.1.0", dist / "0.2.0")
    newer = msgspec.structs.replace(read_manifest(dist / "0.1.0"), version="0.2.0")
    (dist / "0.2.0" / MANIFEST).write_bytes(manifest_bytes(newer)[0])
    with pytest.raises(goldwire.NoRelease, match=r"no fetched edition of .*0\.2\.0 in dist/ nor in the cache"):
        goldwire.path("fetched")
    # Without a public one the edition at hand is loaded.
    shutil.rmtree(dist / "0.1.0")
    shutil.rmtree(dist / "0.2.0")
    assert list(goldwire.load("ner", split="press_test")) == made.rows("ner", "press_test")
    assert set(goldwire.load("ner")) == everything
    with pytest.raises(goldwire.NoRelease, match="no public release"):
        goldwire.path()
    assert sources.calls == []


def test_an_edition_in_dist_that_another_corpus_made_is_not_taken(
    made: Made, sources: Sources, dist: Path, cache: Cache
) -> None:
    manifest = read_manifest(dist / "0.1.0")
    other = msgspec.structs.replace(manifest, inputs=manifest.inputs | {"DATASHEET.md": "0" * 64})
    (dist / "0.1.0" / MANIFEST).write_bytes(manifest_bytes(other)[0])
    assert list(goldwire.load("ner", split="press_test")) == made.rows("ner", "press_test")
    assert sources.calls == [True]


def test_without_leave_to_fetch_the_line_that_would_is_named(made: Made, sources: Sources, cache: Cache) -> None:
    with pytest.raises(goldwire.FetchFailed, match=r'fetch=False .*: goldwire\.load\("ner", split="press_test"\)'):
        goldwire.load("ner", split="press_test", fetch=False)
    with pytest.raises(goldwire.FetchFailed, match=r'goldwire\.load\("ner", edition="fetched"\)'):
        goldwire.builder("ner", edition="fetched", fetch=False)
    assert sources.calls == []
    # What is in the cache already is no reason to refuse.
    made.press.fill(cache)
    assert list(goldwire.load("ner", split="press_test", fetch=False)) == made.rows("ner", "press_test")
    assert sources.calls == [False]


def test_a_document_that_does_not_come_is_an_error_and_never_a_split_without_it(
    made: Made, sources: Sources, cache: Cache
) -> None:
    one, two, three = (document.doc_id for document in made.press.documents)
    sources.fails = {one: "missing", three: "offline"}
    with pytest.raises(goldwire.FetchFailed) as raised:
        goldwire.load("ner", split="press_test")
    said = str(raised.value)
    assert isinstance(raised.value, OSError)
    for part in ("2 texts of 3 of mini-news 0.1.0 could not be fetched", "1 missing, 1 offline", one, three,
                 "no answer from", "goldwire fetch press", "--from DIR", str(cache.folder)):  # fmt: skip
        assert part in said
    assert two not in said
    assert not list(cache.folder.glob("releases/*/mini-news/*"))
    sources.fails = {}
    assert len(goldwire.load("ner", split="press_test")) == len(made.rows("ner", "press_test"))


def test_splits_that_cannot_be_fetched_are_told_apart(made: Made, sources: Sources) -> None:
    with pytest.raises(ValueError, match=r"has no split 'dev'; it has train; fetched: press_train, press_test; withh"):
        goldwire.load("ner", split="dev")
    with pytest.raises(ValueError, match=r"'wire': the texts of 1 of its documents are withheld.*--raw DIR"):
        goldwire.load("ner", split=["press_test", "wire"])
    with pytest.raises(ValueError, match="withheld"):
        goldwire.load("ner", split="train+wire[:1]")
    with pytest.raises(ValueError, match="no config 'nre'"):
        goldwire.load("nre", split="press_test")
    assert sources.calls == [], "an error comes before anything is fetched"
    with pytest.raises(ValueError, match="config 'quotes' has no split 'press_test'; it has train"):
        goldwire.load("quotes", split="press_test")


DAMAGE = ("a table", "a table of the same size", "the manifest", "no manifest", "one file more", "a file")


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_edition_in_the_cache_is_made_anew(damage: str, made: Made, sources: Sources) -> None:
    goldwire.load("ner", split="press_test")
    place = Path(goldwire.path("fetched"))
    table = place / "data" / "ner" / "press_test.parquet"
    if damage == "a table":
        table.write_bytes(table.read_bytes()[:-1])
    elif damage == "a table of the same size":
        table.write_bytes(bytes(len(table.read_bytes())))
    elif damage == "the manifest":
        (place / MANIFEST).write_bytes((place / MANIFEST).read_bytes().replace(b'"fetched"', b'"public"'))
    elif damage == "no manifest":
        (place / MANIFEST).unlink()
    elif damage == "one file more":
        (place / "0.1.0-fetched.py").write_text("raise SystemExit")
    else:
        shutil.rmtree(place)
        place.write_text("a file")
    assert list(goldwire.load("ner", split="press_test", fetch=False)) == made.rows("ner", "press_test")
    assert sources.calls == [True, False], "the texts are in the cache"


def test_another_release_has_an_edition_of_its_own(made: Made, sources: Sources, tmp_path: Path, cache: Cache) -> None:
    goldwire.load("ner", split="press_test")
    root = tmp_path / "changed"
    shutil.copytree(made.press.root, root)
    about = json.loads((root / "corpus" / "corpus.json").read_bytes())
    (root / "corpus" / "corpus.json").write_text(json.dumps(about | {"title": "Changed News"}))
    other = build(open_corpus(Corpus(root)), "0.1.0", tmp_path / "out", replace=True).folder
    goldwire.load("ner", split="press_test", release=other)
    assert len(list(cache.folder.glob("releases/*/mini-news/0.1.0-fetched"))) == 2


@pytest.mark.timeout(60)
def test_of_several_at_once_one_fetches(made: Made, sources: Sources) -> None:
    barrier, places = threading.Barrier(3), []

    def run() -> None:
        barrier.wait()
        places.append(loading_fetched.fetched_edition(made.public))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(places) == 3
    assert len(set(places)) == 1
    assert sources.calls == [True]


def test_a_cache_that_cannot_be_written_is_told_with_its_remedy(
    made: Made, sources: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("GOLDWIRE_CACHE", str(tmp_path / "file"))
    with pytest.raises(goldwire.FetchFailed, match=r"cannot be kept in .*file.*GOLDWIRE_CACHE names another folder"):
        goldwire.load("ner", split="press_test")


def test_a_release_without_fetched_documents_has_no_fetched_edition(mini_release: Path, sources: Sources) -> None:
    with pytest.raises(ValueError, match="no documents whose text is fetched"):
        goldwire.load("ner", release=mini_release, edition="fetched")
    assert sources.calls == []


def test_the_lines_of_the_page_do_what_it_says(made: Made, sources: Sources) -> None:
    page = (REPO / "docs" / "loading.md").read_text("utf-8")
    (lines,) = [code for code in re.findall(r"^```python\n(.*?)^```$", page, re.M | re.S) if "press_" in code]
    names: dict[str, Any] = {}
    exec(lines, names)
    assert list(names["test"]) == made.rows("ner", "press_test")
    assert list(names["train"]) == made.rows("ner", "train") + made.rows("ner", "press_train")
    assert list(names["stream"]) == made.rows("documents", "press_train")
    assert list(names["everything"]) == ["train", "press_train", "press_test"]
    assert sources.calls == [True]


def test_what_does_not_fetch_loads_no_network_library(made: Made) -> None:
    code = (
        "import sys, goldwire\n"
        "goldwire.load('ner', split='train')\n"
        "goldwire.path()\n"
        "print([name for name in sys.modules if name.startswith('goldwire.fetching')])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nothing_is_fetched_for_a_release_that_cannot_be_completed(
    made: Made, sources: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading_fetched, "_opened", OPENED)
    shutil.copytree(made.public, tmp_path / "release")
    (tmp_path / "release" / "corpus.json").write_text("{}")
    with pytest.raises(ValueError, match="is damaged"):
        goldwire.load("ner", split="press_test", release=tmp_path / "release")
    # What cannot be completed even with verify=False does not say that verify=False would do.
    table = tmp_path / "release" / "data" / "standoff" / "press_test.parquet"
    shutil.copy(table.with_name("press_train.parquet"), table)
    with pytest.raises(ValueError, match=r"is damaged: .*Get it anew") as raised:
        goldwire.load("ner", split="press_test", release=tmp_path / "release", verify=False)
    assert "verify=False" not in str(raised.value)
    assert sources.calls == []


def test_the_real_thing_takes_texts_from_the_cache_and_refuses_what_is_not_there(
    made: Made, cache: Cache, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(goldwire.FetchFailed, match=r"3 texts of mini-news 0\.1\.0 must be fetched first"):
        goldwire.load("ner", split="press_test", fetch=False)
    made.press.fill(cache)
    for config in CONFIGS:
        loaded = goldwire.load(config, split="press_test", fetch=False)
        assert list(loaded) == made.rows(config, "press_test")
    assert capsys.readouterr().err.startswith("goldwire: made ")
    place = Path(goldwire.path("fetched"))
    for path in (path for path in made.fetched.rglob("*") if path.is_file()):
        assert (place / path.relative_to(made.fetched)).read_bytes() == path.read_bytes(), "the edition of a build"


def test_a_split_with_fetched_and_withheld_texts_is_never_given_in_part_unasked(
    tmp_path: Path, sources: Sources
) -> None:
    press = fetchable(tmp_path)
    corpus = Corpus(press.root)
    (wire,) = [document for document in corpus.documents().value if document.withheld]
    corpus.append_events([LedgerEvent(event="released", doc_id=wire.doc_id, release="0.0.1", split="wire")])
    told = [msgspec.structs.replace(one, story=wire.story) if one.story == "ferry" else one for one in press.documents]
    corpus.documents_path("press").write_bytes(json_lines(told))
    public = build(open_corpus(corpus), "0.1.0", tmp_path / "dist").folder
    assert len(goldwire.load("standoff", split="wire", release=public)) == 2
    with pytest.raises(ValueError, match="1 of its documents are withheld") as raised:
        goldwire.load("ner", split="wire", release=public)
    assert f"goldwire hydrate {public} --raw DIR" in str(raised.value)
    with pytest.raises(
        NoGold, match=r"withheld in part and fetched in part: .*goldwire hydrate .* --raw DIR --fetched"
    ):
        list(gold_documents(public, "wire"))
    assert 'The other 1 are fetched: goldwire.load("ner", split="wire", edition="fetched")' in str(raised.value)
    assert sources.calls == []


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_a_hydrated_edition_without_the_fetched_texts_says_how_to_come_by_them(tmp_path: Path) -> None:
    press = fetchable(tmp_path)
    hydrated = build(open_corpus(Corpus(press.root), MINI_RAW), "0.1.0", tmp_path / "dist").folder
    with pytest.raises(ValueError, match=r"'press_test' of .*-hydrated .* goldwire fetch, and make that edition anew"):
        goldwire.load("ner", split="press_test", release=hydrated)


@pytest.mark.timeout(120)
def test_the_real_thing_fetches_once_and_works_without_its_sources(
    tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOLDWIRE_ARCHIVE", "")  # nothing outside this machine is asked
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path / "press" / "files"))) as server:
        (tmp_path / "press").mkdir()
        press = fetchable(tmp_path / "press", f"http://127.0.0.1:{server.server_port}")
        public = build(open_corpus(Corpus(press.root)), "0.1.0", tmp_path / "dist").folder
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            kept = (press.files / "c.txt").read_bytes()
            (press.files / "c.txt").write_bytes(b"<html>Not found")
            with pytest.raises(goldwire.FetchFailed, match=r"1 text of 3 of .*1 source_changed.*goldwire fetch press"):
                goldwire.load("ner", split="press_test", release=public)
            (press.files / "c.txt").write_bytes(kept)
            first = list(goldwire.load("ner", split="press_test+press_train", release=public))
        finally:
            server.shutdown()
            thread.join()
    assert {row["doc_id"] for row in first} == set(press.texts)
    shutil.rmtree(cache.folder / "files")
    assert list(goldwire.load("ner", split="press_test+press_train", release=public)) == first
