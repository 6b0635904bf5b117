"""Comparing two releases, record by record and field by field."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator
from typing import Any, Literal

import msgspec

from goldwire.versions import labels
from goldwire.versions.snapshot import DOCUMENT, ENTITY, GROUPS, PROPOSITION, ROWS, Group, Holding, Item, Snapshot

Action = Literal["added", "removed", "changed"]
ACTIONS: tuple[Action, ...] = ("added", "removed", "changed")
_KIND = {
    DOCUMENT: "document",
    "lines": "line",
    "mentions": "mention",
    "quotes": "quote",
    "scare_quotes": "scare quote",
    "stances": "stance",
    ROWS: "row",
}
TEXT = "text"
"""The kind of change in which two editions of one version differ: a text is in one of them only."""
KINDS = (
    "corpus", "table", "split", "field", "label set", ENTITY, PROPOSITION, "document", TEXT, "layer",
    *list(_KIND.values())[1:],
)  # fmt: skip
"""What can change, from the whole to its parts."""
_DOCUMENTS, _STANDOFF = "documents", "standoff"


class NotComparable(ValueError):
    """Two releases of which a comparison would say nothing."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was added, removed or changed.

    `table` is the config in whose rows it is seen, `key` names the thing in its document or in the release, `field` is
    what changed of it. `core` marks a change after which the thing is another one. `before` and `after` are values,
    digests where only these are known, and counts for whole documents and layers. Labels have their names there; where
    labels of tokens changed these are the tokens concerned, each with `token` (its number), `text` and `label`. Where a
    text is in one of two editions only, it is the split.
    """

    kind: str
    action: Action
    table: str | None = None
    document: str | None = None
    key: str | None = None
    field: str | None = None
    before: Any = None
    after: Any = None
    core: bool = False

    @property
    def thing(self) -> tuple[str | None, ...]:
        """What changed, the same for all its fields."""
        whole = self.field if self.document is None else None
        return self.kind, self.table, self.document, self.key or whole


def compare(old: Snapshot, new: Snapshot) -> list[Change]:
    """Every difference, in a fixed order. Of two editions of one version these are the texts that one holds and the
    other does not, and whatever else differs in what both hold.

    Raises:
        NotComparable: They are of two corpora, or two editions of two versions.
    """
    if old.name != new.name:
        raise NotComparable(f"{old.name} and {new.name} are two corpora, not two versions of one")
    texts: list[Change] = []
    if old.edition != new.edition:
        if old.version != new.version:
            raise NotComparable(
                f"{old.version} is the {old.edition} edition and {new.version} the {new.edition} one: the editions "
                "would differ, not the versions. Compare two releases of one edition, or two editions of one version"
            )
        texts = list(_texts(old, new))
        absent = {str(change.document) for change in texts}
        old, new = _without_texts(old, absent), _without_texts(new, absent)
    if old.digested != new.digested:
        old, new = old.as_digests(), new.as_digests()
    changes = [*texts, *_whole(old, new), *_schema(old, new), *_lists(old, new)]
    for name in sorted({*old.documents, *new.documents}):
        changes += _documents(name, old, new)
    return sorted(changes, key=lambda change: KINDS.index(change.kind))


def _texts(old: Snapshot, new: Snapshot) -> Iterator[Change]:
    """The documents whose text is in one edition only."""
    for name in sorted(old.documents.keys() & new.documents.keys()):
        one, two = old.documents[name], new.documents[name]
        before, after = _DOCUMENTS in one.tables, _DOCUMENTS in two.tables
        if before != after:
            split = two.split if after else one.split
            yield Change(
                kind=TEXT, action="added" if after else "removed", document=name,
                before=split if before else None, after=split if after else None,
            )  # fmt: skip


def _without_texts(snapshot: Snapshot, absent: Collection[str]) -> Snapshot:
    """What an edition holds besides these texts, and besides tables that only they have rows in."""
    documents = {
        name: Holding(
            holding.split,
            {table: groups for table, groups in holding.tables.items() if name not in absent or table == _STANDOFF},
        )
        for name, holding in snapshot.documents.items()
    }
    tables = {table for holding in documents.values() for table in holding.tables}
    return dataclasses.replace(
        snapshot,
        fields={table: fields for table, fields in snapshot.fields.items() if table in tables},
        labels={table: names for table, names in snapshot.labels.items() if table in tables},
        documents=documents,
    )


def mirrored(change: Change) -> Change:
    """The change of the way back."""
    action: dict[Action, Action] = {"added": "removed", "removed": "added", "changed": "changed"}
    return msgspec.structs.replace(change, action=action[change.action], before=change.after, after=change.before)


def _whole(old: Snapshot, new: Snapshot) -> Iterator[Change]:
    for name, before, after in _pairs(old.metadata, new.metadata):
        if before != after:
            yield Change(kind="corpus", action="changed", field=name, before=before, after=after)
    for name in sorted(old.splits ^ new.splits):
        yield Change(kind="split", action="added" if name in new.splits else "removed", key=name)
    for name in sorted(old.fields.keys() ^ new.fields.keys()):
        yield Change(kind="table", action="added" if name in new.fields else "removed", table=name, key=name)


def _schema(old: Snapshot, new: Snapshot) -> Iterator[Change]:
    for table in sorted(old.fields.keys() & new.fields.keys()):
        for path, before, after in _pairs(old.fields[table], new.fields[table]):
            if before != after:
                action = _action(before, after)
                yield Change(
                    kind="field", action=action, table=table, key=path, before=before, after=after,
                    field="type" if action == "changed" else None, core=action == "changed",
                )  # fmt: skip
        one, two = old.labels.get(table, {}), new.labels.get(table, {})
        for path in sorted(one.keys() & two.keys()):
            if one[path] != two[path]:
                yield Change(
                    kind="label set", action="changed", table=table, key=path, before=one[path], after=two[path],
                    core=True,
                )  # fmt: skip


def _lists(old: Snapshot, new: Snapshot) -> Iterator[Change]:
    lists = (
        (ENTITY, "entities", old.entities, new.entities),
        (PROPOSITION, "propositions", old.propositions, new.propositions),
    )
    tables = old.fields.keys() ^ new.fields.keys()
    for kind, name, before, after in lists:
        # A list that came or went with its table is told of once.
        if (before is None) == (after is None) or name not in tables:
            yield from _listed(kind, name, before, after)


def _listed(kind: str, name: str, old: Group | None, new: Group | None) -> Iterator[Change]:
    """What changed in a list of the corpus."""
    if old is None or new is None:
        if old is not new:
            yield Change(kind="table", action=_action(old, new), table=name, key=name)
        return
    for key, before, after in _pairs(old, new):
        if before is None or after is None:
            yield Change(kind=kind, action=_action(before, after), key=key, before=_shown(before), after=_shown(after))
            continue
        for name in sorted(before.says.keys() | after.says.keys()):
            one, two = before.says.get(name), after.says.get(name)
            if one != two:
                yield Change(kind=kind, action="changed", key=key, field=name, before=one, after=two)


def _documents(name: str, old: Snapshot, new: Snapshot) -> Iterator[Change]:
    one, two = old.documents.get(name), new.documents.get(name)
    if one is None or two is None:
        yield Change(kind="document", action=_action(one, two), document=name, before=_counts(one), after=_counts(two))
        return
    if one.split != two.split:
        yield Change(
            kind="document", action="changed", document=name, field="split", before=one.split, after=two.split,
            core=True,
        )  # fmt: skip
    for table in sorted({*one.tables, *two.tables}):
        first, second = one.tables.get(table), two.tables.get(table)
        if (first is None or second is None) and DOCUMENT in (first or second or {}):
            # Its text was kept out of the edition and is not any longer, or the other way round.
            yield Change(kind="document", action=_action(first, second), table=table, document=name)
            continue
        for group in GROUPS:
            yield from _groups(table, name, group, first or {}, second or {}, old, new)


def _groups(
    table: str,
    document: str,
    group: str,
    first: dict[str, Group | None],
    second: dict[str, Group | None],
    old: Snapshot,
    new: Snapshot,
) -> Iterator[Change]:
    one, two = first.get(group), second.get(group)
    if group == ROWS:
        one, two = one or {}, two or {}
    if one is None or two is None:
        if one is not two:
            yield Change(
                kind="layer", action=_action(one, two), table=table, document=document, key=group,
                before=None if one is None else len(one), after=None if two is None else len(two),
            )  # fmt: skip
        return
    same_fields = _fields(old, table, group) == _fields(new, table, group)
    names, other_names = old.labels.get(table, {}), new.labels.get(table, {})
    for key, before, after in _pairs(one, two):
        if before is None or after is None:
            yield Change(
                kind=_KIND[group], action=_action(before, after), table=table, document=document, key=key,
                before=labels.shown(before, group, names), after=labels.shown(after, group, other_names),
            )  # fmt: skip
            continue
        # A digest over more fields than before tells nothing; that there are more is a change of the schema.
        parts = [(before.about, after.about, True)]
        if same_fields or not old.digested:
            parts.append((before.says, after.says, False))
        for mine, yours, core in parts:
            for name in sorted(mine.keys() & yours.keys()):
                if mine[name] != yours[name]:
                    was, became = labels.both(name, group, before, after, names, other_names)
                    yield Change(
                        kind=_KIND[group], action="changed", table=table, document=document,
                        key=None if group == DOCUMENT else key, field=name, before=was, after=became, core=core,
                    )  # fmt: skip


def _fields(snapshot: Snapshot, table: str, group: str) -> set[str]:
    """The fields that make the items of a group."""
    paths = snapshot.fields.get(table, {})
    if group in (DOCUMENT, ROWS):
        return {path for path in paths if "[]" not in path}
    return {path for path in paths if path.startswith(f"{group}[].")}


def _pairs(one: dict[str, Any], two: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key in sorted({*one, *two}):
        yield key, one.get(key), two.get(key)


def _action(before: Any, after: Any) -> Action:
    return "added" if before is None else "removed" if after is None else "changed"


def _shown(item: Item | None) -> dict[str, Any] | None:
    return None if item is None else {**item.about, **item.says}


def _counts(holding: Holding | None) -> dict[str, Any] | None:
    if holding is None:
        return None
    layers = {
        group: len(items)
        for groups in holding.tables.values()
        for group, items in groups.items()
        if items is not None and group not in (DOCUMENT, ROWS)
    }
    return {"split": holding.split, **layers}
