"""Incidents: codes, order, and printing what hostile names and texts hold."""

from __future__ import annotations

import os
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import REPO, all_codes
from goldwire.corpus.adding import About, add
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus
from goldwire.model.incident import Incident, Severity, define, errors, in_order, known_codes, printable
from goldwire.text.reading import Quarantined, read_all

HOSTILE = [b"red\x1b[31m.pdf", b"line\nbreak.pdf", b"tab\there.pdf", b"latin\xe9.pdf", b"bell\x07.pdf"]
TURNED = ["turned\u202eftp.pdf", "paragraph\u2029.pdf", "joined\u200b.pdf", "private\ue000.pdf", "c1\u009b31m.pdf"]


def test_codes_are_well_made() -> None:
    found = all_codes()
    assert [code.code for code in found] == sorted((code.code for code in found), key=lambda code: code[4:])
    assert len({code.code[4:] for code in found}) == len(found), "one number, one code"
    assert len({code.title for code in found}) == len(found)
    for code in found:
        assert re.fullmatch(r"GW-[EWI]\d{3}", code.code)
        assert code.severity is {"E": Severity.ERROR, "W": Severity.WARNING, "I": Severity.INFO}[code.code[3]]
        assert code.title
        assert not code.title.endswith(".")
        assert code.meaning.endswith(".")
        assert code.remedy.endswith(".")


@pytest.mark.parametrize("code", ["", "GW-E1", "GW-E0001", "GW-X001", "gw-E001", "GW-Eabc", "GWXE001", "E001"])
def test_malformed_codes_are_refused(code: str) -> None:
    with pytest.raises(ValueError, match="is not an incident code"):
        define(code, "title", meaning="Meaning.", remedy="Remedy.")


def test_a_code_is_defined_once() -> None:
    before = known_codes()
    with pytest.raises(ValueError, match="GW-E001 is defined already"):
        define("GW-E001", "title", meaning="Meaning.", remedy="Remedy.")
    assert known_codes() == before


def test_codes_in_the_source_are_defined() -> None:
    known = {code.code for code in all_codes()}
    for path in sorted((REPO / "src").rglob("*.py")):
        assert set(re.findall(r"GW-[EWI]\d{3}", path.read_text(encoding="utf-8"))) <= known, path


incidents = st.builds(
    Incident,
    code=st.sampled_from(["GW-E001", "GW-W012", "GW-I007"]),
    severity=st.sampled_from(Severity),
    document=st.none() | st.sampled_from(["gw-a", "gw-b"]),
    file=st.none() | st.sampled_from(["a", "b"]),
    pointer=st.sampled_from(["", "/0", "/1"]),
    message=st.sampled_from(["one", "two"]),
    remedy=st.just("Remedy."),
)


@given(st.lists(incidents, max_size=8).flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_order_does_not_depend_on_where_incidents_come_from(pair: tuple[list[Incident], list[Incident]]) -> None:
    def shown(found: list[Incident]) -> list[tuple[str, str, str, str, str]]:
        return [(i.document or "", i.file or "", i.pointer, i.code, i.message) for i in in_order(found)]

    assert shown(pair[0]) == shown(pair[1])
    assert shown(pair[0]) == sorted(shown(pair[0]))
    assert all(incident.severity is Severity.ERROR for incident in errors(pair[0]))


@given(st.text())
def test_printable_text_prints_and_keeps_what_it_can(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    shown.encode()
    if text.isprintable():
        assert shown == text
    assert printable(shown) == shown


@given(st.text(st.characters(exclude_categories=[])))
def test_lone_surrogates_are_escaped(text: str) -> None:
    printable(text).encode()


def _make(folder: Path, name: str | bytes) -> str:
    path = os.path.join(os.fsencode(folder), name if isinstance(name, bytes) else name.encode())
    try:
        Path(os.fsdecode(path)).write_bytes(b"text")
    except OSError:
        pytest.skip("this file system refuses the name")
    return os.fsdecode(path)


@pytest.mark.parametrize("name", [*HOSTILE, *TURNED], ids=ascii)
def test_file_names_cannot_write_to_the_terminal(name: str | bytes, tmp_path: Path) -> None:
    path = _make(tmp_path, name)
    (read,) = read_all([tmp_path])
    assert isinstance(read, Quarantined)
    assert read.path == Path(path)
    incident = read.incident
    assert incident.code == "GW-I007"
    for text in (incident.file, incident.message):
        assert text is not None
        assert text.isprintable()
    assert problems("incident", msgspec.to_builtins(incident)) == []
    assert incident.file == printable(path)
    assert incident.file != path or path.isprintable()


@pytest.mark.parametrize("name", [name.replace(b".pdf", b".txt") for name in HOSTILE], ids=ascii)
def test_documents_with_hostile_names_are_recorded(name: bytes, mini: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    path = _make(folder, name)
    Path(path).write_text(
        "Ferries sail again\n\nThe ferry crews of Brenhaven went back to work on Monday, the company said.\n",
        encoding="utf-8",
    )
    about = About(collection="open", holder="nobody", licence="CC0-1.0", origin="human")
    (outcome,) = add(Corpus(mini), read_all([folder]), about)
    assert outcome.added
    assert outcome.document is not None
    assert outcome.document.file_name == printable(Path(path).name)
    assert outcome.document.file_name.isprintable()


def test_no_remedy_points_to_what_a_new_corpus_lacks() -> None:
    """A corpus that `goldwire init` made has no docs, schemas, guidelines or Makefile, and need not be in git."""
    for code in all_codes():
        said = f"{code.meaning} {code.remedy}"
        assert "docs/" not in said, code
        assert "GUIDELINES" not in said, code
        assert "make setup" not in said, code
        assert "schema/" not in said.replace("schema/prediction.schema.json of the release", ""), code
        assert "version control" not in code.remedy or "backup" in code.remedy, code
