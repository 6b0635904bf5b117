"""Hostile releases: nothing of them becomes markup, script or a control sequence."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from goldwire.versions.bump import bump
from goldwire.versions.diff import compare
from goldwire.versions.page import page
from goldwire.versions.snapshot import Snapshot
from goldwire.versions.words import changelog, line

EVIL = "</td></table></script><script>alert(1)</script><img src=http://x onerror=alert(1)>\"'&\x1b[2J\u202e`](data:x)"
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "table", "tr", "th", "td", "details", "summary",
}  # fmt: skip


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def hostile(suffix: str) -> Snapshot:
    """A release in which everything that can be is hostile."""
    text = EVIL + suffix
    row: dict[str, Any] = {
        "doc_id": "gw-a" + EVIL,
        "outlet": text,
        "text": text * 40,
        "mentions": [{"id": EVIL, "start": 0, "text": EVIL, "type": text}, {"id": text, "start": 1, "text": "x"}],
        "quotes": [{"id": "q", "type": text, "content": [{"text": text}]}],
    }
    made = Snapshot(EVIL, "1.0.0", "public", {"title": text, "languages": [text]})
    label = {"names": [text], "_type": "ClassLabel"}
    features = {name: {"dtype": text} for name in ("doc_id", "outlet", "text")} | {EVIL: label, text: {"dtype": text}}
    made.describe(EVIL, features)
    made.add(EVIL, text, [row, {**row, "doc_id": text}])
    made.describe(text, features)
    made.add(text, text, [{"id": text, "doc_id": text, EVIL: text}])
    made.add_entities([{"id": EVIL, "type": text, "aliases": [text]}, {"id": text, "type": EVIL}])
    return made


def test_the_page_escapes_all_of_a_release() -> None:
    old, new = hostile("1"), hostile("2")
    for one, two in ((old, new), (old.as_digests(), new), (new, old)):
        changes = compare(one, two)
        assert len(changes) > 10
        html = page(one, two, changes, bump(changes, "1.0.0"), EVIL)
        reader = Reader()
        reader.feed(html)
        assert set(reader.tags) <= ALLOWED
        assert reader.attributes <= {"lang", "charset", "http-equiv", "content", "name", "class", "open"}
        assert "<script" not in html
        assert "<img" not in html
        assert "alert(1)" in "".join(reader.text)


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    old, new = hostile("1"), hostile("2")
    changes = compare(old, new)
    html = page(old, new, changes, bump(changes, "1.0.0"), "x")
    assert "default-src 'none'" in html
    assert html.index("Content-Security-Policy") < html.index("<style>")
    assert "src=" not in html.replace("&lt;img src=", "")
    assert "@import" not in html
    assert "url(" not in html


def test_no_control_character_reaches_a_terminal_or_a_page() -> None:
    old, new = hostile("1"), hostile("2")
    changes = compare(old, new)
    said = [part for change in changes for part in line(change)]
    said.append(changelog(changes, bump(changes, "1.0.0"), "2.0.0").replace("\n", ""))
    said.append(page(old, new, changes, bump(changes, "1.0.0"), "x").replace("\n", ""))
    assert all(text.isprintable() for text in said)
    assert max(len(part) for change in changes for part in line(change)) < 1000


def test_the_changelog_keeps_hostile_names_in_code() -> None:
    old, new = hostile("1"), hostile("2")
    changes = compare(old, new)
    for entry in changelog(changes, bump(changes, "1.0.0"), "2.0.0").splitlines():
        assert "alert(1)" not in "".join(entry.split("`")[::2])
