"""docs/results.md and the README's block, from docs/results.json alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Results = dict[str, Any]
"""What docs/results.json holds."""

HEADLINES = {
    "mentions.strict": "names, span and type",
    "links.all": "entities of gold mentions",
    "quotes.content": "quotes, exact content",
    "quotes.attribution": "quotes with cue and speaker",
    "speakers.all": "speakers of gold quotes",
    "polarities.macro": "polarity of gold pairs",
    "stances.tuple": "stances from the text alone",
    "line_roles.kept": "lines kept or dropped",
}
"""The metrics of the summary, with what each is called there."""
CURVED = {name: title for name, title in HEADLINES.items() if name != "line_roles.kept"}
"""Those that have a learning curve."""
LEVELS = ("standard", "lookup", "majority")
SPLITS = {"test": "Test", "wire": "Wire"}
LANGUAGES = {"en": "English", "fr": "French"}
SECTIONS = {
    "Mentions": ("mentions",),
    "Entities": ("links", "linking"),
    "Quotes": ("quotes",),
    "Speakers of gold quotes": ("speakers",),
    "Stances from the text alone": ("stances",),
    "Polarity of gold pairs": ("polarities",),
    "Line roles": ("line_roles",),
}
"""The metrics of each section, by what their names begin with."""
FIGURES = {"f1": "F1", "accuracy": "accuracy", "macro_f1": "macro-F1"}
CURVES = "learning-curves.svg"
_MOST = 10
"""Kinds of errors that a table lists where their number is open; the rest is put together."""


def page(results: Results) -> str:
    """docs/results.md."""
    sections = (
        _head(results),
        "## In short\n\n" + summary(results),
        _reading(results),
        *(_section(results, title) for title in SECTIONS),
        _curves(results),
        _errors(results),
        _made_with(results),
    )
    return "\n\n".join(section.rstrip("\n") for section in sections) + "\n"


def block(results: Results) -> str:
    """The block of the README."""
    release = results["release"]
    sizes = {one["split"]: one for one in results["documents"] if one["language"] == "all"}
    words = [
        f"{release['name']} {release['version']}: trained on {_size(sizes['train'])}, tested on {_size(sizes['test'])}",
        f" and on {sizes['wire']['documents']:,} real articles (wire)" if "wire" in sizes else "",
        f"; in brackets {results['settings']['confidence']:.0%} intervals. English and French are those of test.",
    ]
    return f"{summary(results)}\n{''.join(words)}\n"


def _size(one: dict[str, Any]) -> str:
    return f"{one['documents']:,} articles of {one['stories']:,} stories"


def summary(results: Results) -> str:
    """One row a task: the standard baselines beside those below them, on test and on the real articles."""
    wire = "wire" in results["figures"]
    header = ["task", "figure", "test", *LANGUAGES.values(), "lookup", "majority", *(["wire"] if wire else [])]
    figures = _first_figures(results)
    rows = []
    for metric, title in HEADLINES.items():
        row = [title, FIGURES.get(figures[metric], figures[metric]), _cell(results, "test", "all", "standard", metric)]
        row += [_cell(results, "test", language, "standard", metric, interval=False) for language in LANGUAGES]
        row += [_cell(results, "test", "all", level, metric, interval=False) for level in LEVELS[1:]]
        row += [_cell(results, "wire", "all", "standard", metric)] if wire else []
        rows.append(row)
    return table(header, rows, words=2)


def table(header: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> str:
    """A Markdown table whose first `words` columns are words, the others numbers."""
    rule = ["---" if number < words else "---:" for number in range(len(header))]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (header, rule, *rows))


def _first_figures(results: Results) -> dict[str, str]:
    return {metric["name"]: metric["figure"] for metric in results["metrics"]}


def _entry(results: Results, split: str, language: str, level: str, metric: str) -> dict[str, Any] | None:
    """The counts and figures of one metric; None where the split has no such documents."""
    found: dict[str, Any] | None = (
        results["figures"].get(split, {}).get(language, {}).get("levels", {}).get(level, {}).get(metric)
    )
    return found


def _cell(results: Results, split: str, language: str, level: str, metric: str, *, interval: bool = True) -> str:
    entry = _entry(results, split, language, level, metric)
    if entry is None:
        return "–"
    documents = results["figures"][split][language]["documents"]
    return _figure(entry["figures"][_first_figures(results)[metric]], interval=interval and documents > 1)


def _figure(figure: dict[str, float | None], *, interval: bool = True) -> str:
    if figure["value"] is None:
        return "–"
    between = f" ({figure['low']:.2f}–{figure['high']:.2f})" if interval and figure["low"] is not None else ""
    return f"{figure['value']:.3f}{between}"


def _difference(results: Results, split: str, metric: str) -> str:
    found = results["figures"][split]["all"]["paired"].get(metric)
    if found is None or found["value"] is None:
        return "–"
    return f"{found['value']:+.3f} (p {_p(found['p'])})".replace("-", "−")


def _p(value: float | None) -> str:
    if value is None:
        return "–"
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _head(results: Results) -> str:
    release, settings = results["release"], results["settings"]
    rows = [
        [one["split"], LANGUAGES.get(one["language"], one["language"]), f"{one['stories']:,}", f"{one['documents']:,}"]
        for one in results["documents"]
    ]
    return f"""# How good the baselines are

