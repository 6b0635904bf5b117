"""Writes docs/incidents.md from the registry of incident codes: python docs/make_incidents.py [--check]"""

from __future__ import annotations

import sys
from pathlib import Path

import goldwire.cli.app  # noqa: F401  # registers the codes of all commands
from goldwire.checks.registry import document_checks
from goldwire.model.incident import Code, known_codes

TARGET = Path(__file__).with_name("incidents.md")

_HEAD = """\
# Incidents

Everything that can be wrong has a code. `GW-E…` is an error and stops a release, `GW-W…` is a warning and deserves a
look, `GW-I…` only informs. An incident also names its place: a document, a file, a JSON pointer into the record.
`goldwire check --explain CODE` prints what stands here.

This file is made from the code by `docs/make_incidents.py`; do not edit it.
"""


def page() -> str:
    """The whole page: a table of all codes, then each with its meaning and remedy."""
    document_checks()
    found = known_codes()
    rows = "".join(f"| [{c.code}](#{c.code.lower()}) | {c.severity} | {_cell(c.title)} |\n" for c in found)
    table = f"| Code | Severity | Title |\n|---|---|---|\n{rows}"
    return "\n".join((_HEAD, table, *(_section(code) for code in found)))


def _section(code: Code) -> str:
    title = code.title[:1].upper() + code.title[1:]
    return f"## {code.code}\n\n**{title}** ({code.severity}).\n\n{code.meaning}\n\nRemedy: {code.remedy}\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> int:
    """Write the page, or with `--check` only say whether it is as it should be."""
    if "--check" in sys.argv[1:]:
        return 0 if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == page() else 1
    TARGET.write_text(page(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
