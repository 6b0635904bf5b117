"""`ATTRIBUTION.md`: whom a release credits for its texts, document by document. It is made from the rows alone, so that
anybody can make it anew and compare."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from importlib.metadata import version as installed
from itertools import groupby, zip_longest
from pathlib import Path

import msgspec

from goldwire.corpus.schemas import problems
from goldwire.model.document import Settings
from goldwire.model.rights import ALL_RIGHTS_RESERVED
from goldwire.release.carried import SETTINGS, carried_settings
from goldwire.release.licences import Own, licence_address
from goldwire.release.manifest import Edition, Manifest, table_place
from goldwire.release.markdown import words
from goldwire.release.parquet import table_schema
from goldwire.release.rights import why_it_stays
from goldwire.release.texts import DOCUMENTS, STANDOFF, ReleasedText, released_texts
from goldwire.text.regular_file import LargerThanAllowed, read_regular

ATTRIBUTION = "ATTRIBUTION.md"
_ID = re.compile(r"gw-[0-9a-z]{16}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_COLLECTION = re.compile(r"[a-z0-9-]+")
_ADDRESS = re.compile(r"https?://[^\s<>`\\]+")
"""Addresses that Markdown shows as they are between angle brackets, if all of it can be seen; others stay words."""
_SHOWN = 200
"""Characters of a line that a message shows."""
_ITEM = re.compile(r"^- `(gw-[0-9a-z]{16})`: (.*)$", re.M)


def attribution(settings: Settings, version: str, edition: Edition, texts: Collection[ReleasedText]) -> str | None:
    """The file of a release.

    Args:
        settings: The corpus.
        version: The version of the release.
        edition: Its edition.
        texts: Its documents, sorted by id.

    Returns:
        Markdown; None where no text needs a line: all of them have one holder and the licence of the corpus.
    """
    if not needs_attribution(settings, texts):
        return None
    held = sum(text.at_hand for text in texts)
    parts = [
        f"# Attribution: {words(settings.title)} {version}",
        f"This file credits the texts of this release, by collection and licence. The {edition} edition holds the text "
        f"of {held:,} of {len(texts):,} documents. Whoever passes a text on passes its line on, too. The columns "
        "`rights_holder`, `licence` and `attribution` of the tables say the same.",
        "Texts are given cleaned: lines other than headlines, subheads and body are left out, and characters are "
        "normalised (NFC). The table `lines` has every line as it was.",
        f"The annotations: {_makers(settings)}{_licence(settings.licence, settings.licences)}.",
    ]
    for title, some in (
        ("Texts in this edition", [text for text in texts if text.at_hand]),
        ("Texts that are not in this edition", [text for text in texts if not text.at_hand]),
    ):
        if some:
            parts.append(f"## {title}")
            parts += _groups(some, settings.licences)
    return "\n\n".join(parts) + "\n"


def needs_attribution(settings: Settings, texts: Iterable[ReleasedText]) -> bool:
    """Whether any text has another holder than the others, another licence than the corpus, or a line of its own."""
    holders = set()
    for text in texts:
        holders.add(text.holder)
        if len(holders) > 1 or text.licence != settings.licence or text.attribution is not None:
            return True
    return False


def attribution_departure(folder: Path, manifest: Manifest) -> str | None:
    """Where the file of a release says something else than its rows; None where it agrees.

    A file of this Goldwire is compared to the byte, one of another by what it says of each document. Releases before
    0.5 have none.

    Args:
        folder: The release, whose files are all as its manifest lists them.
        manifest: Its manifest.

    Raises:
        ValueError: Settings or tables cannot be read.
        OSError: A file cannot be read.
    """
    settings = _settings(folder, manifest) if _has_column(folder, manifest) else None
    if settings is None:
        return None
    texts = released_texts(folder, manifest.files).values()
    wanted = attribution(settings, manifest.version, manifest.edition, texts)
    listed = any(file.path == ATTRIBUTION for file in manifest.files)
    if wanted is None:
        return "is there, though all texts are under the licence of the corpus and of one holder" if listed else None
    if not listed:
        return "is missing, though texts have holders, licences or attribution lines of their own"
    try:
        data = read_regular(folder / ATTRIBUTION, max_bytes=2 * len(wanted.encode()) + 2**20, follow_links=False)
    except LargerThanAllowed:
        return "is much larger than what the rows say"
    if data == wanted.encode():
        return None
    if manifest.writer.get("goldwire") == installed("goldwire"):
        return f"says something else than the rows: {_first_difference(data.decode('utf-8', 'replace'), wanted)}"
    return _facts_missing(data.decode("utf-8", "replace"), texts)


def _has_column(folder: Path, manifest: Manifest) -> bool:
    tables = (file.path for file in manifest.files if file.rows is not None)
    known = (path for path in tables if (table_place(path) or ("",))[0] in (DOCUMENTS, STANDOFF))
    return any("attribution" in table_schema(folder / path).names for path in known)


def _settings(folder: Path, manifest: Manifest) -> Settings | None:
    value = carried_settings(folder, manifest)
    if value is None:
        return None
    found = problems("settings", value)
    if found:
        raise ValueError(f"{SETTINGS}{found[0].pointer}: {found[0].message}")
    try:
        return msgspec.convert(value, Settings)
    except msgspec.ValidationError as error:
        raise ValueError(f"{SETTINGS}: {error}") from None


def _first_difference(said: str, wanted: str) -> str:
    """The first line that is not there, not the right one, or one too many."""
    lines = enumerate(zip_longest(said.splitlines(), wanted.splitlines()), 1)
    number, right = next(((number, right) for number, (line, right) in lines if line != right), (0, None))
    if right is not None:
        return f"line {number:,} should be {right if len(right) <= _SHOWN else f'{right[: _SHOWN - 1]}…'!r}"
    return f"line {number:,} is one too many" if number else "its line ends are others"


def _facts_missing(said: str, texts: Iterable[ReleasedText]) -> str | None:
    """What a file of another wording does not say of a document; None where it says all."""
    lines: dict[str, str] = {}
    for match in _ITEM.finditer(said):
        if match[1] in lines:
            return f"names {match[1]} twice"
        lines[match[1]] = match[2]
    for text in texts:
        line = lines.pop(text.doc_id, None)
        if line is None:
            return f"does not name {text.doc_id}"
        facts = (words(text.holder) if text.holder else None, _credit(text))
        if any(fact is not None and fact not in line for fact in facts):
            return f"says something else of {text.doc_id} than its rows"
    return f"names {min(lines)}, which is not in the release" if lines else None


def _makers(settings: Settings) -> str:
    names = ", ".join(words(creator.name) for creator in settings.creators)
    return f"{names}, " if names else ""


def _groups(texts: list[ReleasedText], own: Own) -> Iterator[str]:
    def place(text: ReleasedText) -> tuple[str, str, str]:
        return text.collection or "", text.licence or "", text.kind or ""

    for (collection, licence, kind), group in groupby(sorted(texts, key=place), key=place):
        those = list(group)
        yield f"### {_code(collection, _COLLECTION)}: {words(licence)}, {_number(those)}"
        yield f"Licence: {_licence(licence, own)}. {_terms(those[0], kind, own)}".rstrip()
        yield "\n".join(_item(text) for text in those)


def _terms(text: ReleasedText, kind: str, own: Own) -> str:
    if text.at_hand:
        why = why_it_stays(kind or "included", "somebody", text.licence, text.attribution, own)
        return "" if why is None else "These texts must not be passed on."
    if kind == "fetched":
        name = text.collection or ""
        command = f"`goldwire fetch {name}`" if _COLLECTION.fullmatch(name) else "`goldwire fetch`"
        return f"{command} gets the texts from their sources, and checks them by SHA-256."
    return (
        "The texts are withheld: they belong to their holders. Whoever has their raw files makes the hydrated edition."
    )


def _item(text: ReleasedText) -> str:
    facts = [
        f"“{words(text.headline)}”" if text.at_hand and text.headline else None,
        words(text.outlet) if text.outlet and text.outlet != text.holder else None,
        f"holder: {words(text.holder)}" if text.holder else None,
        (text.published if _DATE.fullmatch(text.published) else words(text.published)) if text.published else None,
        _address(text.url) if text.url else None,
        f"attribution: {_credit(text)}" if text.attribution else None,
        f"text from {_address(text.source_address)}" if text.source_address else None,
    ]
    return f"- {_code(text.doc_id, _ID)}: {'; '.join(fact for fact in facts if fact)}"


def _credit(text: ReleasedText) -> str | None:
    """The line that credits a text. The address of the article stays one there: as words its underscores would have
    backslashes, which belong to no address that is copied or that a page makes a link of."""
    if text.attribution is None:
        return None
    addresses = {f"{text.url}{mark}": mark for mark in ("", ",", ";")} if text.url else {}
    said = (
        f"{_address(text.url or '')}{addresses[word]}" if word in addresses else words(word)
        for word in text.attribution.split(" ")
    )
    return " ".join(said)


def _licence(licence: str, own: Own) -> str:
    """A licence with its address, where that is known."""
    if licence == ALL_RIGHTS_RESERVED:
        return "none; all rights are reserved"
    page = licence_address(licence, own)
    name = f"{words(own[licence].name)} ({words(licence)})" if licence in own else words(licence)
    return name if page == licence else f"{name}, {_address(page)}"


def _address(address: str) -> str:
    return f"<{address}>" if _ADDRESS.fullmatch(address) and address.isprintable() else words(address)


def _code(text: str, known: re.Pattern[str]) -> str:
    return f"`{text}`" if known.fullmatch(text) else words(text)


def _number(texts: list[ReleasedText]) -> str:
    return "1 text" if len(texts) == 1 else f"{len(texts):,} texts"
