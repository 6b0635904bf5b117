"""`goldwire publish`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import msgspec
import typer
from rich.text import Text

from goldwire.cli.console import (
    INCIDENTS,
    CorpusOption,
    JsonOption,
    OutOption,
    confirmed,
    err,
    fail,
    number,
    out,
    print_json,
    progress,
    refusals,
)
from goldwire.cli.versions import named_release
from goldwire.model.incident import printable
from goldwire.release.hub_address import NoAddress, check_environment

if TYPE_CHECKING:
    from goldwire.release.publishing import Candidate, Plan

NAME = "publish"
NOTHING = "nothing was changed on the Hub"


def command(
    release: Annotated[
        str,
        typer.Argument(
            help="A release folder, or a version such as 0.2.0 or 0.2.0-fetched of this corpus.", metavar="RELEASE"
        ),
    ],
    repo: Annotated[str, typer.Option("--repo", help="The dataset repository on the Hub.", metavar="ORG/NAME")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be done, and change nothing.")] = False,
    private: Annotated[bool, typer.Option("--private", help="Make the repository private, where it is made.")] = False,
    change_edition: Annotated[
        bool,
        typer.Option(
            "--change-edition", help="Let this edition take the place of another one on the repository's main branch."
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Make the repository without asking.")] = False,
    out_folder: OutOption = None,
    corpus: CorpusOption = Path(),
    json: JsonOption = False,
) -> None:
    """Publish a release on the Hugging Face Hub: one commit with its files, and one tag, v0.2.0 for 0.2.0 and
    v0.2.0-fetched for its fetched edition.

    The release is verified first, and every file is read back from the Hub before it is tagged. A version that was
    published is never rewritten, and nothing that somebody else committed is overwritten. A run that was cut off is
    made up for by running the same command again. A release with texts that may not be passed on is refused, and one
    in another edition than the repository holds, unless --change-edition says so.

    The token is the one of `hf auth login` or HF_TOKEN; HF_ENDPOINT names another Hub.

    Examples:

      goldwire publish 0.2.0 --repo my-org/my-news --dry-run

      goldwire publish dist/goldwire-news/0.2.0 --repo my-org/my-news
    """
    try:
        check_environment()
        from goldwire.release import publishing  # takes a second, and no other command needs it
        from goldwire.release.hub import Hub, HubError
    except NoAddress as error:
        fail(str(error))
    except ImportError as error:
        fail(f"publishing needs huggingface_hub 1.0 or newer: pip install -U huggingface_hub ({error})")
    what: Plan | None = None
    with refusals():
        try:
            folder = named_release(release, out_folder, corpus)
            hub = Hub(repo, say=lambda words: err.print(Text(words, style="yellow")))
            err.print("verifying the release and looking at what the Hub holds")
            ready = publishing.candidate(folder)
            try:
                what = publishing.plan(ready, hub, private=private, change_edition=change_edition)
            except HubError as error:
                _unknown(ready, repo, error, dry_run=dry_run, json=json)
            if not json:
                _tell(ready, what)
            if dry_run:
                if json:
                    print_json(_record(ready, what, "dry-run"))
                token = "" if hub.has_token else "; to publish, log in with `hf auth login`, for there is no token"
                err.print(f"dry run: nothing was changed on the Hub{token}")
                return
            if not what.exists and not yes:
                _ask(what)
            with _Steps() as steps:
                done = publishing.publish(ready, what, hub, progress=steps)
        except ValueError as error:
            fail(str(error))
        except publishing.PublishRefused as error:
            _stop(str(error), NOTHING, what, json=json)
        except publishing.PublishFailed as error:
            _stop(f"not published: {error}", error.state, what, json=json)
        except HubError as error:
            _stop(f"not published: {error}", NOTHING, what, json=json)
        except KeyboardInterrupt:
            _stop("stopped", NOTHING, what, json=json)
    for remark in done.remarks:
        err.print(Text(f"the Hub says: {remark}", style="yellow"))
    state = "already published" if what.published else "published"
    if json:
        print_json({**_record(ready, what, state), "commit": done.commit, "remarks": done.remarks})
    else:
        out.print(f"\nLoad it:\n  datasets.load_dataset({repo!r}, revision={what.tag!r})")
    checked = "the Hub lists the same files" if what.published else "read back and found whole"
    err.print(f"{what.url}: {what.title} {state} as {what.tag}, commit {done.commit}; {checked}")


def _tell(ready: Candidate, what: Plan) -> None:
    manifest = ready.manifest
    out.print(f"{manifest.name} {manifest.version}, {manifest.edition} edition → {what.url}\n")
    visibility = "private" if what.private else "public"
    out.print(f"  repository  {visibility}" + ("" if what.exists else ", to be made"))
    if what.published:
        out.print(f"  tag         {what.tag}, there with the same content: nothing to do")
        return
    if what.commit is not None:
        out.print(f"  commit      {what.commit}, there with this content")
        out.print(f"  tag         {what.tag}, to be made on it once every file was read back")
        return
    former = f", {printable(what.former)}" if what.former else ""
    out.print(f"  parent      {what.parent or 'the first commit'}{former}")
    out.print(f"  commit      {what.title}: {number(len(what.changes), 'file')} to send, {what.bytes:,} bytes")
    out.print(f"  tag         {what.tag}\n")
    sizes = {file.path: file.size for file in ready.files}
    for path in what.changes:
        out.print(f"  send    {path}  {sizes[path]:,} bytes")
    for path in what.deletions:
        out.print(f"  delete  {printable(path)}, which only {printable(what.former or 'a former release')} holds")
    for path in what.kept:
        out.print(f"  keep    {printable(path)}, which no release put there")
    if what.unchanged:
        out.print(f"  {number(len(what.unchanged), 'file')} of the release stand there already")


def _ask(what: Plan) -> None:
    kind = "private" if what.private else "public"
    if not sys.stdin.isatty():
        fail(f"{what.url} is not there, or this token may not see it; to make it, {kind}, add --yes")
    if not confirmed(f"{printable(what.url)} is not there. Make it, {kind}?"):
        fail(NOTHING)


class _Steps:
    """Tells of each step on stderr, with a bar for the files that are read back."""

    def __init__(self) -> None:
        from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]

        # Uploads have bars of their own, on a terminal; for what is read back one is enough.
        for group in ("huggingface_hub.http_get", "huggingface_hub.xet_get") if err.is_terminal else (None,):
            disable_progress_bars(group)
        self._step = ""
        self._bar, self._task = progress("reading back", None)

    def __enter__(self) -> _Steps:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, step: str, done: int, total: int) -> None:
        if step != self._step:
            self._step = step
            self._bar.stop()
            err.print(step if total <= 1 else f"{step} {number(total, 'file')}")
            if step == "reading back":
                self._bar.start()
        self._bar.update(self._task, completed=done, total=total)


def _unknown(ready: Candidate, repo: str, error: Exception, *, dry_run: bool, json: bool) -> NoReturn:
    """The Hub could not be asked; a dry run still tells what is known of the release."""
    if dry_run and not json:
        size, manifest = sum(file.size for file in ready.files), ready.manifest
        out.print(
            f"{manifest.name} {manifest.version}, {manifest.edition} edition: whole, and free to be passed on\n"
            f"  commit  {ready.title}: at most {number(len(ready.files), 'file')}, {size:,} bytes\n"
            f"  tag     {ready.tag}"
        )
    _stop(f"what {repo} holds is not known: {error}", NOTHING, None, json=json)


def _record(ready: Candidate, what: Plan, state: str) -> dict[str, Any]:
    return {
        "state": state,
        "name": ready.manifest.name,
        "version": ready.manifest.version,
        "edition": ready.manifest.edition,
        "manifest_sha256": ready.manifest_sha256,
        **msgspec.to_builtins(what),
        "error": None,
    }


def _stop(message: str, state: str, what: Plan | None, *, json: bool) -> NoReturn:
    if json:
        print_json({"state": "not published", "error": message, "on_the_hub": state, "plan": what})
    again = "" if state == NOTHING else ". Running the same command again goes on from there"
    err.print(f"{state}{again}")
    fail(message, status=INCIDENTS)
