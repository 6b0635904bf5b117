"""Marks on the records of a worksheet that a system suggested: what is not accepted never becomes annotation.

A mark is the key `suggestion` of a mention, quote, scare quote or stance. Records without it were written by people, or
accepted by taking the mark away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from reprlib import repr as short
from typing import Any

from goldwire.model.annotation import LOCAL_PREFIX

KEY = "suggestion"
SYSTEM = "goldwire-baselines"
"""How the name of a system begins in the provenance of what it suggested."""
LAYERS = ("mentions", "quotes", "scare_quotes", "stances")
"""The layers whose records can be marked."""
_SHOWN = 8
"""How many pending records of a layer are named."""


class Mark(StrEnum):
    """What became of a suggestion. Only `accepted` makes it an ordinary record."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class _LeftOut:
    """Stands in a layer where a record was left out, so that the places of the others stay what they are."""


LEFT_OUT = _LeftOut()


@dataclass(slots=True)
class Settled:
    """A worksheet in which the records that do not count are `LEFT_OUT` and no mark is left. `marks` counts marks by
    layer, `ids` holds the ids of what was left out, `unread` the layers that hold nothing but what nobody judged."""

    sheet: dict[str, Any]
    marks: dict[str, Counter[Mark]] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    """What is pending, a line a layer."""


def settle(sheet: Mapping[str, Any], *, drop_pending: bool) -> Settled:
    """Take out of a worksheet what was not accepted.

    A layer in which nothing is left, and something is that nobody judged, becomes null and leaves the provenance: it
    was not annotated. `problems` names marks that are none, records that need one that is left out, and layers whose
    accepted suggestions no system in the provenance made. Without `drop_pending`, `pending` names what is pending.
    """
    settled = Settled(dict(sheet))
    lost: dict[str, dict[str, Mark]] = {}
    for layer in LAYERS:
        entries = sheet.get(layer)
        if not isinstance(entries, list):
            continue
        judged = [_judged(entry, place, settled.problems) for place, entry in _placed(layer, entries)]
        counts = Counter(mark for mark in judged if mark is not None)
        if not counts:
            continue
        settled.marks[layer] = counts
        kept = [
            _without_mark(entry) if mark in (None, Mark.ACCEPTED) else LEFT_OUT
            for entry, mark in zip(entries, judged, strict=True)
        ]
        settled.sheet[layer] = kept
        lost[layer] = {
            entry["id"]: mark
            for entry, mark in zip(entries, judged, strict=True)
            if mark in (Mark.PENDING, Mark.REJECTED) and isinstance(entry.get("id"), str)
        }
        settled.ids[layer] = set(lost[layer])
        if counts[Mark.PENDING] and not drop_pending:
            settled.pending.append(_described(layer, entries, judged))
        if counts[Mark.PENDING] and all(entry is LEFT_OUT for entry in kept):
            settled.sheet[layer] = None
            settled.unread.append(layer)
    settled.problems += _dangling(sheet, settled.sheet, lost)
    settled.problems += _unnamed_systems(sheet.get("provenance"), settled.marks)
    if settled.unread:
        settled.sheet["provenance"] = _provenance_without(sheet.get("provenance"), settled.unread)
    return settled


def began_as_suggestions(sheet: Mapping[str, Any]) -> bool:
    """Whether a worksheet shows that a system's labels stood in it: by marks, or by its provenance."""
    for layer in LAYERS:
        entries = sheet.get(layer)
        if isinstance(entries, list) and any(isinstance(entry, dict) and KEY in entry for entry in entries):
            return True
    return any(str(entry.get("name")).startswith(SYSTEM) for entry in _system_entries(sheet.get("provenance")))


def _placed(layer: str, entries: list[Any]) -> Iterator[tuple[str, Any]]:
    for number, entry in enumerate(entries):
        name = entry.get("id", "") if isinstance(entry, dict) else ""
        yield f"{layer}[{number}] {name}".rstrip(), entry


def _judged(entry: Any, place: str, problems: list[str]) -> Mark | None:
    """The mark of a record; None where it has none, or one that is none, which is a problem."""
    if not isinstance(entry, dict):
        return None
    for key, value in entry.items():
        inner = value if isinstance(value, list) else [value]
        if any(isinstance(part, dict) and KEY in part for part in inner):
            problems.append(
                f"{place} {key}: a suggestion is accepted or rejected whole; mark the record, no part of it"
            )
    if KEY not in entry:
        return None
    try:
        return Mark(entry[KEY])
    except (ValueError, TypeError):
        problems.append(f"{place} {KEY}: {short(entry[KEY])} is none of {', '.join(Mark)}")
        return None


def _without_mark(entry: Any) -> Any:
    return {key: value for key, value in entry.items() if key != KEY} if isinstance(entry, dict) else entry


