"""Guessing encodings: right where the letters tell, and never without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile_strings import steps
from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.corpus.store import Corpus
from goldwire.text.decode import decode
from goldwire.text.guess import guess_encoding, wide_encoding
from goldwire.text.source import RawText, Refused, raw_text

REPO = Path(__file__).resolve().parents[2]
ADDED = "\n\nThe fare for Zoë is 6 € a day.\n"
FRENCH = "La sœur du maire a dit que le cœur du port serait rouvert pour 20 € la place.\n\nLes équipages étaient prêts."
ENGLISH = "Ferry crews return to Tarrow\n\nThe fare for Zoë is 6 € a day, said Ilse Brandt, the mayor of Tarrow.\n"
QUOTED = "« Nous partons », a dit Ilse Brandt, à l’aube."
CURLY = "It’s “over”, they said – and it isn’t…"
POLISH = "Prezydent oświadczył, że rozmowy będą kontynuowane w poniedziałek, a jeśli się uda, także później."
CZECH = "Starosta řekl, že jednání budou pokračovat v pondělí, a pokud to půjde, také později."
TURKISH = "Belediye başkanı görüşmelerin pazartesi günü devam edeceğini açıkladı."
HUNGARIAN = "A polgármester azt mondta, hogy a tárgyalások hétfőn folytatódnak, és később erről szóló ülés következik."
GERMAN = "Die Fähre fährt am Montag über den See. „Das ist schön“, so Müller."
RUSSIAN = "Мэр заявила на встрече с журналистами, что переговоры продолжатся в понедельник."
GREEK = "Η δήμαρχος δήλωσε ότι οι διαπραγματεύσεις θα συνεχιστούν τη Δευτέρα."


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        (FRENCH, "cp1252 iso8859-15 mac-roman"),
        (ENGLISH, "cp1252 iso8859-15 mac-roman cp858"),
        (QUOTED, "cp1252 mac-roman"),
        (CURLY, "cp1252 mac-roman cp1250"),
        (GERMAN, "cp1252 mac-roman"),
        ("Café closes early on Friday", "cp1252 iso8859-1 iso8859-15 mac-roman cp850 cp437"),
        ("The mayor of Brenhaven, señor Ruy Tavares, left", "cp1252 mac-roman"),
        ("Président", "cp1252 mac-roman cp850"),
        ("d’État", "cp1252"),
        ("It took 5 ½ hours at 20 °C", "cp1252"),
        (POLISH, "cp1250 iso8859-2 cp852 iso8859-16"),
        (CZECH, "cp1250 iso8859-2 cp852"),
        (HUNGARIAN, "cp1250 iso8859-2"),
        (TURKISH, "cp1254"),
        (RUSSIAN, "cp1251 koi8-r iso8859-5 cp866 mac-cyrillic"),
        ("The word Привет means hello.", "cp1251 koi8-r"),
        (GREEK, "cp1253 iso8859-7"),
        ("시장은 기자들에게 회의가 월요일에 계속될 것이라고 말했다.", "euc_kr"),
        ("市長は記者団に対し、会議は月曜日に続くと述べた。", "shift_jis euc_jp"),
        ("市长在会见记者时表示，会议将于星期一继续进行。", "gb18030"),
    ],
)
def test_encodings_are_told_apart(text: str, encodings: str) -> None:
    for encoding in encodings.split():
        source = raw_text(text.encode(encoding), file="a.txt")
        assert isinstance(source, RawText), encoding
        assert source.text == text, encoding
        assert source.encoding_from == "detected"
        assert [incident.code for incident in source.incidents] == ["GW-W010"]


def open_texts() -> list[str]:
    corpus = Corpus.at(REPO)
    documents = [document for document in corpus.documents().value if document.collection == "open"]
    return [corpus.raw_path(document).read_bytes().decode(document.encoding) for document in documents]


@pytest.mark.parametrize("added", ["", ADDED], ids=["as they are", "with more"])
@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-1", "iso8859-15", "mac-roman"])
def test_open_articles_written_in_old_encodings_come_out_right(encoding: str, added: str) -> None:
    plain = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u202f": " "})
    seen = 0
    for whole in open_texts():
        for text in {whole + added, (whole + added).translate(plain)}:
            try:
                data = text.encode(encoding)
            except UnicodeError:
                continue  # the encoding cannot hold it
            decoded = decode(data)
            assert decoded is not None
            assert decoded.text == text
            assert data.isascii() or decoded.guess is not None
            seen += not data.isascii()
    # ISO-8859-1 has no euro sign.
    assert seen >= (0 if added and encoding == "iso8859-1" else 10)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_open_articles_in_wide_encodings_come_out_right(encoding: str) -> None:
    for text in open_texts()[::4]:
        decoded = decode(text.encode(encoding))
        assert decoded is not None
        assert decoded.text.removeprefix("\ufeff") == text.removeprefix("\ufeff")
        assert (decoded.how, decoded.guess is None) == (("bom", True) if encoding == "utf-16" else ("detected", False))


@pytest.mark.parametrize("data", [b"a\0b", b"\0" * 40, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1", b"ab\0cd\0ef\0gh\0"])
def test_nul_bytes_alone_are_no_wide_encoding(data: bytes) -> None:
    assert wide_encoding(data) is None


def test_a_doubtful_guess_names_what_else_it_could_be_and_where() -> None:
    source = raw_text("Then Simeón left".encode("mac-roman"), file="a.txt")
    assert isinstance(source, RawText)
    (incident,) = source.incidents
    assert "a guess (doubtful)" in incident.message
    assert {"Simeón", "Sime—n"} <= {*incident.message.replace("“", " ").replace("”", " ").split()}
    assert "--encoding" in incident.remedy


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ("Les équipages étaient prêts à partir\n".encode() + b"d\xe8s lors", "0xE8 at offset 42 (line 2)"),
        ("Les équipages étaient prêts à l’été".encode()[:-1], "a character that is cut off, the first byte 0xC3"),
    ],
)
def test_broken_utf8_is_refused_with_the_place(data: bytes, place: str) -> None:
    source = raw_text(data, file="a.txt")
    assert isinstance(source, Refused)
    (incident,) = source.incidents
    assert incident.code == "GW-E016"
    assert place in incident.message


def test_few_bytes_that_are_utf8_by_chance_are_judged_by_their_letters() -> None:
    source = raw_text("The CAFÉ’S doors were shut, and the crew went home.".encode("cp1252"), file="a.txt")
    assert isinstance(source, RawText)
    assert "CAFÉ’S" in source.text
    assert [incident.code for incident in source.incidents] == ["GW-W010"]


def test_a_byte_that_no_encoding_has_is_named() -> None:
    source = raw_text(b"\xef\xbb\xbfA ferry\xff", file="a.txt")
    assert isinstance(source, Refused)
    assert "byte 0xFF at offset 10 (line 1) does not fit" in source.incidents[0].message


@given(st.text(alphabet=st.characters(codec="cp1252", exclude_characters="\0"), max_size=40))
@settings(max_examples=100, deadline=None)
def test_what_is_guessed_decodes_every_byte_and_is_told(text: str) -> None:
    data = text.encode("cp1252") + b" \xe9 "
    decoded = decode(data)
    if decoded is None:
        assert isinstance(raw_text(data, file="a.txt"), Refused)
    elif decoded.encoding != "utf-8":
        assert decoded.guess is not None
        assert decoded.text.encode(decoded.encoding) == data


@pytest.mark.parametrize("unit", [b"\xe9", b"a\xe9 ", b"\x81\x8d", b"\xc3", b"\xff\x00", bytes(range(128, 256))])
def test_floods_take_steps_in_proportion(unit: bytes) -> None:
    """Counted in calls, which a slow machine does not change."""

    def calls(size: int) -> int:
        return steps(lambda: guess_encoding(unit * (size // len(unit))))

    calls(4_000)  # fills what is remembered
    assert calls(64_000) <= 20 * max(calls(4_000), 200)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("船が港に戻った。", "iso2022_jp"),
        ("시장은 배들이 돌아왔다고 말했다.", "iso2022_kr"),
        ("船回来了。", "hz"),
    ],
)
def test_letters_written_in_ascii_bytes_are_read_with_a_warning(text: str, encoding: str) -> None:
    found = decode(text.encode(encoding) + b"\n")
    assert found is not None
    assert (found.text, found.how) == (f"{text}\n", "detected")
    assert found.guess is not None


@pytest.mark.parametrize("text", ["a \x1b[31mred\x1b[0m word", "~{ and ~}", "~{a b~}", "\x1b$Bhal"])
def test_ascii_that_switches_to_no_other_letters_stays(text: str) -> None:
    found = decode(text.encode())
    assert found is not None
    assert (found.text, found.how) == (text, "utf-8")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Градоначелник је рекао да су се бродови вратили; људи ђаци.", "cp1251"),
        ("Міський голова повідомив, що їхні пороми повернулися до порту.", "koi8-u"),
        ("船回来了。", "gbk"),
        ("시장은 배들이 돌아왔다고 말했다.", "euc_kr"),
    ],
)
def test_letters_that_are_signs_or_rare_elsewhere_tell_encodings_apart(text: str, encoding: str) -> None:
    found = decode(text.encode(encoding))
    assert found is not None
    assert found.text == text


def test_few_bytes_of_another_script_make_no_sure_guess() -> None:
    found = guess_encoding("船回来了。".encode("gbk"))
    assert found is not None
    assert found.sureness == "doubtful"
