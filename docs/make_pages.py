"""Fill the generated blocks of README.md and DATASHEET.md: what commands print, never typed by hand.

    python docs/make_pages.py           write the blocks anew
    python docs/make_pages.py --check   exit 1 where one is out of date

A block stands between `<!-- begin: NAME -->` and `<!-- end: NAME -->`. Figures of benchmarks come from
benchmarks/results.json, which `make benchmarks` writes.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "DATASHEET.md")
_BLOCK = re.compile(r"(<!-- begin: ([a-z-]+) -->\n).*?(<!-- end: \2 -->)", re.S)
SHOWN = "gw-a5752scsayah0xwx"


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
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True, encoding="utf-8"
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


def cleaning() -> str:
    results = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
    lines = ["| lines of | lines | precision | recall | exact role |", "| --- | ---: | ---: | ---: | ---: |"]
    for row in results["cleaning"]:
        if row["name"] == "all":
            figures = (f"{row[figure]:.3f}" for figure in ("precision", "recall", "roles"))
            lines.append(f"| {' | '.join((row['group'], format(row['lines'], ','), *figures))} |")
    return "\n".join(lines) + "\n"


BLOCKS: dict[str, Callable[[], str]] = {
    "release": release,
    "summary": summary,
    "show": show,
    "benchmarks": benchmarks,
    "cleaning": cleaning,
}


def filled(page: str) -> str:
    """A page with its blocks made anew. Raises `KeyError` for a block that nothing makes."""
    return _BLOCK.sub(lambda match: match.group(1) + BLOCKS[match.group(2)]() + match.group(3), page)


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
