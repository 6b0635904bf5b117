"""Publishing, over HTTP, to an emulated Hub: what is there afterwards, whatever goes wrong on the way."""

from __future__ import annotations

import io
import json
import logging
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from hub_emulator import MAIN, READER, WRITER, Answer, Fault, Hub, Repo, Request, at, cut, on, status
from huggingface_hub import constants
from typer.testing import CliRunner, Result

from corpora import MINI_RAW, card_tables, copy_mini
from corpora import REPO as REPOSITORY
from goldwire.checks.run import open_corpus
from goldwire.cli.app import app
from goldwire.corpus.store import Corpus
from goldwire.model.document import Match
from goldwire.release import hub as client
from goldwire.release import hub_requests, publishing
from goldwire.release.build import build
from goldwire.release.hub import Hub as Client
from goldwire.release.hub import HubError
from goldwire.release.hub_requests import Limits
from goldwire.release.manifest import Coverage, Edition, Manifest, entry, manifest_bytes, read_manifest
from goldwire.release.publishing import Plan, Published, PublishFailed, PublishRefused
from goldwire.release.rights import not_to_pass_on
from goldwire.release.tables import RowsDigest, read_rows
from goldwire.release.verifying import verify

# httpx's, about how huggingface_hub sends files
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")

REPO = "my-org/mini-news"
COMMIT = re.compile(r"\b[0-9a-f]{40}\b")


def _rights(said: str | None, line: str | None) -> dict[str, str | None]:
    return {"rights_text": said, "rights_holder": "Me", "licence": "CC-BY-4.0", "attribution": line}


def slim(
    folder: Path,
    version: str = "0.2.0",
    *,
    name: str = "mini-news",
    edition: Edition = "public",
    rights: dict[str, str | None] | None = None,
    tables: dict[str, list[dict[str, Any]]] | None = None,
    others: dict[str, str] | None = None,
    line: str | None = "Me, CC BY 4.0",
) -> Path:
    """A release of a few small files; `rights` are documents with what their rights are said to be, `line` is the one
    that credits them."""
    documents = [
        {"doc_id": document, "text": f"Words of {version}", **({} if rights is None else _rights(said, line))}
        for document, said in (rights or {"gw-1": None}).items()
    ]
    withheld = {row["doc_id"] for row in (tables or {}).get("standoff", ())}
    withheld |= {document for document, said in (rights or {}).items() if said == "withheld"}
    held = withheld | {str(row["doc_id"]) for row in documents}
    fetched = {document for document, said in (rights or {}).items() if said == "fetched"}
    looked_for = {"public": set(), "fetched": fetched, "hydrated": fetched | withheld}[edition]
    files = []
    for table, rows in {"documents": documents, **(tables or {})}.items():
        place = folder / "data" / table / "train.parquet"
        place.parent.mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(rows), place)
        digest = RowsDigest()
        digest.update(read_rows(place))
        files.append(entry(folder, place, (len(rows), digest.hexdigest())))
    header = yaml.safe_dump({"license": "cc-by-4.0", **card_tables(version, files)})
    texts = {"README.md": f"---\n{header}---\n\n# {name} {version}\n", **(others or {})}
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
        files.append(entry(folder, folder / path))
    manifest = Manifest(
        name=name,
        version=version,
        edition=edition,
        redistributable=rights is None or set(rights.values()) <= {"included", "fetched"},
        writer={"goldwire": "0.2.0"},
        inputs=dict.fromkeys(sorted(held), "0" * 64),
        coverage={
            "train": Coverage(
                documents=len(held),
                with_text=len(documents),
                sources=None
                if edition == "public"
                else {match: len(looked_for) if match is Match.OK else 0 for match in Match},
            )
        },
        matches=None if edition == "public" else dict.fromkeys(sorted(looked_for), Match.OK),
        files=sorted(files, key=lambda file: file.path),
    )
    (folder / "manifest.json").write_bytes(manifest_bytes(manifest)[0])
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Release 0.2.0."""
    return slim(tmp_path_factory.mktemp("small") / "0.2.0")


@pytest.fixture(scope="module")
def former(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Release 0.1.0, with a file that 0.2.0 lacks."""
    return slim(tmp_path_factory.mktemp("former") / "0.1.0", "0.1.0", others={"docs/old.md": "Old\n"})


