"""One dataset repository on the Hub: what publishing asks of it, and what goes wrong with that, in words.

`huggingface_hub` does the work. Its own retries wait as long as any server says, have no limit of time, and leave out
commits and tags; so each request goes out once, within limits (`hub_requests`), and what may pass is tried again here
alone.
"""

from __future__ import annotations

import logging
import re
import shutil
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from huggingface_hub import (
    CommitOperationAdd,
    CommitOperationDelete,
    DatasetCard,
    HfApi,
    RepoFile,
    get_token,
)
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled
from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

from goldwire.model.incident import printable
from goldwire.release import hub_requests
from goldwire.release.hub_address import checked_endpoint
from goldwire.release.hub_answers import SAID, meaning, messages
from goldwire.release.hub_files import RemoteFile
from goldwire.release.hub_requests import Bounds, Limits, Once, transport_error
from goldwire.web.answers import PASSING, causes, wait_asked
from goldwire.web.bounds import BadAnswer

T = TypeVar("T")

BRANCH = "main"
PAUSES = (1.0, 2.0, 4.0, 8.0)
"""Seconds before a request is tried again, where the Hub does not say how long; as many tries again as there are."""
LONGEST_WAIT = 300.0
"""Seconds that a request waits where the Hub asks for it: the window of its rate limits."""
_UNSURE = (None, 408, 409, 412, 500, 502, 503, 504)
"""Answers after which a request may have taken effect, of itself or of one before whose answer was lost."""
_HIDDEN = "<token>"
_SPARE = 2**16
"""Bytes that an answer may be longer than the file that was asked for, so that a refusal fits in."""
_FIRST, _PARTS, _PART = 100, 10, 2**20
"""Requests that an upload may take: at first, for each file, and one for so many bytes."""
_OID = re.compile(r"[0-9a-f]{40}", re.ASCII)


class HubError(Exception):
    """Something that the Hub did not do. `status` is that of its answer, None where there was none; `passing` says that
    trying again may help, and `unsure` that it may have been done all the same."""

    def __init__(self, message: str, *, status: int | None = None, passing: bool = False, wait: float | None = None):
        super().__init__(message)
        self.status, self.passing, self.wait = status, passing, wait
        self.unsure = status in _UNSURE


class Overtaken(HubError):
    """Somebody else changed the repository in between."""

    def __init__(self, message: str) -> None:
        super().__init__(message, status=412)
        self.unsure = False


@dataclass(frozen=True, slots=True)
class Remote:
    """A repository as it stands: the last commit on `main`, None where there is none, and the commits of its tags."""

    private: bool
    head: str | None
    tags: dict[str, str]


