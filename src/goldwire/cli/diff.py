"""`goldwire diff`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from goldwire.cli.console import (
    INCIDENTS,
    CorpusOption,
    JsonOption,
    err,
    fail,
    number,
    out,
    print_json,
    refusals,
    table,
)
from goldwire.cli.outputs import DIFF_PAGE, refuse_output, written_output
from goldwire.cli.terminal import write
from goldwire.cli.versions import version_folder
from goldwire.corpus.store import Corpus
from goldwire.model.incident import printable
from goldwire.release.finding import edition_named
from goldwire.release.manifest import MANIFEST
from goldwire.release.reading import DamagedRelease, read_release
from goldwire.versions.bump import Bump, bump, is_version, numbers
from goldwire.versions.diff import ACTIONS, Change, NotComparable, compare
from goldwire.versions.page import page
from goldwire.versions.record import read_record, record_path, recorded
from goldwire.versions.snapshot import Snapshot
from goldwire.versions.words import by_kind, changelog, line, rows, told

NAME = "diff"
_SHOWN = 10
"""Changes of a kind that are printed unless all are wanted."""


def command(
    old: Annotated[
        str, typer.Argument(help="A release folder, or a version: X.Y.Z or X.Y.Z-hydrated in dist/.", metavar="A")
    ],
    new: Annotated[str, typer.Argument(help="The release to compare it with.", metavar="B")],
    all_: Annotated[bool, typer.Option("--all", help="Print every change, not the first ten of a kind.")] = False,
    markdown: Annotated[
        bool, typer.Option("--changelog", help="Print an entry for CHANGELOG.md, in Markdown.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="Also write the whole diff as one HTML page.", metavar="FILE")
    ] = None,
    out_folder: Annotated[
        Path | None, typer.Option("--out", help="Where releases stand.", show_default="dist/ of the corpus")
    ] = None,
    corpus: CorpusOption = Path(),
    json: JsonOption = False,
) -> None:
    """Tell what differs between two releases, field by field, and which version number that demands.

    PATCH: labels or metadata corrected. MINOR: only additions. MAJOR: a record, split, field or label set changed or
    left. A version whose folder is gone is compared by its record in corpus/releases: what changed, not from what to
    what. Exit status 0 whether they differ or not.

    Examples:

      goldwire diff 0.1.0 0.2.0

      goldwire diff 0.1.0 0.2.0 --changelog

      goldwire diff /tmp/old dist/goldwire-news/0.2.0 --json --html diff.html
    """
    if json and markdown:
        fail("--json and --changelog both print on stdout; name one of them")
    refuse_output(html, "--html", DIFF_PAGE)
    with refusals():
        try:
            one, two = _release(old, corpus, out_folder), _release(new, corpus, out_folder)
            changes = compare(one, two)
        except DamagedRelease as error:
            fail(printable(str(error)), status=INCIDENTS)
        except NotComparable as error:
            fail(printable(str(error)))
        needed = bump(changes, one.version)
        verdict = _verdict(needed, two.version)
        if html is not None:
            with written_output(html) as stream:
                stream.write(page(one, two, changes, needed, verdict).encode())
    if json:
        print_json(
            {
                "name": two.name,
                "edition": two.edition,
                "from": one.version,
                "to": two.version,
                "digests_only": one.digested or two.digested,
                "bump": needed,
                "enough": needed.allows(two.version),
                "changes": changes,
            }
        )
    elif markdown:
        write(changelog(changes, needed, two.version))
    else:
        _print(one, two, changes, needed, all_=all_)
    err.print(verdict)
    if html is not None:
        err.print(f"{html}: written")


def _release(name: str, corpus_folder: Path, out_folder: Path | None) -> Snapshot:
    """What a folder or a version holds. Leaves with a message where there is none such."""
    folder = Path(name)
    version, edition = edition_named(name)
    if is_version(version) and not (folder / MANIFEST).is_file():
        folder = version_folder(version, edition, corpus_folder, out_folder)
        if folder.exists():
            return _read(folder)
        corpus = Corpus.at(corpus_folder)
        if edition == "public" and record_path(corpus, version).is_file():
            err.print(f"{version}: {folder} is not there; its record in corpus/releases is compared")
            return read_record(corpus, version)
        there = sorted(path.parent.name for path in folder.parent.glob(f"[0-9]*/{MANIFEST}"))
        known = ", ".join([*there, *(f"{one} (record)" for one in recorded(corpus) if one not in there)])
        fail(f"there is no release {name}: {folder} does not exist. There are: {known or 'none'}")
    return _read(folder)


def _read(folder: Path) -> Snapshot:
    try:
        return read_release(folder)
    except DamagedRelease:
        raise
    except ValueError as error:
        fail(printable(str(error)))


def _verdict(needed: Bump, version: str) -> str:
    if numbers(version) < numbers(needed.since):
        return f"{version} is older than {needed.since}: this is the way back, and no number allows it"
    fits = "is enough" if needed.allows(version) else "is too small"
    return f"{needed.explanation}; {version} {fits}"


def _print(old: Snapshot, new: Snapshot, changes: list[Change], needed: Bump, *, all_: bool) -> None:
    out.print(f"{new.name} {old.version} → {new.version}, {new.edition} edition\n")
    if not changes:
        out.print("nothing differs")
        return
    out.print(table(("what", *ACTIONS), rows(changes), numbers_from=1))
    for kind, those in by_kind(changes):
        out.print(f"\n{kind}")
        for change in those if all_ else those[:_SHOWN]:
            mark, place, what = line(change)
            out.print(f"  {mark} {place}  {what}".rstrip())
        if not all_ and len(those) > _SHOWN:
            out.print(f"  … and {number(len(those) - _SHOWN, 'change')} more (--all)")
    out.print(f"\nversion after {old.version}: {needed.smallest} or higher")
    for reason in told(needed.reasons):
        out.print(reason)