class Run:
    """One run of publishing, with what it said and how long it would have waited."""

    def __init__(self, folder: Path, *, private: bool = False) -> None:
        self.said: list[str] = []
        self.waits: list[float] = []
        self.steps: list[str] = []
        self.hub = Client(REPO, say=self.said.append, sleep=self.waits.append)
        self.release = publishing.candidate(folder)
        self.private = private

    def plan(self) -> Plan:
        return publishing.plan(self.release, self.hub, private=self.private)

    def go(self) -> Published:
        return publishing.publish(self.release, self.plan(), self.hub, progress=self._step)

    def _step(self, step: str, done: int, total: int) -> None:
        self.steps.append(step)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def held(repo: Repo, revision: str) -> dict[str, bytes]:
    """The files at a revision, but for the Hub's own."""
    return {path: blob.data for path, blob in repo.at(revision).files.items() if path != ".gitattributes"}


def assert_published(repo: Repo, folder: Path, *, commits: int = 2) -> None:
    """One commit of the release on top of what was there, and its tag on it."""
    manifest = read_manifest(folder)
    titles = [commit.title for commit in repo.history()]
    assert len(titles) == commits
    assert titles.count(f"{manifest.name} {manifest.version}") == 1
    tagged = repo.at(f"v{manifest.version}")
    assert tagged.title == f"{manifest.name} {manifest.version}"
    assert tagged.files[".gitattributes"] == repo.history()[-1].files[".gitattributes"]
    assert held(repo, f"v{manifest.version}") == contents(folder)


def goldwire(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["publish", *(str(argument) for argument in arguments)])


def test_a_release_is_one_commit_and_one_tag_and_publishing_again_does_nothing(hub: Hub, small: Path) -> None:
    result = goldwire(small, "--repo", REPO, "--yes")
    assert result.exit_code == 0, result.output
    assert_published(hub.repos[REPO], small)
    assert f"datasets.load_dataset({REPO!r}, revision='v0.2.0')" in result.stdout
    assert "read back and found whole" in result.stderr
    hub.forget()
    again = goldwire(small, "--repo", REPO, "--json")
    assert again.exit_code == 0, again.output
    record = json.loads(again.stdout)
    assert record["state"] == "already published"
    assert record["commit"] == hub.repos[REPO].head
    assert record["error"] is None
    assert not [request for request in hub.log if request.writes]


def test_every_file_is_read_back_before_the_tag_is_made(hub: Hub, small: Path) -> None:
    made = Run(small).go()
    paths = [request.path for request in hub.log]
    tagging = next(number for number, path in enumerate(paths) if "/tag/" in path)
    fetched = {r.path.partition(f"/resolve/{made.commit}/")[2] for r in hub.log[:tagging] if r.method == "GET"}
    assert fetched - {""} == set(contents(small))


def test_a_dry_run_tells_all_and_changes_nothing(hub: Hub, small: Path, former: Path) -> None:
    first = goldwire(small, "--repo", REPO, "--dry-run", "--private")
    assert first.exit_code == 0, first.output
    assert "private, to be made" in first.stdout
    assert hub.repos == {}
    Run(former).go()
    head = hub.repos[REPO].change("Add a picture", **{"logo.svg": b"<svg/>"}).oid
    hub.forget()
    result = goldwire(small, "--repo", REPO, "--dry-run")
    assert result.exit_code == 0, result.output
    for words in (
        f"parent      {head}, mini-news 0.1.0",
        "commit      mini-news 0.2.0: 3 files to send",
        "tag         v0.2.0",
        "send    data/documents/train.parquet",
        "delete  docs/old.md, which only mini-news 0.1.0 holds",
        "keep    logo.svg",
    ):
        assert words in result.stdout
    assert "nothing was changed" in result.stderr
    record = json.loads(goldwire(small, "--repo", REPO, "--dry-run", "--json").stdout)
    assert (record["state"], record["parent"], record["deletions"]) == ("dry-run", head, ["docs/old.md"])
    assert not [request for request in hub.log if request.writes]
    assert hub.repos[REPO].head == head


