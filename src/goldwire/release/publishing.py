"""Publishing a release: one commit and one tag in a dataset repository on the Hub, made so that running it again after
any interruption goes on where it stopped.

What the repository holds decides what is left to do, never a note of a former run: the tag is there, or a commit with
exactly these files is, or neither. A commit names its parent, so that nobody's work is overwritten and no request that
is sent twice makes two. Nothing is tagged before every file was read back from the Hub.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version as installed
from pathlib import Path
from typing import Literal, NoReturn

import msgspec
from huggingface_hub import CommitOperationAdd
from msgspec.structs import replace

from goldwire.corpus.ids import sha256_hex
from goldwire.model.incident import printable
from goldwire.release.finding import SUFFIX
from goldwire.release.hub import BRANCH, Hub, HubError, Overtaken
from goldwire.release.hub_files import LocalFile, RemoteFile, local_file
from goldwire.release.manifest import MANIFEST, Manifest, read_manifest
from goldwire.release.rights import not_to_pass_on
from goldwire.release.verifying import verify
from goldwire.text.regular_file import read_regular
from goldwire.versions.bump import is_version, numbers

CARD = "README.md"
_OF_THE_HUB = ".gitattributes"
"""Says what lies in large file storage; the Hub's own affair."""
_BEGINNING = {_OF_THE_HUB, CARD}
"""Files of a repository that was just made on the web site."""
_LARGEST_MANIFEST = 64 * 2**20
"""Bytes of a manifest that is read."""
_SHOWN = 6

Step = Literal["creating", "uploading", "committing", "reading back", "tagging"]
Progress = Callable[[Step, int, int], None]
"""Told of each step, with how many of its files are done and how many there are."""


class PublishRefused(Exception):
    """A release that must not be published, or not there. Nothing was changed on the Hub."""


