"""What a manifest claims besides its files, computed anew from the rows: anybody may seal a manifest that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldwire.corpus.files import BadJson, parse_json
from goldwire.model.document import Match
from goldwire.release.croissant import licence_page
from goldwire.release.hub_names import card_licence
from goldwire.release.manifest import LARGEST_MANIFEST, Coverage, Manifest, table_place
from goldwire.release.parquet import Table
from goldwire.release.rights import rows_not_to_pass_on
from goldwire.text.regular_file import read_regular

_SETTINGS, _CROISSANT = "corpus.json", "croissant.json"
_NOT_FOR = "Not for redistribution."
_COPIES = {
    "corpus/corpus.json": _SETTINGS,
    "annotations/entities.jsonl": "entities.jsonl",
    "DATASHEET.md": "DATASHEET.md",
}
"""Inputs that a release carries as they are, by their paths in the corpus."""
_INPUT = re.compile(
    r"corpus/ledger\.jsonl|corpus/[a-z0-9-]+/documents\.jsonl|annotations/[a-z0-9-]+/(gw-[0-9a-z]{16})\.json"
)
_COLUMNS = ("doc_id", "sha256", "rights_text", "licence")


@dataclass(frozen=True, slots=True)
class _Held:
    """What the rows say of one document. `text`: whether the release holds it; `withheld`: whether its collection
    keeps it back."""

    split: str
    sha256: str | None
    licence: str | None
    text: bool
    withheld: bool


def false_claims(folder: Path, manifest: Manifest) -> list[str]:
    """Where a manifest says otherwise than the rows, of a release whose files are all as it lists them.

    What may be passed on, the edition, the counts of documents and of texts, which withheld texts were found, and the
    digests of raw files and of inputs that the release carries. Manifests without a seal, as before 0.2, leave some of
    this out.

    Args:
        folder: The release.
        manifest: Its manifest.

    Returns:
        A sentence for each departure.

    Raises:
        ValueError: The tables cannot be read.
        OSError: A file cannot be read.
    """
    held = _held(folder, manifest)
    found = [*_of_rights(folder, manifest), *_of_edition(manifest, held), *_of_coverage(manifest, held)]
    found += _of_matches(manifest, held)
    found += _of_inputs(manifest, held)
    found += _of_settings(folder, manifest, held)
    return found


def licence_in_card(folder: Path, manifest: Manifest) -> dict[str, Any] | None:
    """What the header of the card should say of licences; None where the release does not carry its corpus's settings.
    Raises as `false_claims` does."""
    if not any(file.path == _SETTINGS for file in manifest.files):
        return None
    try:
        own = str(parse_json(read_regular(folder / _SETTINGS, max_bytes=LARGEST_MANIFEST))["licence"])
    except (BadJson, LookupError, TypeError) as error:
        raise ValueError(f"{_SETTINGS} holds no licence: {error}") from None
    texts = {one.licence for one in _held(folder, manifest).values() if one.text and not one.withheld}
    reasons = rows_not_to_pass_on(folder, manifest)
    return card_licence([own, *(licence for licence in texts if licence)], redistributable=not reasons)


def _of_settings(folder: Path, manifest: Manifest, held: dict[str, _Held]) -> Iterator[str]:
    """Where name and licences are not those of the settings and rows."""
    files = {file.path for file in manifest.files}
    if not {_SETTINGS, _CROISSANT} <= files:
        return
    try:
        settings = parse_json(read_regular(folder / _SETTINGS, max_bytes=LARGEST_MANIFEST))
        stated = parse_json(read_regular(folder / _CROISSANT, max_bytes=LARGEST_MANIFEST))["license"]
        name, own = settings["name"], str(settings["licence"])
    except (BadJson, LookupError, TypeError) as error:
        raise ValueError(f"{_SETTINGS} or {_CROISSANT} tells no licence: {error}") from None
    if name != manifest.name:
        yield f"name: says {manifest.name}; {_SETTINGS} says {name}"
    if rows_not_to_pass_on(folder, manifest):
        if not str(stated).startswith(_NOT_FOR):
            yield f"{_CROISSANT}: its license does not begin with {_NOT_FOR!r}; not all may be passed on"
        return
    licences = {own, *(one.licence for one in held.values() if one.text and one.licence)}
    known = licences | {licence_page(licence) for licence in licences}
    for licence in stated if isinstance(stated, list) else [stated]:
        if licence not in known:
            yield f"{_CROISSANT}: its license {licence!r} is that of no text by the rows"


def _held(folder: Path, manifest: Manifest) -> dict[str, _Held]:
    held: dict[str, _Held] = {}
    for file in manifest.files:
        place = table_place(file.path) if file.rows is not None else None
        if place is None or place[0] not in ("documents", "standoff"):
            continue
        text = place[0] == "documents"
        with Table(folder / file.path) as table:
            for row in table.rows([name for name in _COLUMNS if name in table.schema.names]):
                other = held.get(row["doc_id"])
                held[row["doc_id"]] = _Held(
                    split=place[1],
                    sha256=row.get("sha256"),
                    licence=row.get("licence"),
                    text=text or (other is not None and other.text),
                    withheld=row.get("rights_text") == "withheld" or not text or (other is not None and other.withheld),
                )
    return held


def _of_rights(folder: Path, manifest: Manifest) -> Iterator[str]:
    reasons = rows_not_to_pass_on(folder, manifest)
    if manifest.redistributable is None:
        if manifest.sha256 is not None:
            yield "redistributable: is left out, which only manifests before 0.2 may"
    elif manifest.redistributable and reasons:
        more = f", and {len(reasons) - 1:,} more" if len(reasons) > 1 else ""
        yield f"redistributable: says that all may be passed on; {reasons[0]}{more}"
    elif not manifest.redistributable and reasons == []:
        yield "redistributable: says that something may not be passed on; by its rows everything may"


def _of_edition(manifest: Manifest, held: dict[str, _Held]) -> Iterator[str]:
    shown = sorted(doc for doc, one in held.items() if one.text and one.withheld)
    if manifest.edition == "public" and shown:
        yield f"edition: says public; the rows hold the withheld text of {shown[0]}"
    told = manifest.matches is not None
    if manifest.sha256 is not None and told != (manifest.edition == "hydrated"):
        looked = "tells" if told else "does not tell"
        yield f"edition: says {manifest.edition}; the manifest {looked} which withheld texts were found"


def _of_coverage(manifest: Manifest, held: dict[str, _Held]) -> Iterator[str]:
    counted: dict[str, list[int]] = {}
    for one in held.values():
        counts = counted.setdefault(one.split, [0, 0])
        counts[0] += 1
        counts[1] += one.text
    for split in sorted(counted.keys() | manifest.coverage.keys()):
        documents, with_text = counted.get(split, (0, 0))
        said = manifest.coverage.get(split, Coverage(documents=0, with_text=0))
        if (said.documents, said.with_text) != (documents, with_text):
            yield (
                f"coverage of {split}: says {said.documents:,} documents, {said.with_text:,} with text; the rows hold "
                f"{documents:,}, {with_text:,} with text"
            )
        if (said.sources is None) != (manifest.matches is None):
            yield f"coverage of {split}: its sources and matches do not both tell what was found"
        elif said.sources is not None and manifest.matches is not None:
            found = [match for doc, match in manifest.matches.items() if doc in held and held[doc].split == split]
            if any(said.sources.get(match, 0) != found.count(match) for match in Match):
                yield f"coverage of {split}: its sources are not those that matches counts"


def _of_matches(manifest: Manifest, held: dict[str, _Held]) -> Iterator[str]:
    if manifest.matches is None:
        return
    withheld = {doc for doc, one in held.items() if one.withheld}
    if manifest.matches.keys() != withheld:
        odd = sorted(manifest.matches.keys() ^ withheld)[0]
        yield f"matches: names other documents than those withheld, such as {odd}"
    for doc in sorted(manifest.matches.keys() & withheld):
        if (manifest.matches[doc] is Match.OK) != held[doc].text:
            state = "hold" if held[doc].text else "do not hold"
            yield f"matches: {doc} is {manifest.matches[doc]}; the rows {state} its text"


def _of_inputs(manifest: Manifest, held: dict[str, _Held]) -> Iterator[str]:
    raw = {name: digest for name, digest in manifest.inputs.items() if name.startswith("gw-")}
    if raw.keys() != held.keys():
        odd = sorted(raw.keys() ^ held.keys())[0]
        yield f"inputs: names other documents than there are, such as {odd}"
    for doc in sorted(raw.keys() & held.keys()):
        if held[doc].sha256 not in (None, raw[doc]):
            yield f"inputs: {doc} has another SHA-256 than its row"
    files = {file.path: file.sha256 for file in manifest.files}
    for name in sorted(manifest.inputs.keys() - raw.keys()):
        if name in _COPIES:
            if _COPIES[name] in files and files[_COPIES[name]] != manifest.inputs[name]:
                yield f"inputs: {name} has another SHA-256 than {_COPIES[name]}, which is a copy of it"
            continue
        known = _INPUT.fullmatch(name)
        if known is None or (known[1] is not None and known[1] not in held):
            yield f"inputs: {name} is no input of this release"
