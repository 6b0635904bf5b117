"""The learning curves as an SVG: the same bytes for the same figures and version of matplotlib."""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape
from math import ceil
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

LINES = {"standard": ("#1f5fa8", "o", "-"), "lookup": ("#b3541e", "s", "--")}
"""Colour, marker and dash of each level: told apart without colour too."""
_ACROSS = 4
_INK, _FAINT = "#333333", "#d9d9d9"
# The background is white whatever the page's is, so the figure reads alike on a dark one.
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "goldwire",
    "font.size": 9,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
}


def svg(curves: dict[str, Any], titles: dict[str, str]) -> bytes:
    """One panel a metric of `titles`, in its order; in it one line a level through the means, and a band from the
    lowest to the highest order of stories. `curves` is that of results.json."""
    down = ceil((len(titles) + 1) / _ACROSS)
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_STYLE)
        figure = Figure(figsize=(11, 2.5 * down), layout="constrained")
        FigureCanvasSVG(figure)
        panels: list[Axes] = list(figure.subplots(down, _ACROSS, squeeze=False).flat)
        for panel, (metric, title) in zip(panels, titles.items(), strict=False):
            _panel(panel, curves, metric, title)
        for panel in panels[len(titles) :]:
            panel.set_axis_off()
        handles, labels = panels[0].get_legend_handles_labels()
        panels[len(titles)].legend(handles, labels, loc="center", frameon=False, fontsize=10)
        figure.supxlabel("stories trained on", fontsize=10, color=_INK)
        file = io.BytesIO()
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    text = file.getvalue().decode("utf-8")
    label = f'<svg role="img" aria-label="{escape(words(curves, titles))}" '
    return text.replace("<svg ", label, 1).encode("utf-8")


def words(curves: dict[str, Any], titles: dict[str, str]) -> str:
    """The figure in words, for who does not see it."""
    first, last = curves["stories"][0], curves["stories"][-1]
    said = [
        f"{title}: " + "; ".join(f"{level} {_from_to(curves['points'][level][metric])}" for level in curves["points"])
        for metric, title in titles.items()
    ]
    return f"Learning curves on {curves['split']}, from {first} to {last} stories. " + ". ".join(said) + "."


def mean(values: Sequence[float | None]) -> float | None:
    """The mean of the figures that are defined; None where none is."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _from_to(points: Sequence[Sequence[float | None]]) -> str:
    return " to ".join("undefined" if one is None else f"{one:.2f}" for one in (mean(points[0]), mean(points[-1])))


def _panel(panel: Axes, curves: dict[str, Any], metric: str, title: str) -> None:
    for level, (colour, marker, dash) in LINES.items():
        points = curves["points"].get(level, {}).get(metric)
        if points is None:
            continue
        known = [
            (stories, [value for value in values if value is not None])
            for stories, values in zip(curves["stories"], points, strict=True)
        ]
        across = [stories for stories, values in known if values]
        spread = [values for _, values in known if values]
        middle = [sum(values) / len(values) for values in spread]
        panel.fill_between(across, [min(v) for v in spread], [max(v) for v in spread], color=colour, alpha=0.18, lw=0)
        panel.plot(across, middle, color=colour, marker=marker, ms=4, ls=dash, lw=1.6, label=level)
    panel.set_title(title, fontsize=10)
    panel.set_ylim(0, 1.04)  # room for a mark at 1
    panel.set_xlim(0, curves["stories"][-1] * 1.05)
    panel.set_xticks(curves["stories"])
    panel.yaxis.set_major_locator(MultipleLocator(0.2))
    panel.grid(axis="y", color=_FAINT, lw=0.6)
    panel.spines[["top", "right"]].set_visible(False)
