"""A record of a file of JSON Lines: exactly the one that is named, or a message that says why not and where."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldwire.model.document import Source
from goldwire.readers import json_lines
from goldwire.readers.registry import BadRecord, read_record

BOM = b"\xef\xbb\xbf"


def source(record: str | None = "a", id_field: str | None = "id", text_field: str | None = "text") -> Source:
    return Source(
        address="https://example.org/news.json",
        sha256="0" * 64,
        form="json-lines",
        record=record,
        id_field=id_field,
        text_field=text_field,
    )


def lines(*records: Any) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (lines({"id": "b", "text": "no"}, {"id": "a", "text": "Ferry\n\nLate."}), "Ferry\n\nLate."),
        (BOM + lines({"id": "a", "text": "first"}), "first"),
        (b'{"text": "Le b\xc3\xa2teau \\ud83d\\ude80", "id": "a"}', "Le bâteau 🚀"),
        (b'{"\\u0069d": "\\u0061", "text": "escaped"}\n', "escaped"),
        (b'\r\n \t\n{"id": "a", "text": "CRLF"}\r\n\n', "CRLF"),
        (b'  {"id": "a", "text": "blank at both ends"}  \n', "blank at both ends"),
        (lines({"id": "a", "text": ""}), ""),
        (lines({"id": "a", "text": "deep", "more": {"text": "no", "id": "a"}}), "deep"),
        (lines({"id": None}, {"id": 1.0}, {"id": ["a"]}, {"id": {"id": "a"}}, {"id": "a", "text": "yes"}), "yes"),
    ],
)
def test_the_text_of_the_record(data: bytes, text: str) -> None:
    assert read_record(data, source()) == text.encode()


def test_an_integer_is_an_id_as_it_is_written() -> None:
    data = lines({"id": 7, "text": "seven"}, {"id": 70, "text": "seventy"}, {"id": 7.0, "text": "float"})
    assert read_record(data, source("7")) == b"seven"
    with pytest.raises(BadRecord, match=r"lines? 1 and line 4 both have '7'"):
        read_record(data + lines({"id": "7", "text": "a string"}), source("7"))
    digits = "9" * 400
    assert read_record(b'{"text": "many", "id": %s}' % digits.encode(), source(digits)) == b"many"


@pytest.mark.parametrize(
    "other",
    [
        b"<!DOCTYPE html>\n",
        b"[1, 2]\n",
        b'"a"\n',
        b'{"id": "b", "text": "cut o\n',
        b'{"id": "b", "score": NaN}\n',
        b'{"id": "\xff"}\n',
        b'{"id": "\\ud800"}\n',
        b'{"x": ' + b"[" * 100_000 + b"\n",
    ],
)
def test_another_line_that_is_no_record_matters_only_where_the_record_is_not_found(other: bytes) -> None:
    assert read_record(other + lines({"id": "a", "text": "whole"}), source()) == b"whole"
    with pytest.raises(BadRecord, match=r"no line has 'a' in 'id', and line 2 is no JSON object: .*its source"):
        read_record(b"\n" + other + lines({"id": "b", "text": "whole"}), source())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no line has a field 'id'"),
        (lines({"text": "no id"}), "no line has a field 'id'"),
        (lines({"id": "A", "text": "other case"}), "no line has 'a' in 'id'"),
        (lines({"id": "a", "text": "x"}, {"id": "b"}, {"id": "a", "text": "y"}), "line 1 and line 3 both have 'a'"),
        (lines({"id": "a", "text": "x"}) * 2, "line 1 and line 2 both have 'a'"),
        (lines({"id": "a", "body": "x"}), "line 1 has no field 'text'; its fields are 'id', 'body'"),
        (lines({"id": "a", "text": None}), "line 1: field 'text' is null"),
        (lines({"id": "a", "text": ["x"]}), "line 1: field 'text' is of type list"),
        (b'{"id": "a", "text": "x", "text": "y"}', "the key 'text' is given twice"),
        (b'{"id": "b", "text": "x", "id": "a"}', "the key 'id' is given twice"),
        (b'{"id": "a", "%s": 1, "%s": 2}' % (b"k" * 5_000, b"k" * 5_000), "kkk"),
        (b'{"id": "a", "text": "\\ud83d"}', "'a'"),
        (b'{"id": "a", "text": "\xe9t\xe9"}', "not UTF-8"),
        (b'{"id": "a", "text": "x", "more": "\xe9"}', "not UTF-8"),
        (b'{"id": "a", "text": "x"} {"id": "b"}', "line 1 is no JSON object"),
        ('{"id": "a", "text": "x"}'.encode("utf-16"), "line 1 is no JSON object"),
        (b'{"id": "a", "text": "x", "n": 1%s}' % (b"0" * 5_000), "digits"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(data: bytes, said: str) -> None:
    with pytest.raises(BadRecord) as refused:
        read_record(data, source())
    assert said in str(refused.value)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 500


def test_a_source_that_lacks_a_field_is_refused_before_the_file_is_looked_at() -> None:
    with pytest.raises(BadRecord, match="needs record and text_field"):
        read_record(lines({"id": "a", "text": "x"}), source(None, "id", None))


def test_a_line_longer_than_any_article_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "LONGEST_LINE", 100)
    long = lines({"id": "b", "text": "x" * 200})
    assert read_record(long + lines({"id": "a", "text": "short"}), source()) == b"short"
    with pytest.raises(BadRecord, match="line 1 is no JSON object: it has more than 100 bytes"):
        read_record(long, source("b"))


def test_hostile_names_are_shown_escaped_and_cut() -> None:
    with pytest.raises(BadRecord) as refused:
        read_record(lines({"id\x1b[31m": 1, "\u202e": "a"}), source("\x1b[31m" * 99, "\u202e"))
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 500


def test_the_records_of_one_file_are_read_without_reading_its_lines_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    data = lines(*({"id": f"n{number}", "text": f"text {number}"} for number in range(300)))
    passes: list[int] = []
    whole = json_lines._lines
    monkeypatch.setattr(json_lines, "_lines", lambda data: passes.append(1) or whole(data))  # type: ignore[func-returns-value]
    for number in range(300):
        assert read_record(bytes(bytearray(data)), source(f"n{number}")) == f"text {number}".encode()
    assert len(passes) == 1


@given(st.dictionaries(st.text(min_size=1, max_size=9), st.text(max_size=30), min_size=1, max_size=6), st.booleans())
def test_every_record_of_any_file_comes_back(texts: dict[str, str], ascii_only: bool) -> None:
    data = "\n".join(json.dumps({"id": name, "text": text}, ensure_ascii=ascii_only) for name, text in texts.items())
    for name, text in texts.items():
        assert read_record(data.encode(), source(name)) == text.encode()


@given(st.text(max_size=9), st.text(max_size=9), st.text(max_size=9))
def test_fields_may_have_any_name(id_field: str, text_field: str, record: str) -> None:
    data = lines({"other": 1}, {id_field: record} | {text_field: record})
    assert read_record(data, source(record, id_field, text_field)) == record.encode()


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "", "id\u0000", "\ud800"])
def test_odd_names_are_not_found_without_a_fault(name: str) -> None:
    with pytest.raises(BadRecord, match="no line has"):
        read_record(lines({"id": "a", "text": "x"}), source(name, name, name))
    with pytest.raises(BadRecord, match="no line is"):
        read_record(b"1\n", Source(address="", sha256="", form="conllu", record=name))


@given(st.binary(max_size=200) | st.text('{}[]":,\\ "ida1\n', max_size=60).map(str.encode))
def test_any_bytes_give_a_text_or_a_reason(data: bytes) -> None:
    try:
        said = read_record(data, source()).decode() + "a text"
    except BadRecord as error:
        said = str(error) if str(error).isprintable() else ""
    assert said