class Hub:
    """The dataset repository `ORG/NAME`, at the endpoint and with the token that `huggingface_hub` reads.

    `say` is told of every wait. Methods raise `HubError`, whose words never hold the token. Raises `ValueError` for
    what is no name of a repository, and for an endpoint that is no address.
    """

    def __init__(
        self,
        repo: str,
        *,
        say: Callable[[str], None] = print,
        sleep: Callable[[float], None] = time.sleep,
        limits: Limits | None = None,
    ) -> None:
        try:
            validate_repo_id(repo)
        except HFValidationError as error:
            raise ValueError(printable(str(error))) from None
        if repo.count("/") != 1:
            raise ValueError(f"{printable(repo)!r} is no repository; write ORG/NAME")
        self.repo = repo
        self._say, self._sleep = say, sleep
        self._token = _token()
        self._api = HfApi(token=self._token or False)
        self.endpoint = checked_endpoint(self._api.endpoint)
        self._bounds = Bounds(self._api.endpoint, limits or hub_requests.LIMITS)
        self.url = f"{self.endpoint}/datasets/{repo}"

    @property
    def has_token(self) -> bool:
        """Whether there is a token. Without one the Hub shows public repositories only, and lets nobody write."""
        return self._token is not None

    def look(self) -> Remote | None:
        """How the repository stands; None where there is none, or none that this token may see."""
        try:
            info = self._tried(f"looking at {self.url}", lambda: self._api.dataset_info(self.repo))
            head, tags = self.refs()
        except HubError as error:
            if error.status == 404 or (error.status == 401 and not self.has_token):
                return None
            raise
        return Remote(bool(info.private), head, tags)

    def refs(self) -> tuple[str | None, dict[str, str]]:
        """The last commit on `main`, None where there is none, and the commits of all tags."""

        def listed() -> tuple[str | None, dict[str, str]]:
            refs = self._api.list_repo_refs(self.repo, repo_type="dataset")
            heads = [_commit_id(ref.target_commit) for ref in refs.branches if ref.name == BRANCH]
            return heads[0] if heads else None, {str(ref.name): _commit_id(ref.target_commit) for ref in refs.tags}

        return self._tried(f"looking at {self.url}", listed)

    def files(self, revision: str) -> dict[str, RemoteFile]:
        """All files at a revision."""

        def listed() -> dict[str, RemoteFile]:
            tree = self._api.list_repo_tree(self.repo, recursive=True, revision=revision, repo_type="dataset")
            found = {}
            for item in tree:
                if isinstance(item, RepoFile):
                    digest = item.blob_id if item.lfs is None else item.lfs.sha256
                    found[str(item.path)] = RemoteFile(int(item.size), str(digest), item.lfs is not None)
            return found

        return self._tried(f"listing the files of {self.url} at {revision}", listed)

    def titled(self, title: str) -> list[tuple[str, str]]:
        """Commits on `main` of that title, the newest first, with their descriptions."""
        commits = self._tried(
            f"reading the history of {self.url}",
            lambda: self._api.list_repo_commits(self.repo, repo_type="dataset", revision=BRANCH),
        )
        return [(_commit_id(one.commit_id), str(one.message or "")) for one in commits if one.title == title]

    def validate(self, card: str) -> None:
        """Let the Hub judge the YAML of a card. Raises `HubError` with what it says against it."""

        def validate() -> None:
            try:
                DatasetCard(card, ignore_metadata_errors=True).validate(repo_type="dataset")
            except ValueError as error:
                said = self._hidden(messages(str(error)))
                raise HubError(f"the Hub does not accept the card's YAML: {said}") from None

        self._tried("letting the Hub judge the card", validate)

    def create(self, *, private: bool) -> None:
        """Make the repository. Fine where it is there by then."""

        def there() -> bool | None:
            return True if self.look() is not None else None

        self._tried(
            f"creating {self.url}",
            lambda: self._api.create_repo(self.repo, private=private, repo_type="dataset") and True,
            settled=there,
        )

    def upload(self, additions: Sequence[CommitOperationAdd]) -> None:
        """Send the large files to storage, where nobody sees them before a commit names them. What was sent before is
        not sent again."""
        self._tried(
            f"uploading to {self.url}",
            lambda: self._api.preupload_lfs_files(
                self.repo,
                additions,
                repo_type="dataset",
                revision=BRANCH,
                free_memory=False,
                gitignore_content="",  # else a .gitignore in the repository would leave files out, silently
            ),
            requests=_FIRST + _PARTS * len(additions) + sum(each.upload_info.size for each in additions) // _PART,
        )

    def commit(
        self,
        additions: Sequence[CommitOperationAdd],
        deletions: Iterable[str],
        *,
        title: str,
        description: str,
        parent: str | None,
        settled: Callable[[], str | None],
    ) -> tuple[str, list[str]]:
        """Commit files that were uploaded, on top of `parent` only; the commit, and what the Hub says about the card.

        `settled` finds the commit where a request took effect whose answer was lost, gives None where nothing
        happened, and raises where something else did.
        """
        said: list[str] = []

        def commit() -> str:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                made = self._api.create_commit(
                    self.repo,
                    [*additions, *(CommitOperationDelete(path, is_folder=False) for path in deletions)],
                    commit_message=title,
                    commit_description=description,
                    repo_type="dataset",
                    revision=BRANCH,
                    parent_commit=parent,
                )
            said.extend(self._hidden(str(warning.message)) for warning in caught if warning.category is UserWarning)
            return _commit_id(made.oid)

        return self._tried(f"committing to {self.url}", commit, settled=settled), said

    def tag(self, name: str, commit: str, *, settled: Callable[[], bool | None]) -> None:
        """Tag a commit. `settled` as for `commit`."""
        self._tried(
            f"tagging {self.url}",
            lambda: self._api.create_tag(self.repo, tag=name, revision=commit, repo_type="dataset") or True,
            settled=settled,
        )

    def wait_for(self, what: str, settled: Callable[[], bool | None]) -> None:
        """Ask until `settled` gives no None, as often as for a request that fails. Raises `HubError`."""

        def asked() -> None:
            if settled() is None:
                raise HubError(f"{self.url} took {what}, and does not list it", passing=True)

        self._tried(f"looking for {what}", asked)

    def download(self, name: str, revision: str, folder: Path, *, size: int) -> Path:
        """One file of `size` bytes, asked for anew from the Hub, into `folder`, which is left with nothing else."""
        aside = folder.with_name(f"{folder.name}.aside")  # no cache of the user's may answer for the Hub

        def download() -> Path:
            return Path(
                self._api.hf_hub_download(
                    self.repo,
                    name,
                    repo_type="dataset",
                    revision=revision,
                    local_dir=folder,
                    cache_dir=aside,
                    force_download=True,
                )
            )

        try:
            return self._tried(f"reading {printable(name)} of {self.url} back", download, largest=size + _SPARE)
        finally:
            shutil.rmtree(folder / ".cache", ignore_errors=True)
            shutil.rmtree(aside, ignore_errors=True)

    def _tried(
        self,
        doing: str,
        action: Callable[[], T],
        *,
        settled: Callable[[], T | None] | None = None,
        largest: int | None = None,
        requests: int | None = None,
    ) -> T:
        """Do something, again after a while where it failed for reasons that may pass. Where it may have been done all
        the same, `settled` says so. `largest` and `requests` bound its answers."""
        for pause in (*PAUSES, None):
            try:
                with self._bounds.within(largest=largest, requests=requests), self._quiet():
                    return action()
            except Exception as error:
                failed = self._failure(doing, error)
            if settled is not None and failed.unsure:
                found = settled()
                if found is not None:
                    return found
            wait = pause if failed.wait is None else failed.wait
            if not failed.passing or pause is None or wait is None:
                raise failed
            if wait > LONGEST_WAIT:
                raise HubError(f"{failed}, which is too long to wait here; run again then", status=failed.status)
            self._say(f"{failed}; trying again in {wait:,.0f} s")
            self._sleep(wait)
        raise AssertionError  # the last pause is None

    @contextmanager
    def _quiet(self) -> Iterator[None]:
        """Let the logs of `huggingface_hub` say nothing that holds the token, though a server put it there."""
        handlers = [handler for name in ("", "huggingface_hub") for handler in logging.getLogger(name).handlers]

        def hide(record: logging.LogRecord) -> bool:
            record.msg, record.args = self._hidden(record.getMessage()), ()
            return True

        for handler in handlers:
            handler.addFilter(hide)
        try:
            yield
        finally:
            for handler in handlers:
                handler.removeFilter(hide)

    def _hidden(self, text: str) -> str:
        return printable(text.replace(self._token, _HIDDEN) if self._token else text)

    def _failure(self, doing: str, error: Exception) -> HubError:
        """What went wrong, in words."""
        if isinstance(error, HubError):
            return error
        for cause in causes(error):
            if isinstance(cause, Once):
                continue
            if isinstance(cause, BadAnswer):
                return HubError(f"{doing}: {self._hidden(str(cause))}", passing=cause.passing)
            if isinstance(cause, HfHubHTTPError):
                return self._refusal(doing, cause)
            if isinstance(cause, OfflineModeIsEnabled):
                return HubError(f"{doing}: HF_HUB_OFFLINE is set, so nothing is asked of the Hub; unset it")
            if isinstance(cause, transport_error()):
                text = self._hidden(str(cause))
                return HubError(
                    f"{doing}: no answer: {type(cause).__name__}{f': {text}' if text else ''}", passing=True
                )
            if isinstance(cause, OSError) and cause.errno is not None:
                place = f"{printable(str(cause.filename))}: " if cause.filename else ""
                return HubError(f"{doing}: {place}{cause.strerror}")
        said = dict.fromkeys(f"{type(cause).__name__}: {cause}" for cause in causes(error))
        told = self._hidden("; from ".join(said))[:SAID]
        return HubError(
            f"{doing}: huggingface_hub gave up: {told}. Where HF_ENDPOINT or a proxy is set, see that it leads to a Hub"
        )

    def _refusal(self, doing: str, error: HfHubHTTPError) -> HubError:
        status = error.response.status_code
        said = self._hidden(" ".join((error.server_message or "").split()))[:SAID]
        words = f"{doing}: {meaning(status, self.repo)}{f'. The Hub says: {said}' if said else ''}"
        wait = wait_asked(error.response.headers) if status in PASSING else None
        if wait is not None:
            words += f". It asks to wait {wait:,.0f} s"
        return HubError(words, status=status, passing=status in PASSING, wait=wait)


def _commit_id(said: object) -> str:
    """The id of a commit that the Hub names. Raises `BadAnswer` for what is none."""
    if not isinstance(said, str) or _OID.fullmatch(said) is None:
        raise BadAnswer(f"the Hub names the commit {printable(str(said))[:100]}, which is no id of a commit")
    return said


def _token() -> str | None:
    try:
        token = get_token()
    except Exception as error:  # of whatever the user's way to log in goes through
        raise HubError(f"no token could be had: {type(error).__name__}; log in with `hf auth login`") from None
    if token is not None and not (token.isascii() and token.isprintable() and " " not in token):
        raise HubError(
            "the token holds characters that no token has, such as spaces or line breaks; log in again with "
            "`hf auth login`, or set HF_TOKEN to a valid one"
        )
    return token or None
