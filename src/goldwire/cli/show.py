"""`goldwire show`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.padding import Padding
from rich.text import Text

from goldwire.annotation.article import Article
from goldwire.checks.run import judge
from goldwire.cli.console import (
    INCIDENTS,
    CorpusOption,
    JsonOption,
    RawOption,
    err,
    one_document,
    opened,
    out,
    print_incidents,
    print_json,
    refusals,
)
from goldwire.corpus.ledger import Fate
from goldwire.model.incident import errors, printable
from goldwire.release.published import Placed, placed

NAME = "show"
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


def command(
    document: Annotated[str, typer.Argument(help="Id of the document, or its beginning.", metavar="DOC")],
    raw: RawOption = None,
    corpus: CorpusOption = Path(),
    json: JsonOption = False,
) -> None:
    """Print a document: mentions coloured by type, quotes underlined with their speakers, stances with their evidence.

    Examples:

      goldwire show gw-0ftr

      goldwire show gw-jjy0 --raw ~/wire

      goldwire show gw-0ftr --json
    """
    with refusals():
        work = opened(corpus, raw)
        record = one_document(work, document)
        verdict = judge(work, record)
        standing = work.corpus.ledger().value.get(record.doc_id)
    article = verdict.article
    broken = errors(verdict.incidents)
    # A broken annotation is not drawn: its spans cannot be trusted to lie where they say.
    whole = None if broken else placed(article)
    if json:
        print_json({"document": article.document, "published": whole, "incidents": verdict.incidents})
    else:
        _print(
            article,
            whole,
            {entity.id: printable(entity.names.en or entity.names.fr or "") for entity in work.entities.values()},
        )
        print_incidents(verdict.incidents, console=err, information=False)
    if standing is not None and standing.fate is not Fate.ACTIVE:
        why = f": {printable(standing.reason)}" if standing.reason else ""
        err.print(f"{record.doc_id} was {standing.fate} and is in no later release{why}")
    if broken:
        raise typer.Exit(INCIDENTS)


def _print(article: Article, whole: Placed | None, names: dict[str, str]) -> None:
    document = article.document
    facts = [document.language, document.outlet, document.published.date if document.published else None]
    out.print(Text(document.doc_id, style="bold"), Text(printable("  ".join(fact for fact in facts if fact))))
    out.print(
        Text(printable(f"story {document.story}; {document.rights.holder}, {document.rights.licence}"), style="dim")
    )
    if whole is None:
        annotation = article.annotation
        layers = {name: getattr(annotation, name, None) for name in ("mentions", "quotes", "scare_quotes", "stances")}
        counted = [
            f"{name.replace('_', ' ')}: {'not annotated' if layer is None else len(layer)}"
            for name, layer in layers.items()
        ]
        why = "text withheld: name the folder of the raw files with --raw" if document.withheld else "text not shown"
        out.print(Text(f"\n({why})\n{', '.join(counted)}"))
        return
    out.print(_legend())
    out.print()
    for line in _drawn(whole):
        out.print(line, soft_wrap=False)
        out.print()
    _print_quotes(whole, names)
    _print_stances(whole, names)


def _legend() -> Text:
    legend = Text()
    for kind, style in MENTION_STYLE.items():
        legend.append(kind, style=style).append("  ")
    return legend.append("quote", style=QUOTE_STYLE)


def _drawn(whole: Placed) -> list[Text]:
    """The lines of the text with their mentions and quotes; without colours, types stand in brackets behind."""
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
    lines = [text[line["start"] : line["end"]] for line in whole.lines]
    if out.color_system is not None:
        return lines
    notes = [(mention["end"], f"[{mention['type']}]") for mention in mentions]
    for quote in whole.quotes or ():
        notes += [(part["end"], f"⟨{quote['id']}⟩") for part in quote["content"]]
    return [_annotated(whole.text, line, sorted(notes)) for line in whole.lines]


def _annotated(text: str, line: dict[str, Any], notes: list[tuple[int, str]]) -> Text:
    result, position = Text(), line["start"]
    for place, note in notes:
        if line["start"] < place <= line["end"]:
            result.append(text[position:place]).append(note)
            position = place
    return result.append(text[position : line["end"]])


def _print_quotes(whole: Placed, names: dict[str, str]) -> None:
    if whole.quotes is None:
        out.print(Text("quotes: not annotated", style="dim"))
        return
    out.print(Text(f"quotes ({len(whole.quotes)})", style="bold"))
    surfaces = {mention["id"]: mention["text"] for mention in whole.mentions or ()}
    for quote in whole.quotes:
        speaker = surfaces.get(quote["speaker_mention"], "nobody named")
        entity = names.get(quote["speaker_entity"] or "", quote["speaker_entity"] or "")
        who = speaker if entity in ("", speaker) else f"{speaker} ({entity})"
        cue = f", “{quote['cue']}”" if quote["cue"] else ""
        inside = f", inside {quote['parent']}" if quote["parent"] else ""
        head = Text.assemble(
            (quote["id"], "bold"), f" {quote['type']}  ", (who, MENTION_STYLE["PER"]), f"{cue}{inside}"
        )
        out.print(Padding(head, (0, 0, 0, 2)), soft_wrap=False)
        content = " … ".join(part["text"] for part in quote["content"])
        out.print(Padding(Text(content, style=QUOTE_STYLE), (0, 0, 0, 6)), soft_wrap=False)
    if whole.scare_quotes:
        out.print(Text(f"scare quotes ({len(whole.scare_quotes)})", style="bold"))
        for scare in whole.scare_quotes:
            line = Text.assemble((scare["kind"], "bold"), f" {scare['text']}")
            out.print(Padding(line, (0, 0, 0, 2)), soft_wrap=False)
    out.print()


def _print_stances(whole: Placed, names: dict[str, str]) -> None:
    if whole.stances is None:
        out.print(Text("stances: not annotated", style="dim"))
        return
    out.print(Text(f"stances ({len(whole.stances)})", style="bold"))
    for stance in whole.stances:
        target = stance["target_entity"]
        about = f"“{printable(stance['target_proposition'])}”" if target is None else names.get(target, target)
        head = Text.assemble(
            (stance["id"], "bold"),
            f" {names.get(stance['holder'], stance['holder'])} ",
            (stance["polarity"], POLARITY_STYLE[stance["polarity"]]),
            f" {about}",
            (f"  ({stance['quote']})" if stance["quote"] else "", "dim"),
        )
        out.print(Padding(head, (0, 0, 0, 2)), soft_wrap=False)
        if stance["evidence"]:
            evidence = " … ".join(part["text"] for part in stance["evidence"])
            out.print(Padding(Text(evidence, style="dim"), (0, 0, 0, 6)), soft_wrap=False)