def test_the_example_of_the_page_is_what_is_printed(hub: Hub, small: Path, former: Path) -> None:
    Run(former).go()
    hub.repos[REPO].change("Add a picture", **{"logo.svg": b"<svg/>"})
    printed = goldwire(small, "--repo", REPO, "--dry-run").stdout.replace(hub.endpoint, "https://huggingface.co")
    page = (REPOSITORY / "docs" / "publish.md").read_text("utf-8")
    example = page.partition("```console\n")[2].partition("```")[0]
    expected = f"$ goldwire publish 0.2.0 --repo {REPO} --dry-run\n{printed}"
    assert COMMIT.sub("COMMIT", example) == COMMIT.sub("COMMIT", expected)


def test_a_second_version_takes_the_place_of_the_first_whose_tag_stays(hub: Hub, small: Path, former: Path) -> None:
    Run(former).go()
    repo = hub.repos[REPO]
    repo.change("Add a picture", **{"logo.svg": b"<svg/>"})
    Run(small).go()
    assert held(repo, MAIN) == contents(small) | {"logo.svg": b"<svg/>"}
    assert held(repo, "v0.2.0") == held(repo, MAIN)
    assert held(repo, "v0.1.0") == contents(former)
    assert [commit.title for commit in repo.history()][::2] == ["mini-news 0.2.0", "mini-news 0.1.0"]


# Interruptions

CUTS: tuple[Literal["before", "after"], ...] = ("before", "after")


def settled(folder: Path, prepare: Callable[[], None], hub: Hub) -> list[Request]:
    """The requests of a run that nothing disturbs."""
    hub.repos.clear()
    prepare()
    hub.forget()
    Run(folder).go()
    return list(hub.log)


