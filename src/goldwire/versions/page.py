"""A diff as one HTML page: no script, nothing loaded, and every word of a release escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from goldwire.model.incident import printable
from goldwire.versions.bump import Bump
from goldwire.versions.diff import ACTIONS, Change
from goldwire.versions.snapshot import Snapshot
from goldwire.versions.words import by_kind, counted, editions, line, rows

FIRST_LINE = "<!doctype html><!-- a page of goldwire diff -->"
"""By which a page is told from other people's before it is written anew."""
_OPEN = 20
"""Changes of a kind that are shown at once; more are folded away."""
_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .15rem .6rem .15rem 0; }
th, .mark { white-space: nowrap; } td.mark { width: 1%; }
td:last-child, td.place { overflow-wrap: anywhere; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.place { font-family: ui-monospace, monospace; font-size: .85em; width: 34%; }
table.counts { width: auto; }
summary { cursor: pointer; font-size: 1.15em; font-weight: 600; margin: .8rem 0 .3rem; }
.added td:first-child { color: #1a7f37; } .removed td:first-child { color: #cf222e; }
.changed td:first-child { color: #9a6700; }
.verdict { border-left: .3rem solid #9a6700; padding-left: .8rem; }
"""


def page(old: Snapshot, new: Snapshot, changes: Sequence[Change], bump: Bump | None, verdict: str) -> str:
    """The whole page; `bump` is None for two editions of one version."""
    title = escape(printable(f"{new.name} {old.version} → {new.version}"))
    body = [
        f"<h1>{title}</h1>",
        f"<p>{escape(editions(old, new))}. {len(changes):,} changes.</p>",
        f'<p class="verdict">{escape(printable(verdict))}</p>',
    ]
    if bump is not None and bump.reasons:
        body.append('<table><tr><th>level<th class="number">things<th>why<th>for example')
        for reason in bump.reasons:
            example = line(reason.example)
            body.append(
                f'<tr><td class="mark">{escape(reason.level.upper())}<td class="number">{reason.count:,}'
                f"<td>{escape(printable(reason.why))}"
                f"<td>{escape(f'{example.mark} {example.place} {example.what}')}"
            )
        body.append("</table>")
    if changes:
        body.append('<h2>Counts</h2><table class="counts"><tr><th>what')
        body += [f'<th class="number">{action}' for action in ACTIONS]
        for kind, *numbers in rows(changes):
            body.append(f"<tr><td>{escape(kind)}" + "".join(f'<td class="number">{n}' for n in numbers))
        body.append("</table><h2>Changes</h2>")
    for kind, those in by_kind(changes):
        counts = counted(those)
        said = ", ".join(f"{counts[action]:,} {action}" for action in ACTIONS if counts[action])
        unfolded = " open" if len(those) <= _OPEN else ""
        body.append(f"<details{unfolded}><summary>{escape(kind)}: {said}</summary><table>")
        for change in those:
            mark, place, what = line(change)
            said = f'<td class="place">{escape(place)}<td>{escape(what)}'
            body.append(f'<tr class="{change.action}"><td class="mark">{mark}{said}')
        body.append("</table></details>")
    return (
        f'{FIRST_LINE}\n<html lang="en"><head><meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title><style>{_STYLE}</style></head><body>\n" + "\n".join(body) + "\n</body></html>\n"
    )
