"""Fill the generated blocks of the pages that have any: what commands print and docstrings say, never typed by hand.

    python docs/make_pages.py           write the blocks anew
    python docs/make_pages.py --check   exit 1 where one is out of date

A block stands between `<!-- begin: NAME -->` and `<!-- end: NAME -->`. Figures of benchmarks come from
benchmarks/results.json, which `make benchmarks` writes, those of versions of `datasets` from tests/compat/results.json,
which `make compat` writes, and those of baselines from docs/results.json, which `make results` writes.
"""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from goldwire.annotation.files import load_annotation
from goldwire.checks.run import open_corpus
from goldwire.corpus.store import Corpus
from goldwire.model.annotation import AUTHOR, Annotation
from goldwire.model.document import Document
from goldwire.scoring.metric import LAYERS, Metric, metrics
from goldwire.versions.record import recorded

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "DATASHEET.md", "CHANGELOG.md", "docs/scoring.md")
_BLOCK = re.compile(r"(<!-- begin: ([a-z-]+) -->\n).*?(<!-- end: \2 -->)", re.S)
WIRE = Path(os.environ.get("GOLDWIRE_WIRE_RAW") or ROOT.parent / "shared" / "wire")
PRESS = Path(os.environ.get("GOLDWIRE_PRESS") or ROOT.parent / "shared" / "press")
NEEDS = {
    "agreement": ((WIRE, "*.txt"), (PRESS, "files/*")),
    "earlier-agreement": ((WIRE, "*.txt"),),
    "later-agreement": ((WIRE, "*.txt"), (PRESS, "files/*")),
    "press": ((PRESS, "files/*"),),
    "statistics": ((WIRE, "*.txt"), (PRESS, "files/*")),
}
"""What some blocks need that the repository does not hold: folders, and what must be in them."""
SHOWN = "gw-a5752scsayah0xwx"


def can_be_made(block: str) -> bool:
    """Whether all that a block is made from is at hand."""
    return all(any(folder.glob(pattern)) for folder, pattern in NEEDS.get(block, ()))


@cache
def _release() -> tuple[str, str]:
    """What `goldwire release` prints for the public edition, and the card that it writes."""
    with tempfile.TemporaryDirectory() as folder:
        printed = _goldwire("release", "--out", folder)
        card = next(Path(folder).rglob("README.md")).read_text(encoding="utf-8")
        return printed.replace(folder, "dist"), card


def _goldwire(*arguments: str) -> str:
    command = [sys.executable, "-m", "goldwire.cli", *arguments]
    environment = {**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    for name in ("GOLDWIRE_RAW", "GOLDWIRE_CORPUS", "FORCE_COLOR"):
        environment.pop(name, None)
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        said = f"goldwire {' '.join(arguments)}: {done.stderr.strip()}"
        raise SystemExit(
            f"{said}\nThe pages are those of the version in corpus/corpus.json: raise it to the released one"
        )
    return done.stdout


def release() -> str:
    return f"```console\n$ make release\n{_release()[0].rstrip()}\n```\n"


def summary() -> str:
    return _release()[1].split("## What it holds\n\n")[1].split("\n\n")[0] + "\n"


def show() -> str:
    text = _goldwire("show", SHOWN)
    body, _, rest = text.partition("quotes (")
    paragraph = next(part for part in body.split("\n\n") if "⟨q1⟩" in part)
    quotes, _, stances = rest.partition("stances (")
    lines = [f"quotes ({quotes.splitlines()[0]}", *quotes.splitlines()[1:5], "  …"]
    lines += [f"stances ({stances.splitlines()[0]}", *stances.splitlines()[1:5], "  …"]
    shown = "\n".join(line.rstrip() for line in (*paragraph.splitlines(), "…", *lines))
    return f"```console\n$ goldwire show {SHOWN[:7]}\n{shown}\n```\n"


_SHOWN = {
    "ner": ("doc_id", "tokens", "ner_tags"),
    "quotes": ("doc_id", "type", "content", "cue", "speakers"),
    "stance": ("doc_id", "holder_name", "target_name", "polarity", "evidence"),
}
"""Columns of real rows that the README shows, besides licence and attribution."""
_WORDS = 5
"""Words of a text that are shown at most."""


def press() -> str:
    """Rows of the fetched edition, as `goldwire.load` gives them, with their texts cut short."""
    import goldwire

    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, GOLDWIRE_CACHE=f"{folder}/cache"):
        _goldwire("fetch", "press", "--from", str(PRESS), "--offline")
        _goldwire("release", "--fetched", "--out", folder)
        release = next(Path(folder).glob("*/*-fetched"))
        parts = []
        for config, columns in _SHOWN.items():
            table = goldwire.load(config, split="press_test", release=release, cache_dir=str(Path(folder) / "datasets"))
            place = max(number for number, row in enumerate(table) if _tells(row))
            row = table[place]
            for name, feature in table.features.items():
                if hasattr(getattr(feature, "feature", feature), "int2str"):
                    names = getattr(feature, "feature", feature).int2str
                    row[name] = names(row[name]) if isinstance(row[name], list) else names(int(row[name]))
            shown = "\n".join(f"  {name:12} {_cut(row[name])}" for name in (*columns, "licence", "attribution"))
            parts.append(f">>> goldwire.load({config!r}, split='press_test')[{place}]\n{shown}")
    return "```console\n" + "\n".join(parts) + "\n```\n"