@pytest.mark.timeout(300)
def test_a_run_that_is_cut_off_at_any_request_is_made_up_for_by_the_next(
    hub: Hub, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAUSES", ())
    clean = settled(small, lambda: None, hub)
    assert sum(request.writes for request in clean) == 4  # repository, large file, commit, tag
    for request in clean:
        # Reading has no effect, so there is no telling before from after it.
        for drop in CUTS if request.writes else CUTS[:1]:
            hub.repos.clear()
            hub.forget()
            hub.fail = cut(request.number, drop)
            with pytest.raises((PublishFailed, HubError)) as caught:
                Run(small).go()
            assert "no answer" in str(caught.value)
            assert len(hub.log) > request.number
            hub.forget()
            Run(small).go()
            assert_published(hub.repos[REPO], small)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("drop", CUTS)
def test_an_update_that_is_cut_off_at_any_change_is_made_up_for(
    drop: Any, hub: Hub, small: Path, former: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAUSES", ())

    def prepare() -> None:
        Run(former).go()

    for request in [request for request in settled(small, prepare, hub) if request.writes]:
        hub.repos.clear()
        prepare()
        hub.forget()
        hub.fail = cut(request.number, drop)
        with pytest.raises(PublishFailed):
            Run(small).go()
        hub.forget()
        Run(small).go()
        assert_published(hub.repos[REPO], small, commits=3)
        assert held(hub.repos[REPO], "v0.1.0") == contents(former)


@pytest.mark.parametrize("drop", CUTS)
def test_one_dropped_connection_is_no_reason_to_stop_nor_to_commit_twice(drop: Any, hub: Hub, small: Path) -> None:
    for number in [request.number for request in settled(small, lambda: None, hub) if request.writes]:
        hub.repos.clear()
        hub.forget()
        hub.fail = at(number, Fault(drop=drop))
        run = Run(small)
        run.go()
        assert_published(hub.repos[REPO], small)
        # What took effect is found out without sending it again, but for a large file, which storage knows.
        assert run.waits in ([1.0], [])


def test_a_file_that_breaks_off_is_fetched_again(hub: Hub, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)  # huggingface_hub asks for the rest by itself
    hub.fail = on("GET", "/resolve/", Fault(drop="midway"))
    Run(small).go()
    assert_published(hub.repos[REPO], small)
    assert sum(request.method == "GET" and request.path.endswith("/README.md") for request in hub.log) == 2


def test_a_commit_that_others_built_upon_before_it_was_tagged_gets_its_tag(
    hub: Hub, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAUSES", ())
    hub.fail = on("POST", "/tag/", status(500))
    with pytest.raises(PublishFailed) as caught:
        Run(small).go()
    repo = hub.repos[REPO]
    ours = repo.head
    assert ours is not None
    assert ours in caught.value.state
    theirs = repo.change("Mend the card", **{"README.md": b"# Mended\n"}).oid
    assert Run(small).go().commit == ours
    assert repo.tags == {"v0.2.0": ours}
    assert repo.head == theirs
    assert_published(repo, small, commits=3)


def test_a_tag_that_somebody_else_made_in_between_is_compared(hub: Hub, small: Path) -> None:
    repo = hub.create(REPO)
    first = str(repo.head)
    tagged: list[str] = []

    def meddle(request: Request) -> None:
        if request.method == "POST" and "/tag/" in request.path:
            repo.tags["v0.2.0"] = tagged[0] if tagged else str(repo.head)

    hub.fail = meddle
    Run(small).go()
    assert_published(repo, small)
    del repo.tags["v0.2.0"]
    tagged.append(first)
    with pytest.raises(PublishFailed, match=r"v0\.2\.0 of .* holds another content"):
        Run(small).go()


# What the Hub refuses


def test_somebody_elses_commit_in_between_is_not_overwritten(hub: Hub, small: Path) -> None:
    repo = hub.create(REPO)

    def meddle(request: Request) -> Fault | None:
        if request.method == "POST" and "/commit/" in request.path:
            repo.change("Mend the card", **{"README.md": b"# Mended\n"})
        return None

    hub.fail = meddle
    with pytest.raises(PublishFailed, match="somebody else committed to main") as caught:
        Run(small).go()
    assert "not visible" in caught.value.state
    assert [commit.title for commit in repo.history()] == ["Mend the card", "initial commit"]
    assert repo.tags == {}
    hub.forget()
    Run(small).go()
    assert_published(repo, small, commits=3)


@pytest.mark.parametrize("code", [409, 412, 500, 502, 503, 504, 429, 408])
def test_refusals_of_a_commit_that_pass_are_waited_out(code: int, hub: Hub, small: Path) -> None:
    hub.fail = on("POST", "/commit/", status(code))
    run = Run(small)
    if code in (409, 412):
        with pytest.raises(PublishFailed, match=str(code)):
            run.go()
        run = Run(small)
    made = run.go()
    assert_published(hub.repos[REPO], small)
    assert made.commit == hub.repos[REPO].head


def test_the_hub_says_how_long_to_wait(hub: Hub, small: Path) -> None:
    hub.fail = on(
        "POST",
        "/commit/",
        status(429, Retry_After="7"),
        status(429, RateLimit='"api";r=0;t=55'),
        status(503, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"),
        status(503, Retry_After="soon"),
    )
    run = Run(small)
    run.go()
    assert run.waits == [7.0, 55.0, 0.0, 8.0]
    assert "It asks to wait 7 s; trying again in 7 s" in run.said[0]
    assert_published(hub.repos[REPO], small)


def test_a_wait_without_end_is_not_waited_out(hub: Hub, small: Path) -> None:
    hub.fail = on("POST", "/preupload/", status(429, Retry_After="86400"))
    run = Run(small)
    with pytest.raises(PublishFailed, match="86,400 s, which is too long"):
        run.go()
    assert run.waits == []


@pytest.mark.parametrize("pattern", ["/refs", "/tree/", "/preupload/", "objects/batch", "/lfs/", "/commit/", "/tag/"])
def test_a_hub_that_goes_on_failing_is_asked_five_times(pattern: str, hub: Hub, small: Path) -> None:
    hub.create(REPO)
    hub.fail = lambda request: status(500, "out of order") if pattern in request.path else None
    run = Run(small)
    with pytest.raises((PublishFailed, HubError), match=r"failed \(500\)\. The Hub says: out of order"):
        run.go()
    assert run.waits == [1.0, 2.0, 4.0, 8.0]
    assert sum(pattern in request.path for request in hub.log) == 5
    hub.forget()
    Run(small).go()
    assert_published(hub.repos[REPO], small)


@pytest.mark.parametrize(
    ("method", "pattern", "code", "says"),
    [
        ("GET", "/refs", 401, "hf auth login"),
        ("POST", "/repos/create", 403, "right to write to my-org"),
        ("POST", "/repos/create", 402, r"refuses \(402\)"),
        ("POST", "/preupload/", 403, "right to write"),
        ("POST", "/commit/", 401, "hf auth login"),
        ("POST", "/commit/", 400, r"\(400\)"),
        ("POST", "/commit/", 404, r"not found \(404\)"),
        ("POST", "/commit/", 413, r"too large \(413\)"),
        ("POST", "/tag/", 403, "right to write"),
        ("GET", "/resolve/", 403, "right to"),
    ],
)
def test_refusals_that_stay_are_told_at_once(
    method: str, pattern: str, code: int, says: str, hub: Hub, small: Path
) -> None:
    if pattern != "/repos/create":
        hub.create(REPO)
    hub.fail = on(method, pattern, *[status(code, "no way")] * 9)
    run = Run(small)
    with pytest.raises((PublishFailed, HubError), match=says) as caught:
        run.go()
    assert run.waits == []
    if pattern == "/commit/":
        assert isinstance(caught.value, PublishFailed)
        assert "not visible" in caught.value.state
    if REPO in hub.repos:
        assert hub.repos[REPO].tags == {}


def test_answers_that_make_no_sense_are_told(hub: Hub, small: Path) -> None:
    hub.create(REPO)
    for answer in (Answer(200, b"<html>"), Answer.of([]), Answer.of({"branches": 3})):
        hub.fail = on("GET", "/refs", Fault(answer))
        with pytest.raises(HubError, match="huggingface_hub gave up"):
            Run(small).go()


def test_what_the_hub_gives_back_is_compared(hub: Hub, small: Path) -> None:
    hub.fail = on("GET", "/resolve/.*parquet", Fault(Answer(200, b"other bytes", {"ETag": '"x"'})))
    with pytest.raises(PublishFailed):
        Run(small).go()
    repo = hub.repos[REPO]
    assert repo.tags == {}
    size = (small / "README.md").stat().st_size
    hub.forget()
    hub.fail = on("GET", "/resolve/.*README", Fault(Answer(200, b"x" * size, {"ETag": '"x"'})))
    with pytest.raises(PublishFailed, match=r"does not give back .* README\.md: changed"):
        Run(small).go()
    assert repo.tags == {}
    hub.forget()
    Run(small).go()
    assert_published(repo, small)


def test_the_hub_judges_the_card(hub: Hub, small: Path) -> None:
    hub.yaml_errors = ['"configs[0].version" is not allowed']
    result = goldwire(small, "--repo", REPO, "--yes")
    assert result.exit_code == 1
    assert 'does not accept the card\'s YAML: "configs[0].version" is not allowed' in result.stderr
    assert hub.repos == {}
    hub.yaml_errors, hub.yaml_warnings = [], ["empty or missing language"]
    result = goldwire(small, "--repo", REPO, "--yes")
    assert result.exit_code == 0, result.output
    assert "the Hub says" in result.stderr
    assert "empty or missing language" in result.stderr


# Tokens


@pytest.mark.parametrize(
    ("token", "says"),
    [
        ("", "no token; log in with `hf auth login`"),
        ("hf_wrong", "does not accept the token (401); log in"),
        ("hf_two words", "characters that no token has"),
        ("hf_caf\u00e9", "characters that no token has"),
        (READER, "right to write to my-org"),
    ],
)
def test_tokens_that_do_not_do(token: str, says: str, hub: Hub, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", token)
    result = goldwire(small, "--repo", REPO, "--yes")
    assert result.exit_code == 1
    assert says in result.stderr
    assert not token or token not in result.output
    assert hub.repos == {}
    assert "Traceback" not in result.output


def test_a_dry_run_needs_no_token(hub: Hub, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "")
    result = goldwire(small, "--repo", REPO, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "there is no token" in result.stderr


def test_the_token_is_never_printed_though_the_hub_sends_it_back(
    hub: Hub, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAUSES", (0.0,))
    monkeypatch.setattr(constants, "HF_DEBUG", True)
    logs = io.StringIO()
    handler = logging.StreamHandler(logs)
    logger = logging.getLogger("huggingface_hub")
    logger.addHandler(handler)
    level = logger.level
    logger.setLevel(logging.DEBUG)
    echo = f"\x1b[31mBearer {WRITER} is no good"
    try:
        for code in (400, 401, 403, 404, 409, 412, 429, 500):
            for number in (0, 5):
                hub.repos.clear()
                hub.create(REPO)
                hub.forget()
                warned = {"X_HF_Warning": f"{code}{number}; {WRITER} is old", "X_Request_Id": WRITER}
                hub.fail = lambda request, c=code, n=number, w=warned: (
                    status(c, echo, **w) if request.number >= n else None
                )
                result = goldwire(small, "--repo", REPO, "--json")
                assert result.exit_code in (1, 2)
                assert "<token> is no good" in result.stderr
                assert WRITER not in result.output
                assert "\x1b" not in result.output
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    assert "<token> is old" in logs.getvalue()
    assert WRITER not in logs.getvalue()


# No Hub at all


def test_no_network(hub: Hub, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAUSES", (0.0,))
    monkeypatch.setattr(constants, "ENDPOINT", "http://somebody:secret@127.0.0.1:9")
    for arguments in ([], ["--dry-run"], ["--json"]):
        result = goldwire(small, "--repo", REPO, "--yes", *arguments)
        assert result.exit_code == 1
        assert "no answer: ConnectError" in result.stderr
        assert "nothing was changed on the Hub" in result.stderr
        assert "secret" not in result.output
    assert "at most 3 files" in goldwire(small, "--repo", REPO, "--dry-run").stdout


def test_offline(hub: Hub, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    result = goldwire(small, "--repo", REPO, "--dry-run")
    assert result.exit_code == 1
    assert "HF_HUB_OFFLINE is set" in result.stderr


def test_a_silent_hub_is_not_waited_for_without_end(hub: Hub, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_requests, "LIMITS", Limits(read=0.2))
    hub.create(REPO)
    for method, pattern in (("GET", "/refs"), ("GET", "/tree/"), ("POST", "/commit/")):
        hub.fail = on(method, pattern, Fault(delay=0.5))
        run = Run(small)
        run.go()
        assert any("ReadTimeout" in words for words in run.said), pattern
        assert_published(hub.repos[REPO], small)
        hub.create(REPO)


# What is not published, or not there


def test_another_content_of_a_published_version_is_refused(hub: Hub, small: Path, tmp_path: Path) -> None:
    Run(small).go()
    other = slim(tmp_path / "0.2.0", others={"more.md": "More\n"})
    result = goldwire(other, "--repo", REPO)
    assert result.exit_code == 1
    assert "v0.2.0 of" in result.stderr
    assert "more.md; manifest.json differ. A version that was published is not rewritten" in result.stderr
    assert_published(hub.repos[REPO], small)


def test_repositories_that_hold_something_else_are_left_alone(hub: Hub, small: Path, tmp_path: Path) -> None:
    repo = hub.create(REPO)
    repo.change("Data", **{"data.csv": b"a,b\n"})
    with pytest.raises(PublishRefused, match=r"holds files and no release: data\.csv"):
        Run(small).plan()
    repo.change("A manifest of something else", **{"manifest.json": b"{}"})
    with pytest.raises(PublishRefused, match="holds files and no release"):
        Run(small).plan()
    for folder, says in (
        (slim(tmp_path / "other", "0.1.0", name="other-news"), "holds releases of other-news"),
        (slim(tmp_path / "later", "0.10.0"), "holds 0.10.0, which is newer than 0.2.0"),
    ):
        hub.repos.clear()
        Run(folder).go()
        with pytest.raises(PublishRefused, match=says):
            Run(small).plan()


def test_a_new_repository_with_a_card_of_the_web_site_is_taken(hub: Hub, small: Path) -> None:
    hub.create(REPO).change("Add a card", **{"README.md": b"---\nlicense: mit\n---\n"})
    Run(small).go()
    assert_published(hub.repos[REPO], small, commits=3)


def test_a_repository_without_any_commit(hub: Hub, small: Path) -> None:
    hub.create(REPO, empty=True)
    Run(small).go()
    assert held(hub.repos[REPO], "v0.2.0") == contents(small)
    assert len(hub.repos[REPO].history()) == 1


def test_a_script_that_breaks_loading_is_named(hub: Hub, small: Path, former: Path) -> None:
    Run(former).go()
    hub.repos[REPO].change("Add a script", **{"mini-news.py": b""})
    with pytest.raises(PublishRefused, match=r"mini-news\.py"):
        Run(small).plan()


def test_a_gitignore_hides_nothing(hub: Hub, small: Path, former: Path) -> None:
    Run(former).go()
    hub.repos[REPO].change("Ignore", **{".gitignore": b"*.parquet README.md\n"})
    Run(small).go()
    assert contents(small).items() <= held(hub.repos[REPO], "v0.2.0").items()


def test_long_listings_come_in_pages(hub: Hub, small: Path, former: Path) -> None:
    hub.page = 2
    Run(former).go()
    Run(small).go()
    assert_published(hub.repos[REPO], small, commits=3)
    assert [request for request in hub.log if "cursor" in request.query]


def test_private(hub: Hub, small: Path) -> None:
    assert goldwire(small, "--repo", REPO, "--private", "--yes").exit_code == 0
    assert hub.repos[REPO].private
    assert goldwire(small, "--repo", REPO, "--private").exit_code == 0
    hub.repos[REPO].private = False
    result = goldwire(small, "--repo", REPO, "--private")
    assert result.exit_code == 1
    assert "is there and public" in result.stderr


def test_a_repository_is_not_made_unasked(hub: Hub, small: Path) -> None:
    result = goldwire(small, "--repo", REPO)
    assert result.exit_code == 2
    assert "to make it, public, add --yes" in result.stderr
    assert hub.repos == {}


@pytest.mark.parametrize("repo", ["mini-news", "a/b/c", "some org/x", "a/..b", "-a/b", "x/\x1b[31m", ""])
def test_names_that_are_none(repo: str, hub: Hub, small: Path) -> None:
    result = goldwire(small, "--repo", repo)
    assert result.exit_code == 2
    assert "\x1b" not in result.output
    assert hub.log == []


def test_damaged_releases_are_refused(hub: Hub, small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "0.2.0"
    shutil.copytree(small, folder)
    (folder / "README.md").write_bytes(b"---\r\n---\r\n")
    result = goldwire(folder, "--repo", REPO, "--json")
    assert result.exit_code == 1
    record = json.loads(result.stdout)
    assert record["state"] == "not published"
    assert "README.md: truncated" in record["error"]
    assert record["on_the_hub"] == "nothing was changed on the Hub"
    assert hub.log == []


def test_a_file_that_changes_while_it_is_published(hub: Hub, small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "0.2.0"
    shutil.copytree(small, folder)
    run = Run(folder)
    what = run.plan()
    (folder / "README.md").write_bytes(b"other")
    with pytest.raises(PublishFailed, match=r"README\.md was changed just now"):
        publishing.publish(run.release, what, run.hub)
    assert hub.repos[REPO].tags == {}


def test_files_of_git_are_refused(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(PublishRefused, match="files of git"):
        Run(slim(tmp_path / "0.2.0", others={".gitattributes": "* text=auto eol=crlf\n"}))


def test_ctrl_c_says_what_the_hub_holds(hub: Hub, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for name, says in (("upload", "not visible"), ("download", "no tag names it"), ("look", "nothing was changed")):
        with monkeypatch.context() as patch:
            patch.setattr(Client, name, stop)
            result = goldwire(small, "--repo", REPO, "--yes")
        assert result.exit_code == 1
        assert "stopped" in result.stderr
        assert says in result.stderr
    assert goldwire(small, "--repo", REPO).exit_code == 0
    assert_published(hub.repos[REPO], small)


# Rights


def test_the_hydrated_edition_is_refused(hub: Hub, tmp_path: Path) -> None:
    root = copy_mini(tmp_path)
    folder = build(open_corpus(Corpus(root), MINI_RAW), "0.1.0", root / "dist").folder
    result = goldwire("0.1.0-hydrated", "--repo", REPO, "--yes", "--corpus", root)
    assert result.exit_code == 1
    assert "must not be passed on" in result.stderr
    assert hub.log == []
    assert not_to_pass_on(folder, read_manifest(folder))


WORDS = [{"doc_id": "gw-1", "text": "Words"}, {"doc_id": "gw-2", "text": "Words"}]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"edition": "hydrated"}, ["its rows do not say"]),
        ({"rights": {"gw-1": "withheld"}}, ["the text of gw-1, whose rights are withheld"]),
        ({"rights": {"gw-1": "included", "gw-2": "withheld"}}, ["text of gw-2"]),
        ({"rights": {"gw-1": "\x1b[31m"}}, [r"rights are \x1b[31m"]),
        ({"rights": {"gw-1": None, "gw-2": "included"}}, ["rights are None"]),
        ({"rights": {"gw-1": "included"}, "tables": {"ner": WORDS}}, ["ner holds words of gw-2"]),
        ({"rights": {"gw-1": "included"}, "edition": "hydrated"}, []),
        ({"rights": {"gw-1": "included"}, "tables": {"standoff": WORDS[1:]}}, []),
        ({}, []),
    ],
)
def test_rights_are_judged_by_rows(options: dict[str, Any], says: list[str], tmp_path: Path) -> None:
    folder = slim(tmp_path / "0.2.0", **options)
    found = not_to_pass_on(folder, read_manifest(folder))
    assert len(found) == len(says)
    assert all(words in reason for words, reason in zip(says, found, strict=True))
    if says:
        with pytest.raises(PublishRefused, match=r"must not be passed on|is damaged: manifest\.json"):
            publishing.candidate(folder)
    else:
        publishing.candidate(folder)


# Editions


def fetched(folder: Path, **options: Any) -> Path:
    """Release 0.2.0 in its fetched edition: one text is included, one was fetched."""
    return slim(folder, edition="fetched", rights={"gw-1": "included", "gw-2": "fetched"}, **options)


def test_editions_of_one_version_never_take_each_others_place_unasked(hub: Hub, small: Path, tmp_path: Path) -> None:
    other = fetched(tmp_path / "0.2.0-fetched", others={"ATTRIBUTION.md": "Whom to credit\n"})
    Run(small).go()
    head = hub.repos[REPO].head
    refused = goldwire(other, "--repo", REPO)
    assert refused.exit_code == 1
    said = " ".join(refused.stderr.split())
    assert "holds 0.2.0 in the public edition, and this is the fetched one" in said
    assert f"a repository of its own, such as {REPO}-fetched" in said
    assert "--change-edition" in said
    assert hub.repos[REPO].head == head

    result = goldwire(other, "--repo", REPO, "--change-edition")
    assert result.exit_code == 0, result.output
    assert f"load_dataset({REPO!r}, revision='v0.2.0-fetched')" in result.stdout
    repo = hub.repos[REPO]
    assert held(repo, "v0.2.0") == contents(small)
    assert held(repo, "v0.2.0-fetched") == held(repo, MAIN) == contents(other)
    assert "ATTRIBUTION.md" in held(repo, MAIN)
    for folder in (small, other):  # both are published, whichever is on the main branch
        assert json.loads(goldwire(folder, "--repo", REPO, "--json").stdout)["state"] == "already published"
    refused = goldwire(slim(tmp_path / "0.3.0", "0.3.0"), "--repo", REPO)
    assert "holds 0.2.0 in the fetched edition, and this is the public one" in " ".join(refused.stderr.split())


def test_a_fetched_edition_has_a_repository_of_its_own(hub: Hub, tmp_path: Path) -> None:
    folder = fetched(tmp_path / "0.2.0-fetched")
    result = goldwire(folder, "--repo", REPO, "--yes")
    assert result.exit_code == 0, result.output
    assert "mini-news 0.2.0, fetched edition published as v0.2.0-fetched" in " ".join(result.stderr.split())
    assert held(hub.repos[REPO], "v0.2.0-fetched") == contents(folder)


@pytest.mark.parametrize("line", [None, " "])
def test_a_fetched_text_that_nobody_is_credited_for_is_not_published(line: str | None, tmp_path: Path) -> None:
    folder = fetched(tmp_path / "0.2.0-fetched", line=line)
    assert any("gw-2, which was fetched, and of which no attribution" in why for why in verify(folder))
    with pytest.raises(PublishRefused):
        publishing.candidate(folder)
