"""The text that the tokens of a CoNLL-U file make."""

from __future__ import annotations

import conllu as library
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldwire.model.document import Source
from goldwire.readers.registry import BadRecord, read_record


def source(record: str | None = None) -> Source:
    return Source(address="https://example.org/a.conllu", sha256="0" * 64, form="conllu", record=record)


def token(number: object, form: str, misc: str = "_") -> str:
    return "\t".join([str(number), form, "_", "NOUN", "_", "_", "0", "root", "_", misc])


def sentence(*rows: str, comments: tuple[str, ...] = ()) -> str:
    return "\n".join([*comments, *rows]) + "\n\n"


PLAIN = sentence(token(1, "Ferries"), token(2, "wait", "SpaceAfter=No"), token(3, "."))


def text(data: str, record: str | None = None) -> str:
    return read_record(data.encode(), source(record)).decode()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (PLAIN, "Ferries wait."),
        (PLAIN * 2, "Ferries wait. Ferries wait."),
        (PLAIN.rstrip("\n"), "Ferries wait."),
        ("\ufeff" + PLAIN, "Ferries wait."),
        (PLAIN.replace("\n", "\r\n"), "Ferries wait."),
        ("\n \n" + PLAIN + "\t\n\n" + PLAIN, "Ferries wait. Ferries wait."),
        (PLAIN + "# newpar\n# newpar_block = p (1 s)\n# text = x\n" + PLAIN, "Ferries wait.\n\nFerries wait."),
        ("# newpar\n" + PLAIN + "# newpar id = p2\n" + PLAIN, "Ferries wait.\n\nFerries wait."),
        (PLAIN + "#newpar_block=p\n" + PLAIN, "Ferries wait.\n\nFerries wait."),
        (PLAIN + "# newparty = no\n# text = newpar\n# newpar of things\n" + PLAIN, "Ferries wait. Ferries wait."),
        (PLAIN + "# newpar\n", "Ferries wait."),
        (PLAIN + "# newdoc\n" + PLAIN, "Ferries wait.\n\nFerries wait."),
        (sentence(token("1-2", "du"), token(1, "de"), token(2, "le"), token(3, "pont")), "du pont"),
        (sentence(token("1-2", "l'", "SpaceAfter=No"), token(1, "le"), token(2, "a"), token(3, "eau")), "l'eau"),
        (sentence(token("0.1", "hidden"), token(1, "seen"), token("1.1", "hidden"), token(2, "here")), "seen here"),
        (sentence(token(1, "10  000"), token(2, "a b"), token(3, "_"), token(4, "#")), "10  000 a b _ #"),
        (sentence(token(1, "a", "X=1|SpaceAfter=No|Y=2"), token(2, "b", "SpaceAfter=Not"), token(3, "c")), "ab c"),
        (sentence(token(1, "line\u2028end"), token(2, "\u00a0")), "line\u2028end \u00a0"),
        (sentence(token(1, "end", "SpaceAfter=No")) + "# newpar\n" + PLAIN, "end\n\nFerries wait."),
    ],
)
def test_the_text_of_a_file(data: str, expected: str) -> None:
    assert text(data) == expected


THREE = "".join(
    f"# newdoc id = {name}\n# newpar\n" + sentence(token(1, form, "SpaceAfter=No"))
    for name, form in (("a", "One"), ("b c", "Two"), ("twice", "Three"), ("twice", "Four"))
)


def test_a_document_of_a_file_that_holds_several() -> None:
    assert text(THREE, "a") == "One"
    assert text(THREE, "b c") == "Two"
    assert text(THREE) == "One\n\nTwo\n\nThree\n\nFour"
    assert text(PLAIN + THREE, "a") == "One"
    assert text("# newdoc id = a\r\n" + PLAIN, "a") == "Ferries wait."


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("twice", "line 9 and line 13 both begin a document 'twice'"),
        ("A", "no line is # newdoc id = 'A'"),
        ("", "no line is # newdoc id"),
        ("\x1b[31m" * 90, "no line is # newdoc id"),
    ],
)
def test_a_document_that_is_not_there_once(record: str, said: str) -> None:
    with pytest.raises(BadRecord) as refused:
        text(THREE, record)
    assert said in str(refused.value)
    assert str(refused.value).isprintable()


