"""Strict JSON, and files that are written whole or not at all."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.corpus.files import BadJson, json_lines, parse_json, pretty_json, write_atomically

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet=st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(alphabet=st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(VALUES)
@settings(max_examples=200, deadline=None)
def test_json_is_read_as_python_reads_it(value: Any) -> None:
    assert parse_json(json.dumps(value).encode()) == value
    assert parse_json(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"a": 1, "a": 1}', "'a' is given twice"),
        (b'[{"b": {"a": 1, "x": 2, "a": null}}]', "'a' is given twice"),
        (b'{"a": 1, "\\u0061": 2}', "'a' is given twice"),
        (b"NaN", "NaN is not JSON"),
        (b"[1, Infinity]", "Infinity is not JSON"),
        (b'{"a": -Infinity}', "-Infinity is not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
        (b'"\\ud800"', "surrogate"),
        (b'{"\\udfff": 1}', "surrogate"),
        (b'["\\ud83d", "\\ude00"]', "surrogate"),
        (b'"\xff"', "not UTF-8 at byte 1"),
        (b'"\xed\xa0\x80"', "not UTF-8"),
        ('"é"'.encode("utf-16"), "not UTF-8"),
        (b"{} {}", "Extra data"),
        (b"1 x", "Extra data"),
        (b"", "Expecting value"),
        (b"\n", "Expecting value"),
        (b"{'a': 1}", "line 1, column 2"),
        (b"[1,]", "line 1"),
        (b'"a\nb"', "control character"),
        (b"\xef\xbb\xbf{}", "BOM"),
        (b"1" * 5000, "digits"),
    ],
)
def test_what_is_not_json(data: bytes, message: str) -> None:
    with pytest.raises(BadJson, match=message):
        parse_json(data)


def test_escaped_pairs_and_constants_in_strings_are_fine() -> None:
    assert parse_json(b'"\\ud83d\\ude00 \\u00e9"') == "😀 é"
    assert parse_json(b'["NaN", "\\\\ud800"]') == ["NaN", "\\ud800"]


@given(st.binary(max_size=60))
@settings(max_examples=200, deadline=None)
def test_no_other_error_comes_of_any_bytes(data: bytes) -> None:
    with suppress(BadJson):
        parse_json(data)


@given(st.lists(VALUES.filter(lambda v: not isinstance(v, int) or abs(v) < 2**63), max_size=4))
@settings(max_examples=50, deadline=None)
def test_json_lines_are_one_a_line(values: list[Any]) -> None:
    try:
        data = json_lines(values)
    except OverflowError:
        return
    assert data.count(b"\n") == len(values)
    assert [json.loads(line) for line in data.split(b"\n") if line] == values


def test_pretty_json() -> None:
    assert pretty_json({"a": [1, "é"]}) == '{\n  "a": [\n    1,\n    "é"\n  ]\n}\n'.encode()


def debris(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "file.json")


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folders" / "file.json"
    write_atomically(path, b"old\r\n")
    write_atomically(path, b"new\r\n")
    assert path.read_bytes() == b"new\r\n"
    assert debris(path.parent) == []


@pytest.mark.parametrize("step", ["fsync", "fchmod", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_interruption_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    path = tmp_path / "file.json"
    write_atomically(path, b"old")

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(type(error)):
        write_atomically(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert debris(tmp_path) == []


def test_what_is_no_bytes_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    write_atomically(path, b"old")
    with pytest.raises(TypeError):
        write_atomically(path, "text")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert debris(tmp_path) == []


def test_data_is_on_disk_before_it_takes_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(descriptor: int) -> None:
        steps.append("fsync")
        fsync(descriptor)

    def noted_replace(source: str, target: Path) -> None:
        steps.append("replace")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    write_atomically(tmp_path / "file.json", b"x")
    assert steps[:2] == ["fsync", "replace"]
