"""The registry of readers: a new form is a new file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

import goldwire.readers
from goldwire.model.document import Source
from goldwire.readers import registry
from goldwire.readers.registry import (
    BadRecord,
    missing_fields,
    read_record,
    readers,
    register,
    superfluous_fields,
    unknown_form,
)

FILE = Source(address="https://example.org/a.txt", sha256="0" * 64, form="file")
NEW = """
from goldwire.readers.registry import Reader, register

READER = register(Reader("shouted", "the file in capitals", (), lambda data, source: data.upper()))
"""


def test_each_form_has_a_reader() -> None:
    assert list(readers()) == ["conllu", "file", "json-lines"]
    for form, reader in readers().items():
        assert reader.form == form
        assert reader.description
        assert {*reader.fields, *reader.optional} <= set(Source.__struct_fields__)


def test_the_file_is_the_document() -> None:
    assert read_record(b"\x00\xff any bytes", FILE) == b"\x00\xff any bytes"


def test_a_new_reader_is_one_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shouted.py").write_text(NEW)
    monkeypatch.setattr(goldwire.readers, "__path__", [*goldwire.readers.__path__, str(tmp_path)])
    monkeypatch.setattr(registry, "_READERS", dict(registry._READERS))
    readers.cache_clear()
    try:
        assert read_record(b"quiet", msgspec.structs.replace(FILE, form="shouted")) == b"QUIET"
    finally:
        readers.cache_clear()


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