def test_a_line_in_a_later_document_is_counted_from_the_beginning_of_the_file() -> None:
    with pytest.raises(BadRecord, match="line 18 has 1 of the 10"):
        text(THREE + "# newdoc id = bad\nword\n", "bad")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "line 1: no tokens follow"),
        (b"# newdoc id = a\n\n", "line 1: no tokens follow"),
        (b"<!DOCTYPE html>\n", "line 1 has 1 of the 10 columns of CoNLL-U"),
        (b"1\tword\n", "line 1 has 2 of the 10"),
        (token(1, "a").encode() + b"\textra\n", "line 1 has 11 of the 10"),
        (token(1, "a").replace("\t", "  ").encode(), "line 1 has 1 of the 10"),
        (token("x", "a").encode(), "line 1 begins with 'x', which is no id"),
        (token("9" * 5_000, "a").encode(), "line 1 begins with '999"),
        (token("1-" + "9" * 5_000, "a").encode(), "line 1 begins with '1-9"),
        (token("\u0661", "a").encode(), "line 1 begins with"),
        (token("01", "a").encode(), "line 1 begins with '01'"),
        (token(2, "a").encode(), "line 1 has the id 2, where 1 is next"),
        (f"{token(1, 'a')}\n{token(1, 'b')}".encode(), "line 2 has the id 1, where 2 is next"),
        (token("3-2", "a").encode(), "line 1 has the id 3-2, where 1 is next"),
        (f"{token(1, 'a')}\n{token('2-1', 'b')}".encode(), "line 2 has the range 2-1, which is out of order"),
        (f"{token('1-2', 'a')}\n{token('1-3', 'b')}".encode(), "line 2 has the range 1-3, which is out of order"),
        (f"{token('1-3', 'a')}\n{token(1, 'b')}\n".encode(), "line 3 ends a sentence at word 1"),
        (f"{token('1-3', 'a')}\n\n{token(1, 'b')}\n".encode(), "line 2 ends a sentence at word 0"),
        (token(1, "").encode(), "line 1 has a token without a form"),
        (token(1, "a\0b").encode(), "line 1 has a NUL byte"),
        (f"# text\n{token(1, 'a')}".encode() + b"\n\xff\xfe", "line 3 is not UTF-8 at byte 1"),
        (PLAIN.encode("utf-16"), "line 1 "),
        (token(1, "a" * 10_000_000).encode(), "line 1 has more than 1,048,576 bytes"),
        (b"# text = " + b"a" * 10_000_000 + b"\n", "line 1 has more than 1,048,576 bytes"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(data: bytes, said: str) -> None:
    with pytest.raises(BadRecord) as refused:
        read_record(data, source())
    assert said in str(refused.value)
    assert "take the file from its source" in str(refused.value)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 300


@given(st.binary(max_size=200) | st.text("12-.\t_#anewpr =\n", max_size=80).map(str.encode))
def test_any_bytes_give_a_text_or_a_reason(data: bytes) -> None:
    try:
        said = read_record(data, source()).decode()
    except BadRecord as error:
        said = str(error) if str(error).isprintable() else ""
    assert said


FORMS = st.from_regex(r"[^\s\x00-\x1f]{1,6}", fullmatch=True)


@given(st.lists(st.lists(st.tuples(FORMS, st.booleans()), min_size=1, max_size=5), min_size=1, max_size=4))
def test_texts_are_those_that_the_library_conllu_gives(sentences: list[list[tuple[str, bool]]]) -> None:
    data = "".join(
        sentence(*(token(n, form, "SpaceAfter=No" if glued else "_") for n, (form, glued) in enumerate(tokens, 1)))
        for tokens in sentences
    )
    expected = ""
    for tokens in library.parse(data):
        for one in tokens:
            expected += one["form"] + ("" if (one["misc"] or {}).get("SpaceAfter") == "No" else " ")
    assert text(data) == expected.strip(" ")