def _tells(row: dict[str, Any]) -> bool:
    """Whether a row has something to show: a name among the words that are shown, evidence and a target with a name
    where there should be."""
    named = row.get("target_name", "") is not None
    return named and any(row.get("ner_tags", [1])[:_WORDS]) and row.get("evidence") != []


def _cut(value: Any) -> str:
    """A value of a row, of which no more is shown than a few words."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return " … ".join(_cut(part["text"]) for part in value)
    words = value if isinstance(value, list) else str(value).split()
    if isinstance(value, str) and "http" in value:
        return value  # whom to name is said in full
    shown = " ".join(map(str, words[:_WORDS]))
    return f"{shown} …" if len(words) > _WORDS else shown


def benchmarks() -> str:
    results = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
    lines = [
        "| stage | documents | documents/s | MB/s | peak MB | against |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for row in results["pipeline"]:
        against = f"{row['ratio']:.1f} × {row['peer']}" if "ratio" in row else ""
        speed, rate = row["documents"] / row["seconds"], row["bytes"] / row["seconds"] / 1e6
        cells = (
            row["stage"],
            f"{row['documents']:,}",
            f"{speed:,.0f}",
            f"{rate:,.1f}",
            f"{row['peak_mb']:,.0f}",
            against,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def scoring() -> str:
    """Speed and memory of the scorer, and the time of others for the same names."""
    results = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
    lines = ["| predictions of | documents | documents/s | peak MB | against |", "| --- | ---: | ---: | ---: | --- |"]
    for row in results["scoring"]:
        against = ", ".join(f"{peer['ratio']:.0f} × {peer['name']} {peer['version']}" for peer in row.get("peers", ()))
        speed = row["documents"] / row["seconds"]
        cells = (row["stage"], f"{row['documents']:,}", f"{speed:,.0f}", f"{row['peak_mb']:,.0f}", against)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def formulas() -> str:
    """What every metric counts, from its docstring, and how figures follow from the counts."""
    kinds = dict.fromkeys(metric.kind.formula for metric in metrics())
    parts = ["\n".join(f"- {formula}" for formula in kinds)]
    for layer in LAYERS:
        parts.append(f"### Predictions of `{layer}`")
        parts += [_formula(family) for family in _families(layer)]
    return "\n\n".join(parts) + "\n"


def _families(layer: str) -> Iterator[list[Metric]]:
    """The metrics of a layer, those together that one function counts."""
    families: dict[object, list[Metric]] = {}
    for metric in metrics():
        if metric.layer == layer:
            families.setdefault(getattr(metric.count, "func", metric.count), []).append(metric)
    yield from families.values()


def _formula(family: list[Metric]) -> str:
    names = ", ".join(f"`{metric.name}`" for metric in family)
    title, _, rest = family[0].formula.partition("\n")
    if len(family) > 1:
        alike = len({metric.formula.partition("\n")[2] for metric in family}) == 1
        title = f"{title.partition(':')[0].rstrip('.')}." if alike else f"{title} The others likewise."
    return f"{names}: **{title}** {' '.join(rest.split())}"


def cleaning() -> str:
    results = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
    lines = ["| lines of | lines | precision | recall | exact role |", "| --- | ---: | ---: | ---: | ---: |"]
    for row in results["cleaning"]:
        if row["name"] == "all":
            figures = (f"{row[figure]:.3f}" for figure in ("precision", "recall", "roles"))
            lines.append(f"| {' | '.join((row['group'], format(row['lines'], ','), *figures))} |")
    return "\n".join(lines) + "\n"


def compat() -> str:
    """The versions of `datasets` that were tried, and the readers of Parquet."""
    results = json.loads((ROOT / "tests" / "compat" / "results.json").read_text(encoding="utf-8"))
    columns = {
        "whole": ("whole", "slices", "numpy"),
        "streamed": ("streamed",),
        "two processes": ("processes",),
        "next version in place": ("replaced",),
        "same version rewritten": ("rewritten",),
        "ends early": ("ends",),
    }
    libraries = ("datasets", "pyarrow", "numpy", "pandas")
    lines = [
        f"| {' | '.join((*libraries, *columns, 'builder', 'goldwire.load'))} |",
        f"|{' --- |' * (len(libraries) + len(columns) + 2)}",
    ]
    readers: list[str] = []
    for one in results["environments"]:
        versions = one["libraries"]
        if "datasets" not in versions:
            readers += [
                f"{check['way']}{'' if check['ok'] else ' (fails)'}"
                for check in one["checks"]
                if check["check"] == "rows"
            ]
            continue
        cells = [versions[name] for name in libraries]
        cells += [_verdict(one, "load_dataset", checks) for checks in columns.values()]
        cells[-1] += _aborted(one)
        cells += [_verdict(one, way, None) for way in ("builder", "goldwire.load")]
        lines.append(f"| {' | '.join(cells)} |")
    own = results["releases"][0]
    words = (
        f"Tried with {own['name']} {own['version']} and a release of hard cases;",
        f"the same rows were read by {', '.join(readers)}",
        f"({_versions(results, 'pyarrow', 'pandas', 'polars', 'duckdb')}).",
        "Aborted are programs that left a stream of `load_dataset` after one row, had done their work, and were ended",
        "by a signal while Python shut down: so few runs do not tell rare from never. None of the builder's was.",
    )
    return "\n".join(lines) + f"\n\n{' '.join(words)}\n"


def _aborted(environment: dict[str, Any]) -> str:
    """How many programs were aborted though they had ended their work."""
    ends = [check for check in environment["checks"] if check["check"] == "ends" and check["way"] == "load_dataset"]
    return "".join(f", {check['aborted']} of {check['programs']} aborted" for check in ends)


def _verdict(environment: dict[str, Any], way: str, checks: tuple[str, ...] | None) -> str:
    """Yes where all the checks of a way passed, a dash where none was made."""
    found = [
        check["ok"]
        for check in environment["checks"]
        if check["way"] == way and (not checks or check["check"] in checks)
    ]
    if environment["error"] or False in found:
        return "**no**"
    return "yes" if found else "–"


def _versions(results: dict[str, Any], *libraries: str) -> str:
    (readers,) = (one["libraries"] for one in results["environments"] if "datasets" not in one["libraries"])
    return ", ".join(f"{name} {readers[name]}" for name in libraries)


def results() -> str:
    """How good the baselines are, in short."""
    figures = json.loads((ROOT / "docs" / "results.json").read_text(encoding="utf-8"))
    made: str = runpy.run_path(str(ROOT / "docs" / "results_page.py"))["block"](figures)
    return made


def layers() -> str:
    """What the annotations hold, by collection and language."""
    work = open_corpus(Corpus(ROOT))
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for document in work.documents:
        annotation = load_annotation(work.corpus, document).value
        if annotation is not None:
            counts[document.collection, document.language] += _counted(annotation)
    parts = []
    for title, names in _COUNTED.items():
        lines = [f"| {title} | {' | '.join(names)} |", f"| --- | {' | '.join('---:' for _ in names)} |"]
        for (collection, language), counted in sorted(counts.items()):
            cells = (format(counted[f"{title} {name}"], ",") for name in names)
            lines.append(f"| {collection} {language} | {' | '.join(cells)} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


_COUNTED = {
    "mentions": ("PER", "ORG", "GPE", "LOC", "NORP", "EVENT", "metonymic", "nominal", "pronoun"),
    "quotes": (
        "direct",
        "indirect",
        "mixed",
        "in fragments",
        "nested",
        "speaker unnamed",
        "speaker unknown",
        "of several speakers",
    ),
    "scare quotes": ("scare", "title", "name"),
    "stances": ("support", "oppose", "mixed", "none", "towards a proposition", "by the author"),
}


def _counted(annotation: Annotation) -> Counter[str]:
    counts: Counter[str] = Counter()
    for mention in annotation.mentions or ():
        counts[f"mentions {mention.type if mention.form == 'name' else mention.form}"] += 1
        counts["mentions metonymic"] += mention.literal is not None
    for quote in annotation.quotes or ():
        counts[f"quotes {quote.type}"] += 1
        counts["quotes in fragments"] += len(quote.content) > 1
        counts["quotes nested"] += quote.parent is not None
        counts["quotes of several speakers"] += len(quote.speakers) > 1
        for kind in {speaker.kind for speaker in quote.speakers}:
            counts[f"quotes speaker {kind}"] += 1
    for scare in annotation.scare_quotes or ():
        counts[f"scare quotes {scare.kind}"] += 1
    for stance in annotation.stances or ():
        counts[f"stances {stance.polarity}"] += 1
        if stance.polarity != "none":
            counts["stances towards a proposition"] += stance.target.proposition is not None
            counts["stances by the author"] += stance.holder == AUTHOR
    return counts


def sources() -> str:
    """Documents of each collection by holder, licence and language, with the days between which they are dated."""
    groups: dict[tuple[str, str, str, str], list[Document]] = defaultdict(list)
    for document in Corpus(ROOT).documents().value:
        rights = document.rights
        groups[document.collection, rights.holder, rights.licence, document.language].append(document)
    lines = [
        "| collection | holder | licence | language | text | documents | from | to |",
        "| --- | --- | --- | --- | --- | ---: | --- | --- |",
    ]
    for (collection, holder, licence, language), those in sorted(groups.items()):
        dates = sorted(one.published.date for one in those if one.published is not None)
        first, last = (dates[0], dates[-1]) if dates else ("–", "–")
        cells = (collection, holder, licence, language, those[0].rights.text, f"{len(those):,}", first, last)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def agreement() -> str:
    """The blind second reading under guidelines 2.0 beside the first one."""
    return _with_all_texts("agreement", "--first", "first-2", "--second", "blind")


def earlier_agreement() -> str:
    """The two readings under guidelines 1.0."""
    return _goldwire("agreement", "--raw", str(WIRE), "--markdown")


def later_agreement() -> str:
    """The blind reading after the guidelines were sharpened beside the annotation as it stood."""
    return _with_all_texts("agreement", "--first", "decided", "--second", "again")


def statistics() -> str:
    """How fiction and real news differ."""
    return _with_all_texts("statistics")


def _with_all_texts(*command: str) -> str:
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, GOLDWIRE_CACHE=folder):
        _goldwire("fetch", "press", "--from", str(PRESS), "--offline")
        return _goldwire(*command, "--raw", str(WIRE), "--markdown")


def data() -> str:
    """The entry of the newest recorded release, from the records alone."""
    before, last = recorded(Corpus(ROOT))[-2:]
    with tempfile.TemporaryDirectory() as nothing:
        entry = _goldwire("diff", before, last, "--changelog", "--out", nothing)
    return entry.partition("\n\n")[2]


BLOCKS: dict[str, Callable[[], str]] = {
    "release": release,
    "summary": summary,
    "sources": sources,
    "show": show,
    "press": press,
    "benchmarks": benchmarks,
    "scoring": scoring,
    "formulas": formulas,
    "cleaning": cleaning,
    "compat": compat,
    "agreement": agreement,
    "earlier-agreement": earlier_agreement,
    "later-agreement": later_agreement,
    "statistics": statistics,
    "layers": layers,
    "results": results,
    "data": data,
}


def filled(page: str) -> str:
    """A page with its blocks made anew; those that need texts which the repository does not hold stay as they are where
    these are not at hand. Raises `KeyError` for a block that nothing makes."""

    def made(match: re.Match[str]) -> str:
        if not can_be_made(match.group(2)):
            return match.group()
        return match.group(1) + BLOCKS[match.group(2)]() + match.group(3)

    return _BLOCK.sub(made, page)


def main() -> int:
    stale = []
    for name in PAGES:
        path = ROOT / name
        before = path.read_text(encoding="utf-8")
        after = filled(before)
        if after != before:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(after, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"{', '.join(stale)}: generated blocks are out of date; run make docs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
