"""Worksheets: annotations as people write them, with exact strings instead of offsets.

A worksheet is YAML. Every span is `{text, line, in, nth}`: `text` stands exactly so in the raw text, within raw line
`line` (counted from 1) and within the longer string `in` where these are given, and is the `nth` occurrence there
(needed only where there are several). A mention, quote or stance without an `id` gets one. A stance without `quote`,
`holder_mention` or the `mention` of its target gets what the other layers say (`filling`). A record that a system
suggested is marked (`suggestion_marks`), and counts only once it is accepted. A layer that the sheet leaves out stays
as it is; one that is null or empty there becomes so. `sheet_shape` says which keys there are.
`apply_worksheet` turns it into an annotation; `worksheet` turns an annotation back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from goldwire.annotation.article import Article
from goldwire.annotation.filling import filled, left_out, without_what_follows
from goldwire.annotation.resolver import SPAN_KEYS, Resolver
from goldwire.annotation.sheet_origin import MADE_FROM, Origin, digest, origin
from goldwire.annotation.sheet_shape import Shaped, shaped
from goldwire.annotation.sheet_yaml import dump
from goldwire.annotation.suggestion_marks import KEY, LEFT_OUT, Mark, settle
from goldwire.corpus.raw import way_to_text
from goldwire.model.annotation import Annotation, LineRole
from goldwire.model.line import Role
from goldwire.text.clean import full_lines
from goldwire.text.lines import line_spans
from goldwire.text.plain_yaml import BadYaml, read_yaml

GUIDELINES = "2.0"
"""The version of the guidelines that a fresh worksheet names."""

IDENTIFIED = ("mentions", "quotes", "stances")
"""The layers whose records have ids."""
_MOST_LINES = 100_000
"""Lines with a role: more are no article, and more than the reader of worksheets takes."""
_LONGEST_NUMBER = 9
"""Digits of an id's number that are counted; the schema allows fewer."""

