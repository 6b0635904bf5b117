"""Worksheets: annotations as people write them, with exact strings instead of offsets.

A worksheet is YAML. Every span is `{text, line, nth}`: `text` stands exactly so in the raw text, within raw line
`line` (counted from 1) where that is given, and is the `nth` occurrence there (needed only where there are several).
`apply_worksheet` turns it into an annotation; `worksheet` turns an annotation back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import msgspec
import yaml
from yaml.composer import ComposerError
from yaml.constructor import ConstructorError

from goldwire.annotation.article import Article
from goldwire.model.annotation import Annotation, LineRole
from goldwire.model.line import Role
from goldwire.model.span import anchored
from goldwire.text.clean import full_lines
from goldwire.text.lines import line_spans

_SHOWN = 8
"""How many candidates an ambiguous string lists."""
_CONTEXT = 25


class WorksheetError(ValueError):
    """Everything in a worksheet that cannot be resolved, one problem a line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Loader(yaml.SafeLoader):
    """YAML as people write it by hand: no aliases, which could make a small file huge, no tags, every key once. What
    looks like a date or a fraction stays a string."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":float"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None):
            raise ComposerError(None, None, "aliases (*) and tags (!) have no place here", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[tuple[str, str]] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if (key.tag, key.value) in seen:
                    raise ConstructorError(None, None, f"the key {key.value!r} is given twice", key.start_mark)
                seen.add((key.tag, key.value))
        return super().construct_mapping(node, deep)


class _Dumper(yaml.SafeDumper):
    """YAML that gives back every string, those with line breaks that only Unicode knows too."""

    def represent_str(self, data: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", data, style='"' if _UNICODE_BREAK.search(data) else None)


_Dumper.add_representer(str, _Dumper.represent_str)
_UNICODE_BREAK = re.compile("[\x85\u2028\u2029]")
_NOT_IN_COMMENTS = re.compile("[^\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class _Resolver:
    doc_id: str
    raw: str
    withheld: bool
    lines: list[tuple[int, int]]
    problems: list[str]

    def span(self, entry: Any, place: str) -> dict[str, Any]:
        """The span record of one `{text, line, nth}`; a problem is noted and gives an empty span."""
        nothing = {"start": 0, "end": 1, "surface": ""}
        if not isinstance(entry, dict) or not isinstance(entry.get("text"), str) or not entry["text"]:
            self.problems.append(f"{place}: a span is written {{text: ..., line: ...}}")
            return nothing
        text, number, nth = entry["text"], entry.get("line"), entry.get("nth")
        low, high = 0, len(self.raw)
        if number is not None:
            if not isinstance(number, int) or not 1 <= number <= len(self.lines):
                self.problems.append(f"{place}: there is no line {number!r}; the text has {len(self.lines)}")
                return nothing
            low, high = self.lines[number - 1]
        found = self._occurrences(text, low, high)
        where = "the text" if number is None else f"line {number}"
        if not found:
            elsewhere = self._described(self._occurrences(text, 0, len(self.raw)))
            self.problems.append(f"{place}: {text!r} does not stand in {where}{elsewhere}")
            return nothing
        if nth is None and len(found) > 1:
            self.problems.append(f"{place}: {text!r} stands {len(found)} times in {where}{self._described(found)}")
            return nothing
        if nth is not None and not (isinstance(nth, int) and 1 <= nth <= len(found)):
            self.problems.append(f"{place}: {text!r} stands {len(found)} times in {where}, not {nth!r} times")
            return nothing
        start = found[(nth or 1) - 1]
        span = anchored(self.doc_id, self.raw, start, start + len(text), withheld=self.withheld)
        builtins: dict[str, Any] = msgspec.to_builtins(span)
        return builtins

    def _occurrences(self, text: str, low: int, high: int) -> list[int]:
        found, start = [], self.raw.find(text, low, high)
        while start != -1:
            found.append(start)
            start = self.raw.find(text, start + 1, high)
        return found

    def _described(self, starts: list[int]) -> str:
        if not starts:
            return ""
        shown = [
            f"\n    line {self._line_of(s)}: …{self.raw[max(0, s - _CONTEXT) : s + 2 * _CONTEXT]!r}…"
            for s in starts[:_SHOWN]
        ]
        return "; it stands here:" + "".join(shown)

    def _line_of(self, offset: int) -> int:
        return bisect_right([start for start, _ in self.lines], offset)


def apply_worksheet(source: str, article: Article) -> Annotation:
    """Resolve a worksheet (YAML) against the raw text of its document.

    Raises `WorksheetError` with every string that is absent or ambiguous, naming the candidates with their context.
    The result still has to pass the schema and the checks.
    """
    raw, document = article.raw, article.document
    if raw is None:
        raise WorksheetError([f"the raw text of {document.doc_id} is not at hand; name its folder with --raw"])
    try:
        sheet = yaml.load(source, _Loader)
    except RecursionError:
        raise WorksheetError(["not YAML: nested too deeply"]) from None
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a number that Python does not convert
        raise WorksheetError([f"not YAML: {error}"]) from None
    if not isinstance(sheet, dict) or sheet.get("doc_id") != document.doc_id:
        raise WorksheetError([f"the worksheet must begin with doc_id: {document.doc_id}"])
    resolver = _Resolver(document.doc_id, raw, document.withheld, list(line_spans(raw)), [])
    record = {
        "doc_id": document.doc_id,
        "sha256": document.sha256,
        "guidelines": str(sheet.get("guidelines", "")),
        "provenance": sheet.get("provenance"),
        "lines": _lines(sheet.get("lines"), resolver),
        "mentions": _each(sheet.get("mentions"), "mentions", resolver, _mention),
        "quotes": _each(sheet.get("quotes"), "quotes", resolver, _quote),
        "stances": _each(sheet.get("stances"), "stances", resolver, _stance),
    }
    if resolver.problems:
        raise WorksheetError(resolver.problems)
    try:
        return msgspec.convert(record, Annotation)
    except msgspec.ValidationError as error:
        raise WorksheetError([str(error)]) from None


def _each(entries: Any, layer: str, resolver: _Resolver, build: Any) -> list[Any] | None:
    if entries is None:
        return None
    if not isinstance(entries, list):
        resolver.problems.append(f"{layer}: must be a list")
        return []
    records = []
    for number, entry in enumerate(entries):
        place = f"{layer}[{number}]"
        if not isinstance(entry, dict):
            resolver.problems.append(f"{place}: must be a mapping")
            continue
        records.append(build(entry, f"{place} {entry.get('id', '')}".rstrip(), resolver))
    return records


def _lines(roles: Any, resolver: _Resolver) -> list[dict[str, Any]] | None:
    if roles is None:
        return None
    if not isinstance(roles, dict):
        resolver.problems.append("lines: must map line numbers to roles")
        return None
    records = []
    full = set(full_lines(resolver.raw))
    for number, (start, end) in enumerate(resolver.lines, start=1):
        if (start, end) not in full:
            continue
        role = roles.get(number)
        if role is None:
            resolver.problems.append(f"lines: line {number} has no role")
        records.append({"start": start, "end": end, "role": role})
    return records


def _mention(entry: dict[str, Any], place: str, resolver: _Resolver) -> dict[str, Any]:
    rest = {key: value for key, value in entry.items() if key not in ("text", "line", "nth")}
    return {"form": "name", **rest, **resolver.span(entry, place)}


def _quote(entry: dict[str, Any], place: str, resolver: _Resolver) -> dict[str, Any]:
    content = entry.get("content")
    fragments = content if isinstance(content, list) else [content]
    cue = entry.get("cue")
    return {
        "parent": None,
        **entry,
        "content": [resolver.span(part, f"{place} content[{i}]") for i, part in enumerate(fragments)],
        "cue": None if cue is None else resolver.span(cue, f"{place} cue"),
    }


def _stance(entry: dict[str, Any], place: str, resolver: _Resolver) -> dict[str, Any]:
    parts = entry.get("evidence")
    if parts is not None and not isinstance(parts, list):
        resolver.problems.append(f"{place} evidence: must be a list")
        parts = None
    evidence = [resolver.span(part, f"{place} evidence[{i}]") for i, part in enumerate(parts or [])]
    return {"quote": None, **entry, "evidence": evidence}


def worksheet(article: Article) -> str:
    """The worksheet of a document: of its annotation, or a fresh one with the cleaner's line roles.

    Raises `WorksheetError` where the raw text is not at hand.
    """
    raw, document, annotation = article.raw, article.document, article.annotation
    if raw is None or article.cleaned is None:
        raise WorksheetError([f"the raw text of {document.doc_id} is not at hand; name its folder with --raw"])
    lines = list(line_spans(raw))
    record: dict[str, Any] = msgspec.to_builtins(annotation) if annotation else _fresh(article)
    numbers = {start: number for number, (start, _) in enumerate(lines, start=1)}
    roles: list[LineRole] = article.cleaned.lines
    record["lines"] = {numbers[line.start]: str(Role(line.role)) for line in roles}
    for mention in record["mentions"] or ():
        _strings(mention, raw, lines)
    for quote in record["quotes"] or ():
        for part in (*quote["content"], *([quote["cue"]] if quote["cue"] else ())):
            _strings(part, raw, lines)
    for stance in record["stances"] or ():
        for part in stance["evidence"]:
            _strings(part, raw, lines)
    dumped: str = yaml.dump(record, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return dumped + "".join(
        f"# {number}: {_NOT_IN_COMMENTS.sub(_escaped, raw[start:end])}\n"
        for number, (start, end) in enumerate(lines, start=1)
        if raw[start:end].strip()
    )


def _escaped(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape", "surrogatepass").decode("ascii")


def _fresh(article: Article) -> dict[str, Any]:
    return {
        "doc_id": article.document.doc_id,
        "sha256": article.document.sha256,
        "guidelines": "0.1",
        "provenance": [
            {
                "layers": ["lines", "mentions", "quotes", "stances"],
                "kind": "human",
                "name": None,
                "round": "first",
                "date": None,
            }
        ],
        "mentions": [],
        "quotes": [],
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