class PublishFailed(Exception):
    """What the Hub did not do. `state` says what it holds now; publishing again goes on from there."""

    def __init__(self, message: str, state: str) -> None:
        super().__init__(message)
        self.state = state


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A release that may be published, as its folder holds it."""

    folder: Path
    manifest: Manifest
    manifest_sha256: str
    files: list[LocalFile]

    @property
    def tag(self) -> str:
        """The tag that it gets: each edition of a version has its own."""
        return f"v{self.manifest.version}{SUFFIX[self.manifest.edition]}"

    @property
    def title(self) -> str:
        """The first line of the commit's message."""
        return _title(self.manifest.name, self.manifest.version, self.manifest.edition)

    @property
    def description(self) -> str:
        """The rest of the commit's message."""
        return f"{self._mark}\n\nPublished with goldwire {installed('goldwire')}."

    @property
    def _mark(self) -> str:
        return f"SHA-256 of {MANIFEST}: {self.manifest_sha256}"

    def made(self, description: str) -> bool:
        """Whether a commit's message says that it holds this release."""
        return self._mark in description

    def missing(self, there: dict[str, RemoteFile]) -> list[LocalFile]:
        """Files that are not among those listed, or with other content."""
        return [file for file in self.files if not file.same(there.get(file.path))]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done. `commit` is the commit that holds the release already, if any; `published` says that its tag
    is there, too. `parent` is the last commit on `main`."""

    repo: str
    url: str
    tag: str
    title: str
    exists: bool
    private: bool
    parent: str | None = None
    former: str | None = None
    commit: str | None = None
    published: bool = False
    changes: list[str] = []
    bytes: int = 0
    unchanged: list[str] = []
    deletions: list[str] = []
    kept: list[str] = []


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """A release on the Hub: the commit that its tag names, and what the Hub said about the card."""

    commit: str
    remarks: list[str]


class _Former(msgspec.Struct):
    """What is read of the manifest of the release that a repository holds, whatever Goldwire made it."""

    class File(msgspec.Struct):
        path: str

    name: str
    version: str
    files: list[File]
    edition: str = "public"

    @property
    def title(self) -> str:
        return _title(self.name, self.version, self.edition)


def _title(name: str, version: str, edition: str) -> str:
    return f"{name} {version}" if edition == "public" else f"{name} {version}, {edition} edition"


def candidate(folder: Path) -> Candidate:
    """The release in a folder, whole and free to be passed on. Raises `PublishRefused`."""
    damaged = verify(folder)
    if damaged:
        raise PublishRefused(f"{printable(str(folder))} is damaged: {_some(damaged)}; see: goldwire verify")
    try:
        manifest = read_manifest(folder)
        withheld = not_to_pass_on(folder, manifest)
    except ValueError as error:
        raise PublishRefused(str(error)) from None
    if withheld:
        remedy = (
            "Publish the public edition (goldwire release) or the fetched one (goldwire release --fetched)"
            if manifest.edition == "hydrated"
            else "Name the holder, a licence that allows it and, of fetched texts, an attribution line in their "
            "records, or move them to a withheld collection"
        )
        raise PublishRefused(f"{printable(str(folder))} must not be passed on: {_some(withheld)}. {remedy}")
    names = [*(file.path for file in manifest.files), MANIFEST]
    if any(name.startswith(".git") for name in names):
        raise PublishRefused(f"{printable(str(folder))} holds files of git, which the Hub keeps for itself")
    files = [local_file(folder, name) for name in names]
    return Candidate(folder=folder, manifest=manifest, manifest_sha256=files[-1].sha256, files=files)


def plan(
    release: Candidate, hub: Hub, *, private: bool = False, judged: bool = False, change_edition: bool = False
) -> Plan:
    """Find out what is to be done to publish a release. Changes nothing.

    Args:
        release: The release.
        hub: The repository.
        private: Whether it is to be private, where it is yet to be made.
        judged: Whether the Hub accepted the card before.
        change_edition: Whether this edition may take the place of another one on the branch that people load.

    Raises:
        PublishRefused: The repository holds another content of this version, something newer, another edition or
            something else, or the Hub does not accept the card.
        HubError: The Hub does not answer.
    """
    remote = hub.look()
    if remote is not None and private and not remote.private:
        raise PublishRefused(f"{hub.url} is there and public; --private is for a repository that is yet to be made")
    first = Plan(
        repo=hub.repo,
        url=hub.url,
        tag=release.tag,
        title=release.title,
        exists=remote is not None,
        private=private if remote is None else remote.private,
        parent=None if remote is None else remote.head,
    )
    if remote is not None and release.tag in remote.tags:
        _refuse_other(release, hub.files(release.tag), hub)
        return replace(first, commit=remote.tags[release.tag], published=True)
    if not judged:
        _judge(release, hub)
    if remote is None or remote.head is None:
        return replace(
            first, changes=[file.path for file in release.files], bytes=sum(file.size for file in release.files)
        )
    there = hub.files(remote.head)
    missing = release.missing(there)
    standing = _standing(release, hub) if missing else remote.head
    if standing is not None:
        return replace(first, commit=standing, unchanged=[file.path for file in release.files])
    here = {file.path for file in release.files}
    former = _former(release, there, hub, remote.head)
    if former is not None and former.edition != release.manifest.edition and not change_edition:
        _refuse_edition(release, former, hub)
    known = set() if former is None else {MANIFEST, *(file.path for file in former.files)}
    others = there.keys() - here - {_OF_THE_HUB}
    script = f"{hub.repo.partition('/')[2]}.py"
    if script in others - known:
        raise PublishRefused(
            f"{hub.url} holds {script}, for which `datasets` refuses the whole repository; delete it there first"
        )
    return replace(
        first,
        former=None if former is None else former.title,
        changes=[file.path for file in missing],
        bytes=sum(file.size for file in missing),
        unchanged=sorted(here - {file.path for file in missing}),
        deletions=sorted(others & known),
        kept=sorted(others - known),
    )


def publish(
    release: Candidate, what: Plan, hub: Hub, *, progress: Progress = lambda step, done, total: None
) -> Published:
    """Do what is to be done. Raises `PublishFailed`; running again from `plan` on is always safe."""
    sure = unsure = "nothing was changed on the Hub"
    remarks: list[str] = []
    commit = what.commit
    if what.published and commit is not None:
        return Published(commit=commit, remarks=remarks)
    try:
        if not hub.has_token:
            raise HubError("no token; log in with `hf auth login`, or set HF_TOKEN")
        if not what.exists:
            progress("creating", 0, 1)
            unsure = "the repository may have been made; it does not hold the release"
            hub.create(private=what.private)
            sure = unsure = "the repository is made; it does not hold the release"
            what = plan(release, hub, private=what.private, judged=True)  # others may have made it, and filled it
            commit = what.commit
        if commit is None:
            parent = what.parent
            additions = _additions(release)
            progress("uploading", 0, len(additions))
            sure = unsure = "the release is not visible; what was sent to storage will not be sent again"
            hub.upload(additions)
            progress("committing", 0, 1)
            unsure = f"the release may be a commit on {BRANCH}; no tag names it"
            commit, remarks = hub.commit(
                additions,
                what.deletions,
                title=release.title,
                description=release.description,
                parent=parent,
                settled=lambda: _ours(release, hub, parent),
            )
        sure = unsure = f"the release is commit {commit}; no tag names it"
        _read_back(release, hub, commit, progress)
        progress("tagging", 0, 1)
        unsure = f"the release is commit {commit}; tag {release.tag} may be there"
        made = commit
        hub.tag(release.tag, commit, settled=lambda: _tagged(release, hub, made))
        hub.wait_for(f"the tag {release.tag}", lambda: _tagged(release, hub, made))
    except HubError as error:
        raise PublishFailed(str(error), unsure if error.unsure else sure) from None
    except PublishRefused as error:
        raise PublishFailed(str(error), sure) from None
    except OSError as error:  # of a full disk, or of a file that went away
        place = printable(str(error.filename or release.folder))
        raise PublishFailed(f"{place}: {error.strerror or error}", unsure) from None
    except KeyboardInterrupt:
        raise PublishFailed("stopped", unsure) from None
    return Published(commit=commit, remarks=remarks)


def _additions(release: Candidate) -> list[CommitOperationAdd]:
    """The files to commit. Raises `PublishRefused` where one is no longer as it was verified."""
    found = []
    for file in release.files:
        addition = CommitOperationAdd(file.path, release.folder / file.path)
        if addition.upload_info.sha256.hex() != file.sha256:
            raise PublishRefused(f"{printable(str(release.folder / file.path))} was changed just now; run again")
        found.append(addition)
    return found


def _standing(release: Candidate, hub: Hub) -> str | None:
    """The commit below others that holds this release, made by a run that was cut off before it could tag it."""
    for commit, description in hub.titled(release.title):
        if release.made(description) and not release.missing(hub.files(commit)):
            return commit
    return None


def _ours(release: Candidate, hub: Hub, parent: str | None) -> str | None:
    """The commit on `main` where it is this release's, None where `main` is still at `parent`. Raises `HubError` where
    somebody else put something there."""
    head, _ = hub.refs()
    if head is None or head == parent:
        return None
    if not release.missing(hub.files(head)):
        return head
    raise Overtaken(
        f"somebody else committed to {BRANCH} of {hub.url} while this ran: it was at {parent}, and is at {head}. "
        "Nothing was overwritten. See what it is, and run the same command again to publish on top of it"
    )


def _tagged(release: Candidate, hub: Hub, commit: str) -> bool | None:
    """Whether the tag names the commit, or one of the same content; None where there is no tag."""
    _, tags = hub.refs()
    if release.tag not in tags:
        return None
    if tags[release.tag] != commit:
        _refuse_other(release, hub.files(release.tag), hub)
    return True


def _refuse_other(release: Candidate, there: dict[str, RemoteFile], hub: Hub) -> None:
    missing = release.missing(there)
    if missing:
        raise PublishRefused(
            f"{release.tag} of {hub.url} holds another content: {_some([file.path for file in missing])} "
            f"{'differs' if len(missing) == 1 else 'differ'}. A version that was published is not rewritten: raise the "
            "version and make a new release"
        )


def _refuse_edition(release: Candidate, former: _Former, hub: Hub) -> NoReturn:
    mine = release.manifest.edition
    raise PublishRefused(
        f"{BRANCH} of {hub.url} holds {printable(former.version)} in the {printable(former.edition)} edition, and this "
        f"is the {mine} one: whoever loads the repository without a revision would get other texts than before. "
        f"Publish into a repository of its own, such as {hub.repo}-{mine}, or take the other one's place with "
        "--change-edition; its tags stay as they are"
    )


def _judge(release: Candidate, hub: Hub) -> None:
    card = release.folder / CARD
    if card.is_file():
        try:
            hub.validate(read_regular(card).decode())
        except UnicodeDecodeError:
            raise PublishRefused(f"{printable(str(card))} is not UTF-8") from None


def _former(release: Candidate, there: dict[str, RemoteFile], hub: Hub, head: str) -> _Former | None:
    """The release that a repository holds, None where it holds nothing yet. Raises `PublishRefused` where it holds
    something else."""
    former = None
    if MANIFEST in there and there[MANIFEST].size <= _LARGEST_MANIFEST:
        with tempfile.TemporaryDirectory(prefix="goldwire-") as folder:
            place = hub.download(MANIFEST, head, Path(folder) / "former", size=there[MANIFEST].size)
            data = read_regular(place)
        try:
            former = msgspec.json.decode(data, type=_Former)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            former = None
    others = sorted(there.keys() - _BEGINNING)
    if former is None and others:
        raise PublishRefused(
            f"{hub.url} holds files and no release: {_some([printable(path) for path in others])}. Publish into a "
            "repository of its own, or delete them there first"
        )
    if former is not None and former.name != release.manifest.name:
        raise PublishRefused(
            f"{hub.url} holds releases of {printable(former.name)}, not of {release.manifest.name}; publish into a "
            "repository of its own"
        )
    mine = release.manifest.version
    if former is not None and is_version(former.version) and numbers(former.version) > numbers(mine):
        raise PublishRefused(f"{hub.url} holds {former.version}, which is newer than {mine}: {BRANCH} would go back")
    return former


def _read_back(release: Candidate, hub: Hub, commit: str, progress: Progress) -> None:
    """Fetch every file of a commit anew and verify what comes, as for any folder."""
    with tempfile.TemporaryDirectory(prefix="goldwire-") as above:
        folder = Path(above) / "read-back"
        folder.mkdir()
        for done, file in enumerate(release.files):
            progress("reading back", done, len(release.files))
            hub.download(file.path, commit, folder, size=file.size)
        damaged = verify(folder)
        if sha256_hex(read_regular(folder / MANIFEST)) != release.manifest_sha256:
            damaged.append(f"{MANIFEST}: not that of {release.folder}")
    if damaged:
        raise HubError(
            f"{hub.url} does not give back at {commit} what was sent: {_some(damaged)}. Nothing was tagged; run again, "
            "and if it stays so, tell the Hub's support"
        )


def _some(reasons: Sequence[str]) -> str:
    more = f"; and {len(reasons) - _SHOWN:,} more" if len(reasons) > _SHOWN else ""
    return "; ".join(reasons[:_SHOWN]) + more