Three systems, trained on open articles alone: `standard`, what the package offers; below it `lookup`, what the
training documents say by heart, and `majority`, the commonest answer. `make results` trains them on
{release["name"]} {release["version"]} and writes this page from [results.json](results.json).

{table(["split", "language", "stories", "documents"], rows, words=2)}
In brackets stands a {settings["confidence"]:.0%} interval, from {settings["resamples"]:,} bootstrap samples of
documents; it is left out for a single document. `standard − lookup` has the p-value of a paired test,
two-sided. `items` are those of gold. [scoring.md](scoring.md) prints the formulas of all metrics."""


def _reading(results: Results) -> str:
    documents = {(one["split"], one["language"]): one for one in results["documents"]}
    test, wire = documents["test", "all"], documents.get(("wire", "all"))
    points = [
        f"""**Few documents.** Test holds {_size(test)}. Articles of one story are alike, so true
  intervals are wider than those printed; systems whose intervals overlap may well change places.""",
        """**One fictional world.** No story is in two splits, but stories share people, places and groups. What is
  known by heart from training helps on test, and would not in another world: names and entities that training has
  are counted apart from new ones [below](#what-goes-wrong).""",
        """**Entities are listed beforehand.** The entity table of a release has names and aliases of all entities, also
  of those that only test or wire mentions. Linking chooses among them, it discovers nobody.""",
        """**Gold mentions tell much.** A nominal or a pronoun is annotated only where a quote or a stance needs it, and
  carries its entity. Whoever is given gold mentions has few speakers to choose from; `quotes.speaker` and
  `quotes.attribution` say how well speakers are found in the text alone.""",
        """**Labels by a language model.** One wrote the texts of the open collection and all labels. A figure says how
  well a system repeats these labels.""",
        """**Evidence is never given.** A system that tells the polarity of a gold pair sees the text, the mentions and
  the quotes, but not the evidence of the stance, which in gold is empty just where the polarity is `none`, nor its
  quote.""",
    ]
    if wire is None:
        points.append("**No real articles.** Their raw files were not at hand.")
    else:
        french = documents.get(("wire", "fr"))
        points.append(
            f"""**Wire is {_number(wire["documents"])} real articles**{_french(french)}: a look at how far the systems
  carry, no measurement. They are about the real world, of which training says nothing. They were at hand while the
  guidelines and the rules that clean pages were written, so they are no blind test of line roles."""
        )
    return "## Before you read on\n\n" + "\n".join(f"- {point}" for point in points)


def _french(documents: dict[str, Any] | None) -> str:
    return "" if documents is None else f", {_number(documents['documents'])} of them French"


