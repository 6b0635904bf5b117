"""`goldwire clean`."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from goldwire.cli.app import app
from goldwire.model.line import Role

PAGE = (
    "Home | News | Sport | Weather\r\n\r\n"
    "Lighthouse keepers vote to stay\r\n\r\n"
    "The keepers voted on Monday to stay, and the harbour\u00a0council said that it was glad of the vote.\r\n\r\n"
    "Their lamp has burned for a hundred years,\u200b and it will burn for a hundred more, the council said.\r\n\r\n"
    "Sign up to our newsletter\r\n"
)
KEPT = (
    "Lighthouse keepers vote to stay\n\n"
    "The keepers voted on Monday to stay, and the harbour council said that it was glad of the vote.\n\n"
    "Their lamp has burned for a hundred years, and it will burn for a hundred more, the council said.\n"
)
HTML = (
    "<!doctype html><html lang=en><head><title>x</title><meta charset=utf-8><script>var x = 1;</script></head><body>"
    "<nav><a href=/>Home</a></nav><article><h1>Lighthouse keepers vote to stay</h1>"
    "<p>The keepers voted on Monday to stay, and the harbour council said that it was glad of the &lt;vote&gt;.</p>"
    "<p>Their lamp has burned for a hundred years, and it will burn for a hundred more, the council said.</p>"
    "</article></body></html>"
)


def clean(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["clean", *map(str, arguments)])


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def test_the_article_alone_goes_to_stdout(tmp_path: Path) -> None:
    page = write(tmp_path / "page.txt", PAGE)
    result = clean(page)
    assert (result.exit_code, result.stdout, result.stderr) == (0, KEPT, "")
    assert sorted(tmp_path.iterdir()) == [page]


def test_every_line_with_its_role(tmp_path: Path) -> None:
    result = clean("--lines", write(tmp_path / "page.txt", PAGE))
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert [role for role, _ in lines] == ["boilerplate", "headline", "body", "body", "boilerplate"]
    assert lines[0][1] == "Home | News | Sport | Weather"
    assert r"harbour\xa0council" in lines[2][1]


def test_a_folder_names_its_files(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.txt", PAGE)
    write(tmp_path / "in" / "b" / "c.html", HTML)
    write(tmp_path / "in" / "d.jpg", "no text")
    result = clean(tmp_path / "in")
    assert result.exit_code == 0
    headers = [line for line in result.stdout.splitlines() if line.startswith("==>")]
    assert headers == [f"==> {tmp_path / 'in' / name} <==" for name in ("a.txt", "b/c.html")]
    assert result.stdout.count("Lighthouse keepers") == 2
    assert "GW-I007" in result.stderr


def test_a_folder_without_files_is_said(tmp_path: Path) -> None:
    result = clean(tmp_path)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "the folder holds no files\n")
    assert clean(write(tmp_path / "page.txt", PAGE)).stderr == ""


def test_html(tmp_path: Path) -> None:
    result = clean(write(tmp_path / "page.html", HTML))
    assert result.exit_code == 0
    assert "Lighthouse keepers vote to stay" in result.stdout
    assert "glad of the <vote>." in result.stdout
    assert "Home" not in result.stdout
    assert "var x" not in result.stdout


def test_json_maps_back_to_the_raw_text(tmp_path: Path) -> None:
    result = clean("--json", write(tmp_path / "page.txt", PAGE), write(tmp_path / "page.html", HTML))
    text, html = json.loads(result.stdout)
    assert text["text"] + "\n" == KEPT
    assert (text["format"], text["encoding"], text["extractor"]) == ("text", "utf-8", None)
    assert {line["role"] for line in text["lines"]} <= {str(role) for role in Role}
    assert PAGE[text["lines"][1]["start"] : text["lines"][1]["end"]] == "Lighthouse keepers vote to stay"
    assert [(r["raw"], r["text"]) for r in text["replacements"]] == [("\u00a0", " "), ("\u200b", "")]
    for replacement in text["replacements"]:
        assert PAGE[replacement["start"] : replacement["end"]] == replacement["raw"]
    assert html["format"] == "html"
    assert html["extractor"]["name"]
    assert html["incidents"] == []


def test_json_of_a_refused_file(tmp_path: Path) -> None:
    result = clean("--json", write(tmp_path / "page.txt", ""))
    assert result.exit_code == 1
    (record,) = json.loads(result.stdout)
    assert record["text"] is None
    assert record["incidents"][0]["code"] == "GW-E004"
    assert record.keys() == json.loads(clean("--json", write(tmp_path / "b.txt", PAGE)).stdout)[0].keys()


def test_a_file_too_large(tmp_path: Path) -> None:
    result = clean("--max-bytes", 10, write(tmp_path / "page.txt", PAGE))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "GW-E003" in result.stderr


def test_debris_only(tmp_path: Path) -> None:
    result = clean(write(tmp_path / "page.txt", "Home | News | Sport | Weather\n\nSign up to our newsletter\n"))
    assert result.exit_code == 0
    assert "--lines" in result.stderr


def test_a_named_encoding_decides(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(PAGE.replace("keepers", "señores").replace("\u200b", "").encode("mac-roman"))
    result = clean("--encoding", "mac-roman", "--json", page)
    assert result.exit_code == 0, result.stderr
    (record,) = json.loads(result.stdout)
    assert "Lighthouse señores" in record["text"]
    assert (record["encoding"], record["encoding_from"], record["incidents"]) == ("mac-roman", "given", [])


def test_a_guess_is_told_and_changes_no_exit_status(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(
        "Ferry crews return to Tarrow\n\nThe fare for Zoë is 6 € a day, said Ilse Brandt.\n".encode("cp1252")
    )
    result = clean(page)
    assert result.exit_code == 0
    assert "The fare for Zoë is 6 € a day" in result.stdout
    assert "GW-W010" in result.stderr
    assert "read as cp1252, a guess" in result.stderr


def test_a_named_encoding_that_the_bytes_contradict(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes("Équipages à Sarrevane\n".encode())
    doubted = clean("--encoding", "cp1250", page)
    assert doubted.exit_code == 0
    assert "GW-W017" in doubted.stderr
    assert "its bytes are valid UTF-8" in doubted.stderr
    page.write_bytes("Équipages à Sarrevane\n".encode("cp1252"))
    refused = clean("--encoding", "utf-8", page)
    assert refused.exit_code == 1
    assert "GW-E018" in refused.stderr
    assert "byte 0xC9 at offset 0 (line 1) does not fit" in refused.stderr


def test_an_unknown_encoding_is_misuse(tmp_path: Path) -> None:
    for name, words in (("windows-1225", "windows-1252"), ("zlib", "not the name of a text")):
        result = clean("--encoding", name, write(tmp_path / "page.txt", PAGE))
        assert result.exit_code == 2
        assert words in " ".join(result.stderr.replace("│", " ").split())
        assert result.stdout == ""


def test_utf16_without_a_mark_is_text(tmp_path: Path) -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        page = tmp_path / "page.txt"
        page.write_bytes(PAGE.encode(encoding))
        result = clean(page)
        assert (result.exit_code, result.stdout) == (0, KEPT)
        assert f"read as {encoding}, a guess (nothing else that was tried fits)" in result.stderr


def test_mojibake_is_mended_whole(tmp_path: Path) -> None:
    right = "La sœur du maire a dit que le cœur du port et l’été coûtent 20 € à İstanbul et à Rīga."
    page = write(tmp_path / "page.txt", right.encode().decode("cp1252"))
    assert clean(page).stdout == right + "\n"
