"""Documents as `goldwire show` prints them: their text with mentions and quotes in it, or their labels by place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.padding import Padding
from rich.text import Text

from goldwire.cli.terminal import out
from goldwire.model.incident import IN_WORDS, printable
from goldwire.release.published import Placed

Names = Mapping[str, str]
"""What entities are called, by id."""
MENTION_STYLE = {
    "PER": "bold cyan",
    "ORG": "bold magenta",
    "GPE": "bold green",
    "LOC": "bold yellow",
    "NORP": "bold blue",
    "EVENT": "bold red",
}
POLARITY_STYLE = {"support": "green", "oppose": "red", "mixed": "yellow", "none": "dim"}
QUOTE_STYLE = "underline"
_MARK = {"headline": "bold", "subhead": "italic"}


def words(text: str) -> str:
    """Text from outside, as it is read in a line."""
    return printable(text, keep=IN_WORDS)


def print_text(whole: Placed, names: Names) -> None:
    """The text with its mentions and quotes, then quotes with their speakers, then stances with their evidence."""
    out.print(_legend())
    out.print()
    for line in _drawn(whole):
        out.print(line, soft_wrap=False)
        out.print()
    surfaces = {mention["id"]: mention["text"] for mention in whole.mentions or ()}
    if _headed("quotes", whole.quotes):
        for quote in whole.quotes or ():
            _item(_quote_head(quote, surfaces, names))
            _item(Text(words(_joined(quote["content"])), style=QUOTE_STYLE), indent=6)
    _print_scare_quotes([(scare["kind"], scare["text"]) for scare in whole.scare_quotes or ()])
    if whole.quotes is not None:
        out.print()
    if _headed("stances", whole.stances):
        for stance in whole.stances or ():
            _item(_stance_head(stance, names))
            if stance["evidence"]:
                _item(Text(words(_joined(stance["evidence"])), style="dim"), indent=6)


def print_labels(row: Mapping[str, Any], names: Names) -> None:
    """The labels of a document whose text is not at hand, each with its line and its offsets in the raw text."""
    lines = row["lines"]
    out.print(Text("offsets are code points of the raw text; lines are counted without blank ones", style="dim"))

    def at(span: Mapping[str, Any], prefix: str = "") -> str:
        start, end = span[f"{prefix}start"], span[f"{prefix}end"]
        number = next((n for n, line in enumerate(lines or (), 1) if line["start"] <= start < line["end"]), None)
        return f"{f'line {number} ' if number else ''}[{start}, {end})"

    if _headed("lines", lines):
        for number, line in enumerate(lines, 1):
            _item(Text.assemble(f"line {number} [{line['start']}, {line['end']}) ", (line["role"], "bold")))
    if _headed("mentions", row["mentions"]):
        for mention in row["mentions"]:
            literal = f", literally {_called(mention['literal'], names)}" if mention["literal"] else ""
            head = (mention["type"], MENTION_STYLE.get(mention["type"], ""))
            who = f" {mention['form']}  {_called(mention['entity'], names)}{literal}"
            _item(Text.assemble((mention["id"], "bold"), f" {at(mention)} ", head, who))
    if _headed("quotes", row["quotes"]):
        for quote in row["quotes"]:
            _item(_quote_head(quote | {"cue": None}, {m["id"]: m["id"] for m in row["mentions"] or ()}, names))
            places = [f"content {', '.join(map(at, quote['content']))}"]
            places += [f"cue {at(quote, 'cue_')}"] if quote["cue_start"] is not None else []
            _item(Text("; ".join(places)), indent=6)
    _print_scare_quotes([(scare["kind"], at(scare)) for scare in row["scare_quotes"] or ()])
    if _headed("stances", row["stances"]):
        for stance in row["stances"]:
            _item(_stance_head(stance, names))
            if stance["evidence"]:
                _item(Text(f"evidence {', '.join(map(at, stance['evidence']))}"), indent=6)


def counted(layers: Mapping[str, Any]) -> str:
    """How many labels there are of each layer."""
    counts = {name: layers.get(name) for name in ("mentions", "quotes", "scare_quotes", "stances")}
    return ", ".join(
        f"{name.replace('_', ' ')}: {'not annotated' if layer is None else len(layer)}"
        for name, layer in counts.items()
    )


def _legend() -> Text:
    legend = Text()
    for kind, style in MENTION_STYLE.items():
        legend.append(kind if out.coloured else f"[{kind}]", style=style).append("  ")
    return legend.append("quote" if out.coloured else "⟨quote⟩", style=QUOTE_STYLE)


def _drawn(whole: Placed) -> list[Text]:
    """The lines of the text with their mentions and quotes; where no colours are seen, types stand in brackets."""
    text = Text(whole.text)
    for line in whole.lines:
        if line["role"] in _MARK:
            text.stylize(_MARK[line["role"]], line["start"], line["end"])
    for quote in whole.quotes or ():
        for part in quote["content"]:
            text.stylize(QUOTE_STYLE, part["start"], part["end"])
    mentions = whole.mentions or []
    for mention in mentions:
        text.stylize(MENTION_STYLE[mention["type"]], mention["start"], mention["end"])
    # Rich leaves some control characters out of a text, and styles would then lie elsewhere.
    if out.coloured and text.plain == whole.text:
        return [text[line["start"] : line["end"]] for line in whole.lines]
    notes = [(mention["end"], f"[{mention['type']}]") for mention in mentions]
    for quote in whole.quotes or ():
        notes += [(part["end"], f"⟨{quote['id']}⟩") for part in quote["content"]]
    return [_annotated(whole.text, line, sorted(notes)) for line in whole.lines]


def _annotated(text: str, line: Mapping[str, Any], notes: Iterable[tuple[int, str]]) -> Text:
    result, position = Text(), line["start"]
    for place, note in notes:
        if line["start"] < place <= line["end"]:
            result.append(words(text[position:place])).append(words(note))
            position = place
    return result.append(words(text[position : line["end"]]))


def _headed(name: str, layer: Any) -> bool:
    if layer is None:
        out.print(Text(f"{name}: not annotated", style="dim"))
        return False
    out.print(Text(f"{name} ({len(layer)})", style="bold"))
    return True


def _item(text: Text, *, indent: int = 2) -> None:
    out.print(Padding(text, (0, 0, 0, indent)), soft_wrap=False)


def _joined(parts: Iterable[Mapping[str, Any]]) -> str:
    return " … ".join(part["text"] for part in parts)


def _called(entity: str | None, names: Names) -> str:
    """An entity by its name, with its id where that says more."""
    if entity is None:
        return "nobody listed"
    name = names.get(entity)
    return words(f"{name} ({entity})" if name and name != entity else entity)


def _quote_head(quote: Mapping[str, Any], mentioned: Mapping[str, str], names: Names) -> Text:
    who = " and ".join(_speaker(one, mentioned, names) for one in quote["speakers"]) or _NOBODY
    cue = f", “{quote['cue']}”" if quote["cue"] else ""
    inside = f", inside {quote['parent']}" if quote["parent"] else ""
    return Text.assemble(
        (words(quote["id"]), "bold"), f" {quote['type']}  ", (words(who), MENTION_STYLE["PER"]), words(cue + inside)
    )


def _speaker(speaker: Mapping[str, Any], mentioned: Mapping[str, str], names: Names) -> str:
    said_by = mentioned.get(speaker["mention"] or "") or _NOBODY
    entity = names.get(speaker["entity"] or "", speaker["entity"] or "")
    return said_by if entity in ("", said_by) else f"{said_by} ({entity})"


_NOBODY = "nobody named"


def _stance_head(stance: Mapping[str, Any], names: Names) -> Text:
    target = stance["target_entity"]
    about = f"“{stance['target_proposition']}”" if target is None else names.get(target, target)
    return Text.assemble(
        (words(stance["id"]), "bold"),
        words(f" {names.get(stance['holder'], stance['holder'])} "),
        (stance["polarity"], POLARITY_STYLE.get(stance["polarity"], "")),
        words(f" {about}"),
        (words(f"  ({stance['quote']})") if stance["quote"] else "", "dim"),
    )


def _print_scare_quotes(scares: list[tuple[str, str]]) -> None:
    if scares:
        out.print(Text(f"scare quotes ({len(scares)})", style="bold"))
        for kind, said in scares:
            _item(Text.assemble((words(kind), "bold"), words(f" {said}")))
