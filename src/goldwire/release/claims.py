"""What a manifest claims besides its files, computed anew from the rows: anybody may seal a manifest that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from goldwire.corpus.files import BadJson, parse_json
from goldwire.model.document import Match, TextKind
from goldwire.release.carried import ENTITIES, PROPOSITIONS, SETTINGS, carried_settings
from goldwire.release.croissant import sources
from goldwire.release.hub_names import card_licence
from goldwire.release.licences import licence_page
from goldwire.release.lists import of_lists
from goldwire.release.manifest import HOLDS, LARGEST_MANIFEST, Coverage, Edition, Manifest
from goldwire.release.rights import own_licences, rows_not_to_pass_on
from goldwire.release.texts import ReleasedText, licences_at_hand, released_texts
from goldwire.text.regular_file import read_regular

_CROISSANT = "croissant.json"
_NOT_FOR = "Not for redistribution."
_COPIES = {
    "corpus/corpus.json": SETTINGS,
    "annotations/entities.jsonl": ENTITIES,
    "annotations/propositions.jsonl": PROPOSITIONS,
    "DATASHEET.md": "DATASHEET.md",
}
"""Inputs that a release carries as they are, by their paths in the corpus."""
_WHOLE: dict[Edition, frozenset[TextKind]] = {**HOLDS, "hydrated": HOLDS["public"]}
"""Texts of which an edition holds all or is none: a hydrated one holds those others that were found."""
_INPUT = re.compile(
    r"corpus/ledger\.jsonl|corpus/[a-z0-9-]+/documents\.jsonl|annotations/[a-z0-9-]+/(gw-[0-9a-z]{16})\.json"
)


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
    texts = released_texts(folder, manifest.files)
    reasons = rows_not_to_pass_on(folder, manifest)
    found = [*_of_rights(manifest, reasons), *_of_edition(manifest, texts), *_of_coverage(manifest, texts)]
    found += _of_matches(manifest, texts)
    found += _of_inputs(manifest, texts)
    found += of_lists(folder, manifest)
    found += _of_settings(folder, manifest, texts, reasons)
    return found


def licence_in_card(folder: Path, manifest: Manifest) -> dict[str, Any] | None:
    """What the header of the card should say of licences; None where the release does not carry its corpus's settings.
    Raises as `false_claims` does."""
    settings = carried_settings(folder, manifest)
    if settings is None:
        return None
    if "licence" not in settings:
        raise ValueError(f"{SETTINGS} holds no licence")
    own = str(settings["licence"])
    texts = released_texts(folder, manifest.files).values()
    reasons = rows_not_to_pass_on(folder, manifest)
    return card_licence([own, *licences_at_hand(texts)], redistributable=not reasons)


def _of_settings(
    folder: Path, manifest: Manifest, texts: dict[str, ReleasedText], reasons: list[str] | None
) -> Iterator[str]:
    """Where name and licences are not those of the settings and rows."""
    settings = carried_settings(folder, manifest)
    if settings is None or not any(file.path == _CROISSANT for file in manifest.files):
        return
    try:
        described = parse_json(read_regular(folder / _CROISSANT, max_bytes=LARGEST_MANIFEST))
        stated, name, own = described["license"], settings["name"], str(settings["licence"])
    except (BadJson, LookupError, TypeError) as error:
        raise ValueError(f"{SETTINGS} or {_CROISSANT} tells no licence: {error}") from None
    if name != manifest.name:
        yield f"name: says {manifest.name}; {SETTINGS} says {name}"
    declared = own_licences(folder, manifest)
    works, based_on = sources(own, declared, texts.values()), described.get("isBasedOn")
    # Releases before 0.5 name no works of others.
    if (based_on is not None or _has_fetched(texts)) and _credits(based_on) != _credits(works):
        yield f"{_CROISSANT}: its isBasedOn names other holders or licences than the rows"
    if reasons:
        if not str(stated).startswith(_NOT_FOR):
            yield f"{_CROISSANT}: its license does not begin with {_NOT_FOR!r}; not all may be passed on"
        return
    licences = {own, *licences_at_hand(texts.values())}
    known = licences | {licence_page(licence, declared) for licence in licences}
    stated = stated if isinstance(stated, list) else [stated]
    for licence in stated:
        if licence not in known:
            yield f"{_CROISSANT}: its license {licence!r} is that of no text by the rows"
    for licence in sorted(licences):
        if licence not in stated and licence_page(licence, declared) not in stated:
            yield f"{_CROISSANT}: its license does not name {licence!r}, which is that of a text by the rows"


def _has_fetched(texts: dict[str, ReleasedText]) -> bool:
    return any(text.kind == "fetched" for text in texts.values())


def _credits(works: Any) -> list[tuple[str, str]] | None:
    """Holders and licences of the works that a Croissant file names, however it calls them; None for what is no list
    of works."""
    if not isinstance(works, list) or not all(isinstance(work, dict) for work in works):
        return None
    return sorted((str(work.get("creditText")), str(work.get("license"))) for work in works)


def _of_rights(manifest: Manifest, reasons: list[str] | None) -> Iterator[str]:
    if manifest.redistributable is None:
        if manifest.sha256 is not None:
            yield "redistributable: is left out, which only manifests before 0.2 may"
    elif manifest.redistributable and reasons:
        more = f", and {len(reasons) - 1:,} more" if len(reasons) > 1 else ""
        yield f"redistributable: says that all may be passed on; {reasons[0]}{more}"
    elif not manifest.redistributable and reasons == []:
        yield "redistributable: says that something may not be passed on; by its rows everything may"


def _of_edition(manifest: Manifest, texts: dict[str, ReleasedText]) -> Iterator[str]:
    """Where an edition holds a text that it must not hold, or lacks one that it must hold."""
    holds = HOLDS[manifest.edition]
    for text in texts.values():
        kind = text.kind or "included"
        if text.at_hand and kind not in holds:
            yield f"edition: says {manifest.edition}; the rows hold the {kind} text of {text.doc_id}"
        elif not text.at_hand and kind in _WHOLE[manifest.edition]:
            yield f"edition: says {manifest.edition}; the rows lack the {kind} text of {text.doc_id}"
        if not text.agreed:
            yield f"edition: the rows of {text.doc_id} in documents and standoff say different things, or are too many"
    told = manifest.matches is not None
    if manifest.sha256 is not None and told != (manifest.edition != "public"):
        looked = "tells" if told else "does not tell"
        yield f"edition: says {manifest.edition}; the manifest {looked} which texts were found"


def _of_coverage(manifest: Manifest, texts: dict[str, ReleasedText]) -> Iterator[str]:
    counted: dict[str, list[int]] = {}
    for text in texts.values():
        counts = counted.setdefault(text.split, [0, 0])
        counts[0] += 1
        counts[1] += text.at_hand
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
            found = [match for doc, match in manifest.matches.items() if doc in texts and texts[doc].split == split]
            if any(said.sources.get(match, 0) != found.count(match) for match in Match):
                yield f"coverage of {split}: its sources are not those that matches counts"


def _of_matches(manifest: Manifest, texts: dict[str, ReleasedText]) -> Iterator[str]:
    if manifest.matches is None:
        return
    looked_for = {
        doc
        for doc, text in texts.items()
        if text.kind not in (None, "included") and text.kind in HOLDS[manifest.edition]
    }
    if manifest.matches.keys() != looked_for:
        odd = sorted(manifest.matches.keys() ^ looked_for)[0]
        yield f"matches: names other documents than those looked for, such as {odd}"
    for doc in sorted(manifest.matches.keys() & looked_for):
        if (manifest.matches[doc] is Match.OK) != texts[doc].at_hand:
            state = "hold" if texts[doc].at_hand else "do not hold"
            yield f"matches: {doc} is {manifest.matches[doc]}; the rows {state} its text"


def _of_inputs(manifest: Manifest, texts: dict[str, ReleasedText]) -> Iterator[str]:
    raw = {name: digest for name, digest in manifest.inputs.items() if name.startswith("gw-")}
    if raw.keys() != texts.keys():
        odd = sorted(raw.keys() ^ texts.keys())[0]
        yield f"inputs: names other documents than there are, such as {odd}"
    for doc in sorted(raw.keys() & texts.keys()):
        if texts[doc].sha256 not in (None, raw[doc]):
            yield f"inputs: {doc} has another SHA-256 than its row"
    files = {file.path: file.sha256 for file in manifest.files}
    for name in sorted(manifest.inputs.keys() - raw.keys()):
        if name in _COPIES:
            if _COPIES[name] in files and files[_COPIES[name]] != manifest.inputs[name]:
                yield f"inputs: {name} has another SHA-256 than {_COPIES[name]}, which is a copy of it"
            continue
        known = _INPUT.fullmatch(name)
        if known is None or (known[1] is not None and known[1] not in texts):
            yield f"inputs: {name} is no input of this release"
