"""Which splits of a release somebody asks for, and what to say of those that it does not hold."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from goldwire.model.document import TextKind
from goldwire.release.configs.registry import configs
from goldwire.release.lacking import by_split, lacking
from goldwire.release.manifest import Manifest, table_place
from goldwire.release.texts import CORPUS_TABLES
from goldwire.splits.names import in_order

_ALL = "all"
FIRST_NAME = re.compile(r"[\s(]*([A-Za-z_]\w*)")


def must_be_fetched(folder: Path, manifest: Manifest, config: str, split: object, *, verify: bool) -> bool:
    """Whether the splits that are asked for by name are in the release, or in its fetched edition only.

    Args:
        folder: The release.
        manifest: Its manifest.
        config: The config.
        split: Whatever `datasets.load_dataset` takes.
        verify: Whether stand-off tables that are read are compared with the manifest first.

    Returns:
        True where texts of a split must be fetched; False where nothing must.

    Raises:
        ValueError: The config or a split is unknown, or its texts are withheld. The message names what there is, and
            the line that leads to what is asked for.
        DamagedRelease: A stand-off table was changed or cannot be read.
    """
    tables = tables_by_config(manifest)
    held = tables.get(config, set())
    asked, sure = list(dict.fromkeys(_mentioned(split))), set(_named(split))
    missing = [name for name in asked if name not in held]
    if config in tables and not missing:
        return False
    if config not in {*tables, *(known.name for known in configs())}:
        raise ValueError(_no_config(folder, config, tables))
    if config in CORPUS_TABLES:
        for name in missing:
            if name in sure:
                raise ValueError(_no_split(config, name, held, {}))
        return False
    lacks = lacking(folder, manifest, verify=verify)
    elsewhere = by_split(lacks)
    if config not in tables and not any(elsewhere.get(name) for name in missing):
        hint = ""
        if any(lack.text == "fetched" for lack in lacks):
            hint = f'. Its texts are fetched: goldwire.load("{config}", edition="fetched") holds those'
        raise ValueError(_no_config(folder, config, tables) + hint)
    to_fetch = False
    for name in missing:
        counts = elsewhere.get(name)
        if counts is None:
            if name in sure:
                raise ValueError(_no_split(config, name, held, elsewhere))
            continue  # datasets reads expressions, and says what is wrong with them
        if counts["withheld"]:
            raise ValueError(_withheld(folder, manifest, config, name, counts))
        if manifest.edition != "public":
            raise ValueError(
                f"split {name!r} of {folder} has no texts, for they were not at hand when it was made: fetch them with "
                "goldwire fetch, and make that edition anew (--replace)"
            )
        to_fetch = True
    return to_fetch


def tables_by_config(manifest: Manifest) -> dict[str, set[str]]:
    """The splits of each config that have rows."""
    tables: dict[str, set[str]] = {}
    for file in manifest.files:
        place = table_place(file.path)
        if file.rows is not None and place is not None:
            tables.setdefault(place[0], set()).add(place[1])
    return tables


def _no_config(folder: Path, config: str, tables: Mapping[str, set[str]]) -> str:
    return f"{folder} has no config {config!r}; it has {', '.join(sorted(tables))}"


def _no_split(config: str, name: str, held: set[str], elsewhere: Mapping[str, Counter[TextKind]]) -> str:
    said = f"config {config!r} has no split {name!r}; it has {', '.join(in_order(held)) or 'none'}"
    kinds: tuple[TextKind, ...] = ("fetched", "withheld")
    for kind in kinds:
        others = in_order(split for split, counts in elsewhere.items() if split not in held and counts[kind])
        if others:
            said += f"; {kind}: {', '.join(others)}"
    return said


def _withheld(folder: Path, manifest: Manifest, config: str, name: str, counts: Counter[TextKind]) -> str:
    said = (
        f"config {config!r} has no split {name!r}: the texts of {counts['withheld']:,} of its documents are withheld, "
        "so only the hydrated edition holds them. Whoever has the files makes it with: goldwire hydrate "
        f"{shlex.quote(str(folder))} --raw DIR"
    )
    if counts["fetched"]:
        said += (
            f'. The other {counts["fetched"]:,} are fetched: goldwire.load("{config}", split="{name}", '
            f'edition="fetched") gives their rows, if {config!r} has any'
        )
    elif manifest.edition == "fetched":
        said += ". What else is in this split has no rows here"
    return said


def _named(split: object) -> Iterator[str]:
    """The splits that are asked for by name. An expression such as train[:10%] or train+test is for `datasets` to
    read, and so is whatever only it knows."""
    for one in _flat(split):
        if isinstance(one, str) and one.isidentifier() and one != _ALL:
            yield one


def _mentioned(split: object) -> Iterator[str]:
    """The splits that are asked for by name or within an expression or instruction."""
    for one in _flat(split):
        if one is None:
            continue
        for part in str(one).split("+"):  # a ReadInstruction of `datasets` says its expression
            found = FIRST_NAME.match(part)
            if found is not None and found[1] != _ALL:
                yield found[1]


def _flat(split: object) -> Iterator[object]:
    if isinstance(split, Mapping):
        split = list(split.values())
    if isinstance(split, list | tuple):
        for one in split:
            yield from _flat(one)
    else:
        yield split
