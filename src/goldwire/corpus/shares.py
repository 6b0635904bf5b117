"""Whether the settings of a corpus say for certain to which split a story is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goldwire.model.document import Collection, Settings, SplitShare
from goldwire.model.incident import Incident, define

CANNOT_DRAW = define(
    "GW-E095",
    "splits cannot be drawn",
    meaning="The settings do not say for certain to which split a story goes: shares do not add up to 1, a name is "
    "there twice or stands for two splits, or a collection that has a fixed split is given splits to draw from, too.",
    remedy="Mend the place in corpus/corpus.json that the message names. Splits of a collection take names of their "
    "own, such as press_train; without any, its stories are drawn to the splits of the corpus.",
)
_EXACT = 1e-9
_CORPUS = "the corpus"


def undrawable(settings: Settings, file: str) -> Iterator[Incident]:
    """What keeps stories from being drawn to splits. `file` is where the settings stand, as incidents name it.

    Collections may share splits on purpose: they give the same names and shares. A fixed split may be any.
    """
    said = _wrong_shares(settings.splits)
    if said is not None:
        yield CANNOT_DRAW.at(said, file=file, pointer="/splits")
    owners: dict[str, tuple[str, Sequence[SplitShare]]] = {
        share.name: (_CORPUS, settings.splits) for share in settings.splits
    }
    for name, collection in settings.collections.items():
        pointer = f"/collections/{name}"
        said = _fixed_and_drawn(collection)
        if said is not None:
            yield CANNOT_DRAW.at(f"collection {name!r}: {said}", file=file, pointer=f"{pointer}/split")
        elif collection.splits:
            said = _wrong_shares(collection.splits) or _taken(collection, owners)
            if said is not None:
                yield CANNOT_DRAW.at(f"collection {name!r}: {said}", file=file, pointer=f"{pointer}/splits")
            for share in collection.splits:
                owners.setdefault(share.name, (f"collection {name!r}", collection.splits))


def _wrong_shares(splits: Sequence[SplitShare]) -> str | None:
    names = [split.name for split in splits]
    total = sum(split.share for split in splits)
    if len(set(names)) == len(names) and abs(total - 1) <= _EXACT:
        return None
    return f"names must differ and shares add up to 1, not {total:g}"


def _fixed_and_drawn(collection: Collection) -> str | None:
    if collection.split is None or not (collection.splits or collection.salt is not None):
        return None
    unused = "splits" if collection.splits else "a salt"
    return f"{unused} to draw with beside the fixed split {collection.split!r}; keep one of the two"


def _taken(collection: Collection, owners: dict[str, tuple[str, Sequence[SplitShare]]]) -> str | None:
    """What is wrong with a name that stands for a split which is drawn otherwise."""
    for share in collection.splits:
        owner, splits = owners.get(share.name, ("", collection.splits))
        if owner == _CORPUS:
            return f"{share.name!r} is a split of the corpus: take another name, or leave splits out to draw as it does"
        if list(splits) != list(collection.splits):
            return f"{share.name!r} is a split of {owner}, too: take another name, or give both the same splits"
    return None