def _number(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    return words[count] if count < len(words) else f"{count:,}"


def _section(results: Results, title: str) -> str:
    metrics = [metric for begin in SECTIONS[title] for metric in results["metrics"] if _begin(metric["name"]) == begin]
    parts = [f"## {title}"]
    for split in results["figures"]:
        rows = [_row(results, split, metric["name"], metric["figure"]) for metric in metrics]
        header = ["metric", "figure", "items", *LEVELS, "standard − lookup", *LANGUAGES.values()]
        parts.append(f"**{SPLITS[split]}**\n\n" + table(header, rows, words=2).rstrip("\n"))
    return "\n\n".join(parts)


def _begin(metric: str) -> str:
    return metric.partition(".")[0]


def _row(results: Results, split: str, metric: str, figure: str) -> list[str]:
    entry = _entry(results, split, "all", "standard", metric)
    return [
        f"`{metric}`",
        FIGURES.get(figure, figure),
        "–" if entry is None else f"{_items(entry['counts']):,}",
        _cell(results, split, "all", "standard", metric),
        *(_cell(results, split, "all", level, metric, interval=False) for level in LEVELS[1:]),
        _difference(results, split, metric),
        *(_cell(results, split, language, "standard", metric) for language in LANGUAGES),
    ]


def _items(counts: dict[str, int]) -> int:
    """How many gold items a figure rests on."""
    if "of" in counts:
        return counts["of"]
    return sum(count for name, count in counts.items() if name == "gold" or name.endswith("_gold"))


def _curves(results: Results) -> str:
    curves = results["curves"]
    shares = [f"{share}% ({stories:,})" for share, stories in zip(curves["shares"], curves["stories"], strict=True)]
    rows = [
        [title, level, *(_spread(values) for values in curves["points"][level][metric])]
        for metric, title in CURVED.items()
        for level in curves["points"]
    ]
    return f"""## Learning curves

![The table below as a drawing: a panel a metric, a line a level]({CURVES})

Systems trained on a share of the training stories (their number in brackets), in {_number(curves["orders"])} orders,
each share within the next: the mean, and from the lowest to the highest. They are evaluated on {curves["split"]}: one
reads a curve to decide what to do next, and what test helped to decide it can no longer measure. The baselines were
built with {curves["split"]} at hand, so the height of a curve flatters them; its slope is the point.

{table(["metric", "level", *shares], rows, words=2)}"""


def _spread(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return "–"
    mean = sum(known) / len(known)
    between = f" ({min(known):.2f}–{max(known):.2f})" if min(known) != max(known) else ""
    return f"{mean:.3f}{between}"


def _errors(results: Results) -> str:
    parts = [
        """## What goes wrong

The standard baselines, every unit counted once, with its share. Where kinds are pairs of labels, gold stands first."""
    ]
    for analysis in results["analyses"]:
        counts = {column: _kinds(results, column, analysis["name"]) for column in _columns(results)}
        if not any(sum(kinds.values()) for kinds in counts.values()):
            continue
        header = ["kind", *(_column(*column) for column in counts)]
        rows = [
            [name, *(_count(sum(kinds.get(kind, 0) for kind in group), kinds) for kinds in counts.values())]
            for name, group in _grouped(analysis, list(counts.values()))
        ]
        total = ["all", *(f"{sum(kinds.values()):,}" for kinds in counts.values())]
        parts.append(f"**{analysis['title']}**: {analysis['unit']}\n\n{table(header, [*rows, total])}".rstrip("\n"))
    return "\n\n".join(parts)


def _columns(results: Results) -> Iterator[tuple[str, str]]:
    for split, groups in results["figures"].items():
        for language in groups:
            yield split, language


def _column(split: str, language: str) -> str:
    return split if language == "all" else f"{split} {language}"


def _kinds(results: Results, column: tuple[str, str], analysis: str) -> dict[str, int]:
    split, language = column
    kinds: dict[str, int] = results["errors"].get(split, {}).get(language, {}).get(analysis, {})
    return kinds


def _grouped(analysis: dict[str, Any], columns: Sequence[dict[str, int]]) -> list[tuple[str, list[str]]]:
    """The kinds that occur: as the analysis orders them, or else the commonest first and rare ones put together."""
    totals: dict[str, int] = {}
    for kinds in columns:
        for kind, count in kinds.items():
            totals[kind] = totals.get(kind, 0) + count
    if analysis["kinds"]:
        return [(kind, [kind]) for kind in analysis["kinds"] if totals.get(kind)]
    found = sorted(totals, key=lambda kind: (kind != "right", -totals[kind], kind))
    rare = found[_MOST:]
    return [(kind, [kind]) for kind in found[:_MOST]] + ([(f"{len(rare)} other kinds", rare)] if rare else [])


def _count(count: int, kinds: dict[str, int]) -> str:
    total = sum(kinds.values())
    return f"{count:,} ({count / total:.0%})" if total else "–"


def _made_with(results: Results) -> str:
    release, settings = results["release"], results["settings"]
    libraries = ", ".join(f"{name} {version}" for name, version in results["libraries"].items())
    return f"""## Made with

{release["name"]} {release["version"]} (SHA-256 of its record {release["record"][:16]}…), {libraries};
seed {settings["seed"]}, {settings["swaps"]:,} swaps in paired tests."""
