"""What a diff says to people: one line a change, counts, reasons, and an entry of the changelog.

All that comes from releases is escaped: control characters here, markup where it is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from goldwire.model.incident import printable
from goldwire.versions.bump import Bump, Level, Reason
from goldwire.versions.diff import ACTIONS, KINDS, TEXT, Change
from goldwire.versions.labels import TOKEN
from goldwire.versions.snapshot import ABOUT, SAYS, Snapshot

MARKS = {"added": "+", "removed": "-", "changed": "~"}
_LONGEST = 80
_AROUND = 25
"""Code points before the first difference of two long texts."""
_NAMED = 10
"""Documents that a changelog names; of more it gives the number."""


class Line(NamedTuple):
    """One change: `+`, `-` or `~`, where it is, and what it is."""

    mark: str
    place: str
    what: str


def line(change: Change) -> Line:
    """A change in one line."""
    return Line(MARKS[change.action], _place(change), _what(change))


def by_kind(changes: Iterable[Change]) -> Iterator[tuple[str, list[Change]]]:
    """The changes of each kind that has any."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.kind, []).append(change)
    for kind in KINDS:
        if kind in found:
            yield kind, found[kind]


def counted(changes: Iterable[Change]) -> Counter[str]:
    """How many things were added, removed and changed; a thing counts once, however many of its fields changed."""
    return Counter(action for action, _ in {(change.action, change.thing) for change in changes})


def rows(changes: Sequence[Change]) -> Iterator[tuple[str, ...]]:
    """A table of counts by kind."""
    for kind, those in by_kind(changes):
        counts = counted(those)
        yield (kind, *(f"{counts[action]:,}" for action in ACTIONS))


def editions(old: Snapshot, new: Snapshot) -> str:
    """The edition, or both where there are two."""
    if old.edition == new.edition:
        return f"{new.edition} edition"
    return f"{old.edition} edition → {new.edition} edition"


def between_editions(old: Snapshot, new: Snapshot, changes: Sequence[Change]) -> list[str]:
    """What differs between two editions of one version, in sentences."""
    said = []
    for edition, action in ((new.edition, "added"), (old.edition, "removed")):
        splits = Counter(
            str(change.after or change.before) for change in changes if change.kind == TEXT and change.action == action
        )
        if splits:
            total = sum(splits.values())
            listed = ", ".join(f"{printable(split)} {count:,}" for split, count in sorted(splits.items()))
            documents = "1 document" if total == 1 else f"{total:,} documents"
            said.append(f"only the {edition} edition holds the text of {documents}: {listed}")
    others = sum(change.kind != TEXT for change in changes)
    if not said:
        said.append("both editions hold the same texts")
    if others:
        differ = "1 other thing differs" if others == 1 else f"{others:,} other things differ"
        said.append(f"{differ}, so that they are not of one corpus: make both anew, or get both from one place")
    else:
        said.append("all that both editions hold is the same")
    return said


def told(reasons: Iterable[Reason]) -> Iterator[str]:
    """Reasons for a bump, one a line."""
    for reason in reasons:
        example = line(reason.example)
        said = f"{example.mark} {example.place} {example.what}".strip()
        yield f"  {reason.level.upper()}  {reason.count:,} × {printable(reason.why)}: {said}"


def changelog(changes: Sequence[Change], bump: Bump, version: str) -> str:
    """An entry of CHANGELOG.md, in Markdown."""
    parts = [f"## {version}\n"]
    if bump.level is Level.NONE:
        return f"{parts[0]}\nData: nothing changed since {bump.since}.\n"
    parts.append(f"Data: a {bump.level.upper()} change since {bump.since}.\n")
    for kind, those in by_kind(changes):
        named = [change for change in those if kind not in _COUNTED and not _within(change, those)]
        if named:
            parts += [f"- {_title(change)}" for change in named]
            continue
        counts = counted(those)
        said = [f"{counts[action]:,} {_ACTION[action]}{_detail(those, action)}" for action in ACTIONS if counts[action]]
        parts.append(f"- {_PLURAL[kind]}: {', '.join(said)}")
    return "\n".join(parts) + "\n"