def _described(layer: str, entries: list[Any], judged: list[Mark | None]) -> str:
    names = [
        str(entry.get("id", "one without an id"))
        for entry, mark in zip(entries, judged, strict=True)
        if mark is Mark.PENDING
    ]
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return f"{layer}: {len(names):,} pending: {', '.join(names[:_SHOWN])}{more}"


def _dangling(sheet: Mapping[str, Any], kept: Mapping[str, Any], lost: dict[str, dict[str, Mark]]) -> Iterator[str]:
    """Records that count and have the id of one that does not, or need one."""
    for layer, left in lost.items():
        for name in sorted(_strings(kept, layer, "id") & left.keys()):
            yield f"{layer}: {name} is the id of a record and of a suggestion that is {left[name]}: give one another id"
    carriers = _local_entities(sheet, kept, lost.get("mentions", {}))
    for place, quote in _placed("quotes", _listed(kept, "quotes")):
        if isinstance(quote, dict):
            speakers = quote.get("speakers")
            for speaker in speakers if isinstance(speakers, list) else ():
                mention = speaker.get("mention") if isinstance(speaker, dict) else None
                yield from _needs(place, "speaker", mention, lost.get("mentions", {}))
            yield from _needs(place, "parent", quote.get("parent"), lost.get("quotes", {}))
    for place, stance in _placed("stances", _listed(kept, "stances")):
        if isinstance(stance, dict):
            yield from _needs(place, "quote", stance.get("quote"), lost.get("quotes", {}))
            target = stance.get("target")
            named = {
                "holder": stance.get("holder"),
                "target": target.get("entity") if isinstance(target, dict) else None,
            }
            for role, entity in named.items():
                if isinstance(entity, str) and entity in carriers:
                    name, mark = carriers[entity]
                    carried = f"its {role} {entity} is carried by {name} alone, a suggestion that is {mark}"
                    yield f"{place}: {carried}: {_remedy(name, mark)}"


def _needs(place: str, role: str, name: Any, lost: Mapping[str, Mark]) -> Iterator[str]:
    if isinstance(name, str) and name in lost:
        yield f"{place}: its {role} {name} is a suggestion that is {lost[name]}: {_remedy(name, lost[name])}"


def _remedy(name: str, mark: Mark) -> str:
    return (
        f"accept {name} too, or name another" if mark is Mark.PENDING else f"name another, or accept {name} after all"
    )


def _local_entities(
    sheet: Mapping[str, Any], kept: Mapping[str, Any], lost: Mapping[str, Mark]
) -> dict[str, tuple[str, Mark]]:
    """Local entities that only mentions carry which do not count, with the first of them."""
    there = _strings(kept, "mentions", "entity")
    carriers: dict[str, tuple[str, Mark]] = {}
    for mention in _records(sheet, "mentions"):
        name, entity = mention.get("id"), mention.get("entity")
        local = isinstance(entity, str) and entity.startswith(LOCAL_PREFIX) and entity not in there
        if local and isinstance(name, str) and name in lost:
            carriers.setdefault(str(entity), (name, lost[name]))
    return carriers


def _unnamed_systems(provenance: Any, marks: Mapping[str, Counter[Mark]]) -> Iterator[str]:
    for layer, counts in marks.items():
        named = any(layer in _listed(entry, "layers") for entry in _system_entries(provenance))
        if counts[Mark.ACCEPTED] and not named:
            yield (
                f"provenance: {layer} hold accepted suggestions, and no entry of kind rules names the system that made "
                f"them; put the entry back that goldwire suggest wrote, with {layer} among its layers"
            )


def _system_entries(provenance: Any) -> list[dict[str, Any]]:
    entries = provenance if isinstance(provenance, list) else []
    return [entry for entry in entries if isinstance(entry, dict) and entry.get("kind") == "rules"]


def _provenance_without(provenance: Any, layers: list[str]) -> Any:
    """Provenance in which nobody made `layers`; an entry that made no others goes."""
    if not isinstance(provenance, list):
        return provenance
    entries = []
    for entry in provenance:
        made = entry.get("layers") if isinstance(entry, dict) else None
        rest = [layer for layer in made if layer not in layers] if isinstance(made, list) else None
        if made and rest == []:
            continue
        entries.append(entry if rest is None else {**entry, "layers": rest})
    return entries


def _records(sheet: Mapping[str, Any], layer: str) -> list[dict[str, Any]]:
    return [entry for entry in _listed(sheet, layer) if isinstance(entry, dict)]


def _listed(record: Mapping[str, Any], key: str) -> list[Any]:
    value = record.get(key)
    return value if isinstance(value, list) else []


def _strings(sheet: Mapping[str, Any], layer: str, key: str) -> set[str]:
    return {value for entry in _records(sheet, layer) if isinstance(value := entry.get(key), str)}
