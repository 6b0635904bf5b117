"""`goldwire add` to a collection whose texts are fetched."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from fetchable import PRESS, Fetchable, fetchable
from goldwire.checks.run import open_corpus, verdicts
from goldwire.cli.app import app
from goldwire.corpus.adding import About, add
from goldwire.corpus.cache import Cache
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.raw import find_raw
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.model.document import Document, Source
from goldwire.text.reading import read_all

FERRY = "Ferry to Ostrel sails again\n\nThe ferry to Ostrel sails again, said the harbour master on Monday.\n"
LAMP = "Keepers stay\n\nThe keepers of the lighthouse stay. “We are glad,” said the harbour council on Tuesday.\n"
ADDRESS = "https://example.org/1f2e3d/old%2F%5Cnews%20of%20may.json"
LINES = ["--form", "json-lines", "--id-field", "id", "--text-field", "body"]
RIGHTS = ["--licence", "CC-BY-4.0", "--holder", "Ostrel Post", "--attribution", "Ostrel Post, CC BY 4.0"]
CONLLU = "".join(
    f"# newdoc id = {name}\n# newpar\n"
    + "".join(f"{n}\t{word}\t_\t_\t_\t_\t_\t_\t_\t_\n" for n, word in enumerate(text.split(), 1))
    + "\n"
    for name, text in (("ferry", FERRY), ("lamp", LAMP))
)


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GOLDWIRE_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def made(tmp_path: Path) -> Fetchable:
    return fetchable(tmp_path)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "download"
    records = [
        {"id": 17, "body": FERRY},
        {"id": "lamp", "body": LAMP},
        {"id": "e", "body": " "},
        {"id": "n", "body": "a\0b"},
    ]
    path.write_bytes(b"\xef\xbb\xbf" + "".join(json.dumps(record) + "\n" for record in records).encode())
    return path


def run(made: Fetchable, *arguments: object) -> Result:
    return CliRunner().invoke(app, ["add", *map(str, arguments), "--corpus", str(made.root)])


def added(made: Fetchable) -> list[Document]:
    before = {document.doc_id for document in made.documents}
    return [one for one in Corpus(made.root).documents().value if one.collection == PRESS and one.doc_id not in before]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != ".lock"
    }


def test_a_record_of_a_file_is_identified_and_its_text_stays_out(made: Fetchable, news: Path) -> None:
    before = tree(made.root)
    for record in ("17", "lamp"):
        result = run(
            made, news, "--collection", PRESS, "--source", ADDRESS, *LINES, "--record", record, *RIGHTS,
            "--headline", "Not recorded", "--story", "ostrel",
        )  # fmt: skip
        assert result.exit_code == 0, result.output
        assert "1 added of 1 file" in result.stderr
    ferry = next(one for one in added(made) if one.source and one.source.record == "17")
    assert len(added(made)) == 2
    assert (ferry.sha256, ferry.text_sha256, ferry.length) == (sha256_hex(FERRY.encode()),) * 2 + (len(FERRY),)
    assert (ferry.file_name, ferry.headline, ferry.encoding) == ("news of may.json", None, "utf-8")
    assert (ferry.rights.text, ferry.rights.attribution) == ("fetched", "Ostrel Post, CC BY 4.0")
    digest = sha256_hex(news.read_bytes())
    assert ferry.source == Source(
        address=ADDRESS, sha256=digest, form="json-lines", record="17", id_field="id", text_field="body"
    )
    after = tree(made.root)
    assert {name for name in after if after[name] != before.get(name)} == {
        "corpus/ledger.jsonl", f"corpus/{PRESS}/documents.jsonl",
    }  # fmt: skip
    assert not any(b"harbour" in data for name, data in after.items() if name not in before or "press" in name)


def test_what_was_added_can_be_annotated_at_once(made: Fetchable, news: Path) -> None:
    run(made, news, "--collection", PRESS, "--source", ADDRESS, *LINES, "--record", "17", *RIGHTS)
    (document,) = added(made)
    opened = open_corpus(Corpus(made.root), None, Cache())
    (verdict,) = verdicts(opened, [document])
    assert verdict.article.raw == FERRY
    assert [incident.code for incident in verdict.incidents] == ["GW-W045"]


def test_other_forms(made: Fetchable, tmp_path: Path) -> None:
    (tmp_path / "a.conllu").write_text(CONLLU)
    (tmp_path / "old.txt").write_bytes(LAMP.replace("council", "conseil général").encode("cp1252"))
    words = ["--collection", PRESS, *RIGHTS]
    for arguments in (
        [tmp_path / "a.conllu", "--source", "https://example.org/a.conllu", "--form", "conllu"],
        [tmp_path / "a.conllu", "--source", "https://example.org/a.conllu", "--form", "conllu", "--record", "lamp"],
        [tmp_path / "old.txt", "--source", "https://example.org/", "--encoding", "windows-1252"],
    ):
        result = run(made, *arguments, *words)
        assert result.exit_code == 0, result.output
    cache, documents = Cache(), added(made)
    texts: dict[str, list[bytes | None]] = {one.file_name: [] for one in documents}
    for one in documents:
        texts[one.file_name].append(cache.match(one)[1])
    lamp = " ".join(LAMP.split()).encode()
    assert sorted(texts["a.conllu"], key=lambda text: len(text or b"")) == [
        lamp, " ".join(FERRY.split()).encode() + b"\n\n" + lamp
    ]  # fmt: skip
    assert texts["old.txt"] == [(tmp_path / "old.txt").read_bytes()]
    assert [one.encoding for one in documents if one.file_name == "old.txt"] == ["cp1252"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--collection", PRESS, *RIGHTS], "need a source"),
        (["--collection", "open", "--source", ADDRESS, *RIGHTS], "texts of collection open are included"),
        (["--collection", "wire", "--source", ADDRESS, *RIGHTS], "texts of collection wire are withheld"),
        (["--collection", "open", "--record", "17", *RIGHTS], "give --source ADDRESS as well"),
        (["--collection", PRESS, "--form", "file", *RIGHTS], "give --source ADDRESS as well"),
        (["--collection", PRESS, "--source", "http://example.org/a", *RIGHTS], "is not https"),
        (["--collection", PRESS, "--source", "https://me:pw@example.org/a", *RIGHTS], "password"),
        (["--collection", PRESS, "--source", "https://example.org/a/../b", *RIGHTS], "between slashes"),
        (["--collection", PRESS, "--source", "https://example.org/a\u202eb", *RIGHTS], "percent-encode"),
        (["--collection", PRESS, "--source", ADDRESS, "--form", "tar", *RIGHTS], "there are conllu, file, json-lines"),
        (["--collection", PRESS, "--source", ADDRESS, "--form", "json-lines", *RIGHTS], "--record and --id-field and"),
        (["--collection", PRESS, "--source", ADDRESS, "--record", "17", *RIGHTS], "form file has no --record"),
        (["--collection", PRESS, "--source", ADDRESS, *LINES, "--record", "\x1b[31m", *RIGHTS], "record"),
        (["--collection", PRESS, "--source", ADDRESS, *LINES, "--record", "1", "--encoding", "cp1252"], "are UTF-8"),
        (
            ["--collection", PRESS, "--source", ADDRESS, *RIGHTS[:4], "--url", "https://example.org/17"],
            'such as "Ostrel Post, CC-BY-4.0, https://example.org/17"',
        ),
        (["--collection", PRESS, "--source", ADDRESS, *RIGHTS[:4], "--attribution", " "], "--attribution, such as"),
        (["--collection", PRESS, "--source", ADDRESS, *RIGHTS[:2], *RIGHTS[4:]], "no holder of the rights is named"),
        (["--collection", PRESS, "--source", ADDRESS, *RIGHTS[2:]], "all rights are reserved"),
        (
            ["--collection", PRESS, "--source", ADDRESS, *RIGHTS[2:], "--licence", "LicenseRef-mine"],
            "LicenseRef-mine is not known to allow it",
        ),
    ],
)
def test_what_is_missing_or_wrong_is_refused_before_anything_is_read(
    made: Fetchable, news: Path, options: list[str], said: str
) -> None:
    news.unlink()
    before = tree(made.root)
    result = run(made, news, *options)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert tree(made.root) == before
    assert not Cache().folder.exists()


def test_a_declared_licence_is_taken(made: Fetchable, news: Path) -> None:
    path = Corpus(made.root).settings_path
    settings = json.loads(path.read_bytes())
    licence: dict[str, Any] = {"name": "Mine", "url": "https://example.org/terms", "passing_on": True}
    path.write_text(json.dumps(settings | {"licences": {"LicenseRef-mine": licence}}))
    words = ["--source", ADDRESS, *LINES, "--record", "17", *RIGHTS[2:], "--licence", "LicenseRef-mine"]
    result = run(made, news, "--collection", PRESS, *words)
    assert result.exit_code == 0, result.output
    assert "not known" not in result.stderr
    path.write_text(json.dumps(settings | {"licences": {"LicenseRef-mine": licence | {"passing_on": False}}}))
    result = run(made, news, "--collection", "open", *RIGHTS[2:4], "--licence", "LicenseRef-mine")
    assert result.exit_code == 2
    assert "declares that LicenseRef-mine does not allow it" in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("record", "code", "said"),
    [
        ("gone", "GW-E030", "no line has 'gone' in 'id'"),
        ("e", "GW-E004", "the text holds white space only"),
        ("n", "GW-E005", "the text has a NUL byte"),
    ],
)
def test_a_record_that_cannot_be_taken_is_reported(
    made: Fetchable, news: Path, record: str, code: str, said: str
) -> None:
    before = tree(made.root)
    result = run(made, news, "--collection", PRESS, "--source", ADDRESS, *LINES, "--record", record, *RIGHTS, "--json")
    assert result.exit_code == 1
    (outcome,) = json.loads(result.stdout)
    (incident,) = outcome["incidents"]
    assert incident["code"] == code
    assert said in incident["message"]
    assert tree(made.root) == before


def test_several_files_of_one_source_make_no_sense(made: Fetchable, news: Path) -> None:
    for paths in ([news, news], [news.parent]):
        result = run(made, *paths, "--collection", PRESS, "--source", ADDRESS, *RIGHTS)
        assert result.exit_code == 2
        assert "--source takes exactly one file" in result.stderr


def test_adding_again_changes_nothing_and_fills_the_cache(made: Fetchable, news: Path) -> None:
    words = ["--collection", PRESS, "--source", ADDRESS, *LINES, "--record", "17", *RIGHTS]
    run(made, news, *words)
    before = tree(made.root)
    cache = Cache()
    cache.path(sha256_hex(news.read_bytes())).unlink()
    result = run(made, news, *words)
    assert result.exit_code == 0
    assert "0 added of 1 file" in result.stderr
    assert tree(made.root) == before
    assert cache.get(sha256_hex(news.read_bytes())) == news.read_bytes()


def test_a_cache_that_cannot_be_written_to_adds_nothing(made: Fetchable, news: Path) -> None:
    Cache().folder.write_bytes(b"a file")
    before = tree(made.root)
    result = run(made, news, "--collection", PRESS, "--source", ADDRESS, *LINES, "--record", "17", *RIGHTS)
    assert result.exit_code == 2
    assert "GOLDWIRE_CACHE" in result.stderr
    Cache().folder.unlink()
    Cache().folder.symlink_to(Cache().folder)
    result = run(made, news, "--collection", PRESS, "--source", ADDRESS, *LINES, "--record", "17", *RIGHTS)
    assert result.exit_code == 2
    assert "GOLDWIRE_CACHE" in result.stderr
    assert tree(made.root) == before


def test_a_cache_within_the_corpus_is_refused(made: Fetchable, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDWIRE_CACHE", str(made.root / "corpus" / "cache"))
    before = tree(made.root)
    result = run(made, news, "--collection", PRESS, "--source", ADDRESS, *LINES, "--record", "17", *RIGHTS)
    assert result.exit_code == 2
    assert "let GOLDWIRE_CACHE name another folder" in " ".join(result.stderr.split())
    assert tree(made.root) == before


def test_a_page_is_extracted_as_ever(made: Fetchable, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        f"<html><body>{''.join(f'<p>{p}</p>' for p in FERRY.split(chr(10)))}</body></html>"
    )
    address = "https://example.org/1f2e3d/page.html"
    result = run(made, tmp_path / "page.html", "--collection", PRESS, "--source", address, *RIGHTS)
    assert result.exit_code == 0, result.output
    (document,) = added(made)
    assert (document.format, document.file_name) == ("html", "page.html")
    assert "sails again, said" in str(find_raw(Corpus(made.root), document, None, Cache()).text)


def test_a_digest_that_is_named_is_compared(made: Fetchable, news: Path, tmp_path: Path) -> None:
    source = Source(address=ADDRESS, sha256="0" * 64, form="file")
    about = About(
        collection=PRESS, holder="Ostrel Post", licence="CC-BY-4.0", origin="publisher", source=source, attribution="A"
    )
    cache = Cache(tmp_path / "other")
    (outcome,) = add(Corpus(made.root), read_all([news]), about, cache)
    assert [incident.code for incident in outcome.incidents] == ["GW-E030"]
    assert "download it again" in outcome.incidents[0].message
    assert not cache.folder.exists()
    with pytest.raises(CorpusError, match="need a source"):
        list(add(Corpus(made.root), read_all([news]), replace(about, source=None)))


def test_a_source_that_gives_another_text_is_an_incident_of_check(made: Fetchable) -> None:
    corpus = Corpus(made.root)
    path = corpus.documents_path(PRESS)
    path.write_bytes(path.read_bytes().replace(b'"record":"a"', b'"record":"b"'))
    cache = Cache()
    cache.put((made.files / "news.json").read_bytes())
    found = [i for verdict in verdicts(open_corpus(corpus, None, cache)) for i in verdict.incidents]
    wrong = [incident for incident in found if incident.code == "GW-W128"]
    assert [(i.document, i.pointer) for i in wrong] == [(made.documents[0].doc_id, "/source")]
    assert "recorded is" in wrong[0].message
