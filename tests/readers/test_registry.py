"""The registry of readers: a new form is a new file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

import goldwire.readers
from corpora import REPO
from goldwire.model.document import Source
from goldwire.readers import registry
from goldwire.readers.registry import (
    BadRecord,
    forms_in_words,
    missing_fields,
    options,
    read_record,
    readers,
    register,
    superfluous_fields,
    unknown_form,
)

FILE = Source(address="https://example.org/a.txt", sha256="0" * 64, form="file")


def test_each_form_has_a_reader() -> None:
    assert list(readers()) == ["conllu", "file", "json-lines"]
    for form, reader in readers().items():
        assert reader.form == form
        assert reader.description
        assert {*reader.fields, *reader.optional} <= set(Source.__struct_fields__)


def test_the_file_is_the_document() -> None:
    assert read_record(b"\x00\xff any bytes", FILE) == b"\x00\xff any bytes"


def test_a_new_reader_is_one_new_file_such_as_that_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (REPO / "docs" / "sources.md").read_text(encoding="utf-8")
    (tmp_path / "ruled.py").write_text(page.partition("```python\n")[2].partition("```")[0])
    monkeypatch.setattr(goldwire.readers, "__path__", [*goldwire.readers.__path__, str(tmp_path)])
    monkeypatch.setattr(registry, "_READERS", dict(registry._READERS))
    ruled = msgspec.structs.replace(FILE, form="ruled", record="2")
    readers.cache_clear()
    try:
        assert read_record(b"one\n====\ntwo", ruled) == b"two"
        assert "ruled (one document of a file with rules between them; with --record)" in forms_in_words()
        with pytest.raises(BadRecord, match="there is no document '3'"):
            read_record(b"one\n====\ntwo", msgspec.structs.replace(ruled, record="3"))
    finally:
        readers.cache_clear()


def test_the_page_of_sources_tells_of_each_form() -> None:
    page = (REPO / "docs" / "sources.md").read_text(encoding="utf-8")
    for form, reader in readers().items():
        (row,) = (line for line in page.splitlines() if line.startswith(f"| `{form}` |"))
        assert all(f"`{option}`" in row for option in options(reader.fields).split(" and ") if option)


def test_a_form_has_one_reader() -> None:
    with pytest.raises(ValueError, match="a reader is called 'file' already"):
        register(replace(readers()["file"], description="another"))


def test_what_no_reader_has_and_what_a_form_needs_is_told() -> None:
    unknown = msgspec.structs.replace(FILE, form="tar", record="a")
    assert unknown_form(FILE) is None
    assert unknown_form(unknown) == "no reader is called 'tar'; there are conllu, file, json-lines"
    assert missing_fields(unknown) == superfluous_fields(unknown) == []
    with pytest.raises(BadRecord, match="no reader is called 'tar'"):
        read_record(b"", unknown)
    half = msgspec.structs.replace(FILE, form="json-lines", record="a")
    assert missing_fields(half) == ["id_field", "text_field"]
    assert superfluous_fields(msgspec.structs.replace(FILE, record="a", text_field="b")) == ["record", "text_field"]
    assert superfluous_fields(msgspec.structs.replace(FILE, form="conllu", record="a", id_field="b")) == ["id_field"]