_ACTION = {"added": "added", "removed": "left", "changed": "changed"}
_PLURAL = {
    "entity": "Entities",
    "proposition": "Propositions",
    "document": "Documents",
    "text": "Texts of documents",
    "layer": "Layers of documents",
    "line": "Lines",
    "mention": "Mentions",
    "quote": "Quotes",
    "scare quote": "Scare quotes",
    "stance": "Stances",
    "row": "Rows of tables made from these",
}
_COUNTED = tuple(_PLURAL)


def _within(change: Change, changes: Sequence[Change]) -> bool:
    """Whether a field came or went with the list whose records have it."""
    above = (change.key or "").rpartition("[].")[0]
    return any((other.table, other.key, other.action) == (change.table, above, change.action) for other in changes)


def _title(change: Change) -> str:
    name = f"{change.table}.{change.key}" if change.table and change.kind != "table" else change.key or change.field
    said = f"{change.kind.capitalize()} {_code(name or '')} {_ACTION[change.action]}"
    if change.kind == "label set":
        before, after = change.before or [], change.after or []
        both = [("new", [x for x in after if x not in before]), ("without", [x for x in before if x not in after])]
        names = [f"{word} {', '.join(map(_code, labels))}" for word, labels in both if labels]
        return f"{said}: {'; '.join(names) or 'another order'}"
    if change.action == "changed":
        return f"{said}: {_code(short(change.before))} to {_code(short(change.after))}"
    return said


def _detail(changes: Sequence[Change], action: str) -> str:
    those = [change for change in changes if change.action == action]
    if action == "changed":
        fields = Counter(change.field or "" for change in those)
        names = [f"{_code(name)} {count:,}" for name, count in sorted(fields.items())]
    elif those[0].kind == "document":
        names = [_code(change.document or "") for change in those] if len(those) <= _NAMED else []
    elif those[0].kind in ("layer", "row"):
        counts = Counter((change.key if change.kind == "layer" else change.table) or "" for change in those)
        names = [f"{_code(name)} {count:,}" for name, count in sorted(counts.items())]
    else:
        names = []
    return f" ({', '.join(names)})" if names else ""


def _code(text: str) -> str:
    """Text as Markdown shows it, with no mark-up of its own."""
    return f"`{printable(text).replace('`', chr(0x2019))}`"


def _place(change: Change) -> str:
    table = change.table if change.kind not in ("table", "document") else None
    parts = (change.document, table, change.key if change.key != change.document else None)
    return printable(" ".join(part for part in parts if part))


def _what(change: Change) -> str:
    if change.kind == "document" and change.table is not None and change.field is None:
        return f"{_ACTION[change.action]}: its row in the table {printable(change.table)}"
    if change.action != "changed":
        value = change.after if change.action == "added" else change.before
        return "" if value is None else short(_told(value))
    if change.field in (ABOUT, SAYS):
        return change.field
    tokens = _tokens(change.before, change.after)
    if tokens:
        return f"{printable(change.field or '')}: {tokens}"
    before, after = _excerpts(change.before, change.after)
    return f"{printable(change.field or '')}: {before} → {after}".removeprefix(": ")


def _tokens(before: Any, after: Any) -> str:
    """Labels of tokens that changed, in one line of bounded length; empty for other values."""
    for side in (before, after):
        if not (isinstance(side, list) and side and all(isinstance(one, dict) and one.keys() == TOKEN for one in side)):
            return ""
    said = ""
    for number, (one, other) in enumerate(zip(before, after, strict=True)):
        part = f"{short(one['text'])}: {short(one['label'])} → {short(other['label'])}"
        if said and len(said) + len(part) > _LONGEST:
            return f"{said}, … and {len(before) - number:,} more"
        said = f"{said}, {part}" if said else part
    return said


def _told(value: Any) -> Any:
    """A record without what is null or a digest of it."""
    if not isinstance(value, dict):
        return value
    return {name: item for name, item in value.items() if item is not None and name not in (ABOUT, SAYS)} or ""


def short(value: Any) -> str:
    """A value in one line of bounded length, without control characters."""
    if isinstance(value, dict):
        said = ", ".join(f"{name} {_plain(item)}" for name, item in value.items())
    else:
        said = _plain(value)
    said = printable(said)
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _excerpts(before: Any, after: Any) -> tuple[str, str]:
    one, two = _plain(before), _plain(after)
    if max(len(one), len(two)) > _LONGEST:
        first = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
        start = max(0, first - _AROUND)
        if start:
            one, two = f"…{one[start:]}", f"…{two[start:]}"
    return short(one), short(two)
