"""Reading YAML from outside: what is taken, what is refused, and that nothing takes long."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from goldwire.text import plain_yaml
from goldwire.text.plain_yaml import BadYaml, Plain, integer, is_null, read_yaml, values

SRC = Path(plain_yaml.__file__).parents[1]


def refused(source: str) -> str:
    with pytest.raises(BadYaml) as caught:
        read_yaml(source)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 300
    return message


@pytest.mark.parametrize(
    "word", ["No", "yes", "On", "Null", "1984", "12:30", "0x1F", "1_000", "1e3", "2031-05-02", ".5"]
)
def test_plain_scalars_come_as_they_are_written(word: str) -> None:
    read = read_yaml(f"a: {word}\nb: '{word}'\n")
    assert read == {"a": word, "b": word}
    assert isinstance(read["a"], Plain)
    assert not isinstance(read["b"], Plain)


def test_comments_and_signs_within_words_are_what_they_are() -> None:
    read = read_yaml("a: été 😀 # a note\nb: route#7\nc: 'route #7'\nd:  ## more\ne: f\n  g # h\n#i\n")
    assert read == {"a": "été 😀", "b": "route#7", "c": "route #7", "d": "", "e": "f g"}


def test_the_usual_rules() -> None:
    source = "{a: null, b: ~, c: , d: true, e: False, f: 12, g: -3, h: 012, i: 9999999999999999999, j: No, k: '12'}"
    assert values(read_yaml(source)) == {
        "a": None, "b": None, "c": None, "d": True, "e": False, "f": 12, "g": -3, "h": "012",
        "i": "9999999999999999999", "j": "No", "k": "12",
    }  # fmt: skip
    assert is_null(Plain("null"))
    assert not is_null("null")
    assert integer("7") == 7
    assert integer("٧") is None


@pytest.mark.parametrize("word", ["no", "2001-99-99", "1.5", "0x1F", "12:30"])
def test_what_others_read_otherwise_is_refused_where_that_matters(word: str) -> None:
    with pytest.raises(BadYaml, match="put it in quotation marks"):
        values(read_yaml(f"a: {word}"), strict=True)
    assert values(read_yaml(f"a: '{word}'"), strict=True) == {"a": word}


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("a: &x 1", "line 1, column 4: anchors (&x)"),
        ("a: 1\nb: *a", "line 2, column 4: aliases (*a)"),
        ("a: !!int 1", "line 1, column 4: tags ("),
        ("a: !x y", "goes in quotation marks"),
        ("<<: {a: 1}", "merge keys (<<)"),
        ("%YAML 1.1\n---\na: 1", "line 1, column 1: no line may begin with %"),
        ("a: 1\n---\nb: 2", "line 2, column 1: a second document begins here"),
        ("a: 1\nb: 2\na: 3", "line 3, column 1: the key 'a' is given twice"),
        ("1: a\n'1': b", "the key '1' is given twice"),
        ("? [a]\n: b", "a key is a word"),
        ("text: Note: this", "line 1, column 11: mapping values are not allowed"),
        ("text: été 😀 route #7\n", "line 1, column 7: a # after a space begins a comment"),
        ("- {text: route #7, line: 3}\n", "a # after a space begins a comment"),
        ("text: @home", "a string that holds a colon"),
        ("a: [1,", "line "),
        ("a: \x85b", "line 1, column 4: the character U+0085"),
        ("a:\r\nb: \x1b[2J", 'line 2, column 4: the character U+001B has no place here; write it as "\\u001b"'),
        ("a: \u2028", "U+2028"),
        ("a: \ud800", "a lone surrogate stands for no character"),
        ('a: "\\ud800"', "line 1, column "),
        ('a: "\\uffff\\Uffffffff"', "line 1, column "),
    ],
)
def test_what_is_refused_names_the_place(source: str, says: str) -> None:
    assert says in refused(source)


@pytest.mark.parametrize(
    "source",
    [
        "[" * 1000,
        "{a: " * 1000,
        "- " * 1000 + "x",
        "".join(f"{' ' * depth}a:\n" for depth in range(1000)),
        "doc_id: x\n" + "".join(f"a{n}: &a{n}\n  <<: [*a{n - 1},*a{n - 1}]\n" for n in range(1, 30)),
        "%TAG !a! x\n" * 1000,
        "x" * (plain_yaml.MAX_CHARACTERS + 1),
    ],
    ids=["lists", "mappings", "dashes", "indents", "merges", "directives", "characters"],
)
def test_bounds_are_met_before_anything_is_built(source: str) -> None:
    assert refused(source)


def test_the_number_of_values_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_yaml, "MAX_VALUES", 100)
    assert "line 101, column 3" not in refused("- a\n" * 1000)
    assert "more than 100 values" in refused("- a\n" * 1000)
    assert "more than 100 values" in refused("".join(f"k{n}: v\n" for n in range(1000)))
    assert len(read_yaml("- a\n" * 99)) == 99


@pytest.mark.parametrize("loader", ["SafeLoader", "CSafeLoader"])
def test_both_parsers_give_the_same(loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(yaml, loader):
        pytest.skip("PyYAML was built without the parser in C")
    monkeypatch.setattr(plain_yaml, "_LOADER", getattr(yaml, loader))
    assert read_yaml("a: [b, 'c', {d: , e: \"f\\n\"}]\n# end\n") == {"a": ["b", "c", {"d": "", "e": "f\n"}]}
    assert read_yaml("") == ""
    assert "twice" in refused("a: 1\na: 2")
    assert refused('a: "\\ud800"')
    assert "begins a comment" in refused("\u0101: é😀 #x")
    assert refused("[" * 1000)
    assert refused('a: "\\Uffffffff"')


@given(st.text(alphabet="a:-[]{}&*!|>'\"%@`#,?\n \t~0\\ux<", max_size=60))
def test_any_text_is_read_or_refused(source: str) -> None:
    with suppress(BadYaml):
        values(read_yaml(source))


def test_no_other_reader_of_yaml_is_used() -> None:
    loading = ("yaml.load(", "yaml.safe_load", "yaml.compose", "yaml.parse(")
    users = {
        path.relative_to(SRC).as_posix()
        for path in SRC.rglob("*.py")
        if any(call in path.read_text("utf-8") for call in loading)
    }
    assert users == {"text/plain_yaml.py"}