_NOT_IN_COMMENTS = re.compile("[^\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class WorksheetError(ValueError):
    """Everything in a worksheet that cannot be resolved, one problem a line; and a line for each layer in which
    suggestions are pending."""

    def __init__(self, problems: list[str], pending: Sequence[str] = ()) -> None:
        super().__init__("\n".join([*problems, *pending]))
        self.problems = problems
        self.pending = pending


@dataclass(frozen=True, slots=True)
class Applied:
    """The annotation that a worksheet says; the marks of suggestions in it, by layer; and the layers that were not
    annotated because nobody judged anything in them."""

    annotation: Annotation
    marks: Mapping[str, Counter[Mark]]
    unread: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet that was read and not yet resolved. `made_from` is None where it does not say."""

    shaped: Shaped
    doc_id: str | None
    made_from: Origin | None

    @property
    def record(self) -> Any:
        """The worksheet as plain data."""
        return self.shaped.sheet


def parse_worksheet(source: str) -> Sheet:
    """A worksheet as plain data.

    Args:
        source: The YAML.

    Returns:
        The worksheet, with what is wrong with its keys.

    Raises:
        WorksheetError: `source` is not YAML as Goldwire reads it.
    """
    try:
        found = shaped(read_yaml(source))
    except BadYaml as error:
        raise WorksheetError([f"not YAML: {error}"]) from None
    doc_id = found.sheet.get("doc_id") if isinstance(found.sheet, dict) else None
    return Sheet(found, doc_id if isinstance(doc_id, str) else None, origin(found.sheet))


def apply_worksheet(source: str | Sheet, article: Article) -> Annotation:
    """The annotation of `read_worksheet`, where no suggestion is pending."""
    return read_worksheet(source, article).annotation


def read_worksheet(source: str | Sheet, article: Article, *, drop_pending: bool = False) -> Applied:
    """Resolve a worksheet against the raw text of its document.

    Suggestions that are not accepted are left out: the rejected ones always, the pending ones with `drop_pending`. The
    layers that the worksheet leaves out are those of `article.annotation`.

    Args:
        source: The worksheet, as YAML or parsed.
        article: The document with its raw text, and its annotation, if there is any.
        drop_pending: Whether pending suggestions are left out; else they are refused.

    Returns:
        The annotation, which still has to pass the schema and the checks, with what became of the suggestions.

    Raises:
        WorksheetError: Every key that is not known; every string that is absent or ambiguous, with the candidates and
            their context; else all suggestions that are pending; else what is missing.
    """
    raw, document, before = article.raw, article.document, article.annotation
    if raw is None:
        raise WorksheetError([f"the raw text of {document.doc_id} is not at hand; {way_to_text(document)}"])
    parsed = parse_worksheet(source) if isinstance(source, str) else source
    if parsed.doc_id != document.doc_id:
        raise WorksheetError([f"the worksheet must begin with doc_id: {document.doc_id}"])
    sheet: dict[str, Any] = parsed.record
    problems = list(parsed.shaped.problems)
    if sheet.get("sha256", document.sha256) != document.sha256:
        problems.append(f"sha256: the worksheet is of other bytes; those of {document.doc_id} are {document.sha256}")
    if not isinstance(sheet.get(MADE_FROM), dict | None):
        problems.append(f"{MADE_FROM}: must be a mapping, as goldwire annotate start prints it; or leave it out")
    settled = settle(sheet, drop_pending=drop_pending)
    sheet = settled.sheet
    settled.problems[:0] = problems
    settled.problems += [
        f"{layer}: all suggestions are pending, and {document.doc_id} has that layer by now: begin a new worksheet"
        for layer in settled.unread
        if getattr(before, layer, None) is not None
    ]
    resolver = Resolver(document.doc_id, raw, not document.included, list(line_spans(raw)), settled.problems)
    built: dict[str, Any] = {
        "lines": _lines,
        "mentions": lambda layer, resolver: _each(layer, "mentions", resolver, _mention),
        "quotes": lambda layer, resolver: _each(layer, "quotes", resolver, _quote),
        "scare_quotes": lambda layer, resolver: _each(layer, "scare_quotes", resolver, _labelled_span),
        "stances": lambda layer, resolver: _each(layer, "stances", resolver, _stance),
    }
    standing: dict[str, Any] = {} if before is None else msgspec.to_builtins(before)
    record: dict[str, Any] = {"doc_id": document.doc_id, "sha256": document.sha256}
    record |= {key: _stated(key, sheet, standing, resolver) for key in ("guidelines", "provenance")}
    if "author" in sheet or "author" in standing:
        record["author"] = sheet["author"] if "author" in sheet else standing["author"]
    for layer, build in built.items():
        record[layer] = build(sheet[layer], resolver) if layer in sheet else standing.get(layer)
    if resolver.problems or settled.pending:
        raise WorksheetError(resolver.problems, settled.pending)
    if parsed.shaped.missing:
        raise WorksheetError(parsed.shaped.missing)
    for layer in IDENTIFIED:
        records: Any = record[layer]
        _number(records, layer, getattr(before, layer, None), settled.ids.get(layer, set()))
    stances: Any = (record["stances"] or ()) if "stances" in sheet else ()
    left = [left_out(stance) for stance in stances]
    for stance in stances:
        stance.setdefault("quote", None)
    try:
        annotation = msgspec.convert(record, Annotation)
        return Applied(filled(annotation, left, resolver.lines) if left else annotation, settled.marks, settled.unread)
    except msgspec.ValidationError as error:
        raise WorksheetError([str(error)]) from None


def _stated(key: str, sheet: dict[str, Any], standing: dict[str, Any], resolver: Resolver) -> Any:
    """What a worksheet states, or the annotation stated before."""
    value = sheet.get(key, standing.get(key))
    if value is None:
        example = {
            "guidelines": f"guidelines: '{GUIDELINES}'",
            "provenance": "who made which layers; goldwire annotate start prints an example",
        }[key]
        resolver.problems.append(f"{key} is missing: write {example}")
    return value


def _each(entries: Any, layer: str, resolver: Resolver, build: Any) -> list[Any] | None:
    if entries is None:
        return None
    if not isinstance(entries, list):
        resolver.problems.append(f"{layer}: must be a list")
        return []
    records = []
    for number, entry in enumerate(entries):
        if entry is LEFT_OUT:
            continue
        place = f"{layer}[{number}]"
        if not isinstance(entry, dict):
            resolver.problems.append(f"{place}: must be a mapping")
            continue
        records.append(build(entry, f"{place} {entry.get('id', '')}".rstrip(), resolver))
    return records


def _lines(roles: Any, resolver: Resolver) -> list[dict[str, Any]] | None:
    if roles is None:
        return None
    if not isinstance(roles, dict):
        resolver.problems.append("lines: must map line numbers to roles")
        return None
    records = []
    full = set(full_lines(resolver.raw))
    strange = [
        number for number in roles if not (0 < number <= len(resolver.lines) and resolver.lines[number - 1] in full)
    ]
    for number in strange:
        resolver.problems.append(f"lines: there is no line {number} that could have a role; it is blank or not there")
    for number, (start, end) in enumerate(resolver.lines, start=1):
        if (start, end) not in full:
            continue
        role = roles.get(number)
        if role is None:
            resolver.problems.append(f"lines: line {number} has no role")
        records.append({"start": start, "end": end, "role": role})
    return records


def _mention(entry: dict[str, Any], place: str, resolver: Resolver) -> dict[str, Any]:
    return {"form": "name", **_labelled_span(entry, place, resolver)}


def _quote(entry: dict[str, Any], place: str, resolver: Resolver) -> dict[str, Any]:
    content = entry.get("content")
    fragments = content if isinstance(content, list) else [content]
    cue, speakers = entry.get("cue"), entry.get("speakers")
    return {
        "parent": None,
        **entry,
        "content": [resolver.span(part, f"{place} content[{i}]") for i, part in enumerate(fragments)],
        "cue": None if cue is None else resolver.span(cue, f"{place} cue"),
        **({"speakers": [speakers]} if isinstance(speakers, dict) else {}),
    }


def _labelled_span(entry: dict[str, Any], place: str, resolver: Resolver) -> dict[str, Any]:
    rest = {key: value for key, value in entry.items() if key not in SPAN_KEYS}
    return {**rest, **resolver.span(entry, place)}


def _stance(entry: dict[str, Any], place: str, resolver: Resolver) -> dict[str, Any]:
    parts = entry.get("evidence")
    if parts is not None and not isinstance(parts, list):
        resolver.problems.append(f"{place} evidence: must be a list")
        parts = None
    evidence = [resolver.span(part, f"{place} evidence[{i}]") for i, part in enumerate(parts or [])]
    return {**entry, "evidence": evidence}


def worksheet(
    article: Article, pending: Collection[str] = (), preface: Sequence[str] = (), made_from: Origin | None = None
) -> str:
    """The worksheet of a document: of its annotation, or a fresh one with the cleaner's line roles.

    Args:
        article: The document with its raw text.
        pending: Ids of records that are marked as suggestions.
        preface: Lines that stand above all as comments.
        made_from: What the sheet notes of its origin; that of `article.annotation` as the annotation itself if None.

    Returns:
        The YAML.

    Raises:
        WorksheetError: The raw text is not at hand, or has more lines than a worksheet takes.
    """
    raw, document, annotation = article.raw, article.document, article.annotation
    if raw is None or article.cleaned is None:
        raise WorksheetError([f"the raw text of {document.doc_id} is not at hand; {way_to_text(document)}"])
    lines = list(line_spans(raw))
    if len(article.cleaned.lines) > _MOST_LINES:
        raise WorksheetError([f"{document.doc_id} has more than {_MOST_LINES:,} lines, too many for a worksheet"])
    record: dict[str, Any] = msgspec.to_builtins(annotation) if annotation else fresh_record(article)
    head = {"doc_id": record.pop("doc_id"), "sha256": record.pop("sha256")}
    head[MADE_FROM] = (made_from or Origin(digest(annotation))).record()
    record = {**head, "guidelines": record.pop("guidelines"), "author": record.pop("author", None), **record}
    if annotation is not None:
        without_what_follows(annotation, record, lines)
    for layer in IDENTIFIED if pending else ():
        record[layer] = record[layer] and [_marked(entry, pending) for entry in record[layer]]
    numbers = {start: number for number, (start, _) in enumerate(lines, start=1)}
    roles: Sequence[LineRole] = article.cleaned.lines
    if annotation is None or annotation.lines is not None:
        record["lines"] = {numbers[line.start]: str(Role(line.role)) for line in roles}
    for mention in record["mentions"] or ():
        _strings(mention, raw, lines)
    for quote in record["quotes"] or ():
        for part in (*quote["content"], *([quote["cue"]] if quote["cue"] else ())):
            _strings(part, raw, lines)
    for scare in record.get("scare_quotes") or ():
        _strings(scare, raw, lines)
    for stance in record["stances"] or ():
        for part in stance["evidence"]:
            _strings(part, raw, lines)
    above = "".join(f"# {_NOT_IN_COMMENTS.sub(_escaped, line)}\n" for line in preface)
    return f"{above}{dump(record)}" + "".join(
        f"# {number}: {_NOT_IN_COMMENTS.sub(_escaped, raw[start:end])}\n"
        for number, (start, end) in enumerate(lines, start=1)
        if raw[start:end].strip()
    )


def _marked(entry: dict[str, Any], pending: Collection[str]) -> dict[str, Any]:
    if entry["id"] not in pending:
        return entry
    return {"id": entry["id"], KEY: str(Mark.PENDING), **entry}


def _number(
    records: list[dict[str, Any]] | None, layer: str, before: Sequence[msgspec.Struct] | None, left_out: set[str]
) -> None:
    """Give an id to every record that has none: the one of the annotated record that stands in the same place, else
    the next above all that are there, suggestions among them."""
    old = [msgspec.to_builtins(record) for record in before or ()]
    known = {_place(record, layer): record["id"] for record in old}
    taken = left_out | {name for record in records or () if isinstance(name := record.get("id"), str)}
    numbers = (name[1:] for name in (*taken, *known.values()))
    used = (int(number) for number in numbers if number.isdecimal() and len(number) <= _LONGEST_NUMBER)
    highest = max(used, default=0)
    for record in records or ():
        if record.get("id") is not None:
            continue
        name = known.get(_place(record, layer))
        if name is None or name in taken:
            highest += 1
            name = f"{layer[0]}{highest}"
        record["id"] = name
        taken.add(name)


def _place(record: dict[str, Any], layer: str) -> str:
    """What makes two records of a layer the same one: their spans; for stances holder and target."""
    if layer == "stances":
        target = record.get("target")
        target = (target.get("entity"), target.get("proposition")) if isinstance(target, dict) else target
        return repr((record.get("holder"), target))
    return repr([(part["start"], part["end"]) for part in (record["content"] if layer == "quotes" else [record])])


def _escaped(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape", "surrogatepass").decode("ascii")


def fresh_record(article: Article) -> dict[str, Any]:
    """An annotation of the document without labels, as plain data; the lines are left to the worksheet."""
    return {
        "doc_id": article.document.doc_id,
        "sha256": article.document.sha256,
        "guidelines": GUIDELINES,
        "provenance": [
            {
                "layers": ["lines", "mentions", "quotes", "scare_quotes", "stances"],
                "kind": "human",
                "name": None,
                "round": "first",
                "date": None,
            }
        ],
        "mentions": [],
        "quotes": [],
        "scare_quotes": [],
        "stances": [],
    }


def _strings(record: dict[str, Any], raw: str, lines: list[tuple[int, int]]) -> None:
    """Replace the offsets of a span record by its string, the line and, where needed, the occurrence."""
    start, end = record.pop("start"), record.pop("end")
    record.pop("surface", None), record.pop("digest", None)
    text = raw[start:end]
    place: dict[str, Any] = {"text": text}
    number = bisect_right([low for low, _ in lines], start)
    low, high = lines[number - 1]
    within = end <= high
    if within:
        place["line"] = number
    else:
        low, high = 0, len(raw)
    before = _count(raw, text, low, start)
    if before or raw.find(text, start + 1, high) != -1:
        place["nth"] = before + 1
    rest = dict(record)
    record.clear()
    record.update(**({"id": rest.pop("id")} if "id" in rest else {}), **place, **rest)


def _count(raw: str, text: str, low: int, start: int) -> int:
    count, found = 0, raw.find(text, low)
    while found != -1 and found < start:
        count += 1
        found = raw.find(text, found + 1)
    return count
