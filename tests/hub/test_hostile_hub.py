"""A hostile or broken Hub: publishing ends soon, with one clear line, and the token stays here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hostile_answers import ESCAPES, KINDS, LARGE, LATE, OK
from hostile_server import Behave, answers, drips, floods, says, serving, silent, stalls
from hub_emulator import WRITER, Answer, Fault, Hub, on
from huggingface_hub import constants
from test_publish import REPO, goldwire, slim

from goldwire.release import hub as client
from goldwire.release import hub_requests
from goldwire.release.hub_address import NoAddress, checked_endpoint
from goldwire.release.hub_requests import Limits
from goldwire.web.bounds import BadAnswer

# httpx's, about how huggingface_hub sends files
pytestmark = [pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning"), pytest.mark.timeout(60)]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        hub_requests, "LIMITS", Limits(total=0.25, slowest=2**30, answer=2**20, redirects=3, requests=40)
    )
    monkeypatch.setattr(client, "PAUSES", ())


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return slim(tmp_path_factory.mktemp("small") / "0.2.0")


def refused(result: Any) -> str:
    """The one line that says what is wrong."""
    assert result.exit_code == 1, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", result.output), ascii(
        result.output
    )
    assert WRITER not in result.output
    lines = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.output
    assert len(lines[0]) < 2_000
    return str(lines[0])


@pytest.mark.parametrize(("behave", "says"), KINDS.values(), ids=KINDS.keys())
def test_whatever_a_server_answers_publishing_ends_with_one_line(
    behave: Behave, says: str, small: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(behave) as server:
        monkeypatch.setattr(constants, "ENDPOINT", server.address)
        line = refused(goldwire(small, "--repo", REPO, "--yes"))
    assert re.search(says, line), line
    assert "looking at" in line


@pytest.mark.parametrize("behave", [silent, KINDS["a body that drips"][0], KINDS["nothing"][0]])
def test_it_is_tried_again_and_given_up_in_the_end(
    behave: Behave, small: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAUSES", (0.0, 0.0))
    with serving(behave) as server:
        monkeypatch.setattr(constants, "ENDPOINT", server.address)
        result = goldwire(small, "--repo", REPO, "--yes")
        refused(result)
        asked = [each for each in server.seen if b"/api/datasets/" in each]
    assert len(asked) == 3
    assert result.stderr.count("trying again in 0 s") == 2


@pytest.mark.parametrize("behave", [silent, drips(b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb", b"\x00")])
def test_a_handshake_that_comes_to_no_end(
    behave: Behave, small: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(behave) as server:
        monkeypatch.setattr(constants, "ENDPOINT", server.address.replace("http:", "https:"))
        assert re.search(LATE, refused(goldwire(small, "--repo", REPO, "--yes")))


# Answers of a Hub that works but for one

TAG = {"name": "v0.2.0", "ref": "refs/tags/v0.2.0"}


def ruined(small: Path, *arguments: object) -> str:
    return refused(goldwire(small, "--repo", REPO, "--yes", *arguments))


def given(value: object, status: int = 200, **headers: str) -> Fault:
    return Fault(Answer.of(value, status, {name.replace("_", "-"): text for name, text in headers.items()}))


def always(fault: Fault) -> list[Fault]:
    return [fault] * 500


def test_pages_without_end(small: Path, hub: Hub) -> None:
    hub.create(REPO)
    link = f'<{hub.endpoint}/api/datasets/{REPO}/tree/main?recursive=True&cursor=1>; rel="next"'
    hub.fail = on("GET", "/tree/", *always(given([], Link=link)))
    assert "more than 40 requests for one step" in ruined(small)


@pytest.mark.parametrize("place", ["link", "verify", "redirect"])
def test_the_token_goes_to_no_other_server(place: str, small: Path, hub: Hub) -> None:
    hub.create(REPO)
    with serving(answers(b"[]")) as other:
        if place == "link":
            hub.fail = on("GET", "/tree/", *always(given([], Link=f'<{other.address}/x>; rel="next"')))
            line = ruined(small)
        elif place == "verify":
            hub.fail = batches(
                {"upload": {"href": f"{other.address}/up"}, "verify": {"href": f"{other.address}/verify"}}
            )
            line = ruined(small)
        else:
            hub.fail = on("GET", "/refs", *always(given({}, 307, Location=f"{other.address}/refs")))
            line = ruined(small)
        assert not any(WRITER.encode() in each or b"authorization" in each.lower() for each in other.seen)
    if place != "redirect":
        assert f"{other.address}, another server, which must not see the token" in line


def batches(actions: dict[str, Any]) -> Any:
    """Let the Hub hand out these actions for every large file."""

    def fail(request: Any) -> Fault | None:
        if not request.path.endswith("/objects/batch"):
            return None
        objects = [{**each, "actions": actions} for each in request.json()["objects"]]
        return given({"transfer": "basic", "objects": objects})

    return fail


@pytest.mark.parametrize(
    "href",
    ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://[::1", "http://127.0.0.1:99999/", "/here", "", "\x1b[31m"],
)
def test_addresses_for_large_files_that_are_none(href: str, small: Path, hub: Hub) -> None:
    hub.fail = batches({"upload": {"href": href}})
    assert "uploading to" in ruined(small)
    assert hub.repos[REPO].tags == {}


@pytest.mark.parametrize("chunk", ["0", "1", "-1", "x", "1" * 5_000])
def test_parts_of_large_files_that_are_none(chunk: str, small: Path, hub: Hub) -> None:
    hub.fail = batches({"upload": {"href": f"{hub.endpoint}/up", "header": {"chunk_size": chunk, "00001": "x"}}})
    assert "uploading to" in ruined(small)


def test_an_upload_that_nobody_reads(hub: Hub, tmp_path: Path) -> None:
    folder = slim(tmp_path / "0.2.0", others={"big.arrow": "x" * 2**23})
    with serving(stalls, read=False) as other:
        hub.fail = batches({"upload": {"href": f"{other.address}/up"}})
        line = ruined(folder)
    assert re.search(LATE + "|WriteTimeout", line)


@pytest.mark.parametrize("status", [200, 206])
def test_a_file_that_comes_back_a_byte_at_a_time(status: int, small: Path, hub: Hub) -> None:
    """Each try gets a little further, or begins anew: huggingface_hub would go on for ever."""
    length = b"Content-Length: 500\r\nETag: x\r\nContent-Range: bytes 0-499/500\r\n\r\n"
    hub.create(REPO)
    with serving(says(b"HTTP/1.1 %d OK\r\n" % status, length, b"x")) as other:
        hub.fail = on("GET", "/resolve/", *always(given({}, 302, Location=f"{other.address}/file")))
        line = ruined(small)
        assert len(other.seen) == 1
    assert "reading" in line


def test_a_file_that_does_not_end(small: Path, hub: Hub) -> None:
    hub.create(REPO)
    with serving(floods(OK + b"\r\n", b"x" * 65536)) as other:
        hub.fail = on("GET", "/resolve/", *always(given({}, 302, Location=f"{other.address}/file")))
        assert LARGE in ruined(small)


@pytest.mark.parametrize(
    ("method", "path", "value"),
    [
        ("POST", "/commit/", {"commitOid": ESCAPES, "commitUrl": ESCAPES, "success": True}),
        ("POST", "/commit/", {"hookOutput": ESCAPES}),
        ("POST", "/commit/", []),
        ("POST", "/preupload/", {"files": [{"path": ESCAPES, "uploadMode": ESCAPES, "shouldIgnore": False}]}),
        ("POST", "/preupload/", {"files": None}),
        ("POST", "objects/batch", {"objects": [{"oid": ESCAPES, "size": 1, "error": {"code": 1, "message": ESCAPES}}]}),
        ("GET", "/tree/", [{"type": "file", "path": ESCAPES, "size": 10**400, "oid": ESCAPES}]),
        ("GET", "/tree/", [{"type": "file", "path": ESCAPES, "size": "x", "oid": 5}]),
        ("GET", "/tree/", [{"type": "directory"}]),
        ("GET", "/commits/", [{"id": ESCAPES, "title": "mini-news 0.2.0", "date": ESCAPES, "authors": []}]),
        ("GET", "/refs", {"branches": [], "tags": [{**TAG, "targetCommit": "../../x"}], "converts": []}),
    ],
)  # fmt: skip
def test_answers_of_other_kinds(method: str, path: str, value: object, small: Path, hub: Hub) -> None:
    hub.create(REPO)
    hub.fail = on(method, path, *always(given(value)))
    ruined(small)
    assert hub.repos[REPO].tags == {}


# Addresses


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://[::1", "http://127.0.0.1:99999", "http://127.0.0.1:-1", "http://127.0.0.1:x", "http://127.0.0.1:0",
        "http://", "https:///", "", "127.0.0.1", "ftp://127.0.0.1", "file:///etc", "javascript:alert(1)", "http://a b/",
        "http://127.0.0.1/\x1b[31m", "http://127.0.0.1/\u202e", "http://\x9b1m/", "http://127.0.0.1?x=y", "http://127.0.0.1/#x",
        "http://user:secret@[::1", "http://user:secret@127.0.0.1:99999",
    ],
)  # fmt: skip
def test_endpoints_that_are_no_address(endpoint: str, small: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoAddress):
        checked_endpoint(endpoint)
    monkeypatch.setattr(constants, "ENDPOINT", endpoint)
    result = goldwire(small, "--repo", REPO)
    assert result.exit_code == 2, result.output
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert "HF_ENDPOINT" in line
    assert "write https://HOST" in line
    assert "secret" not in result.output
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", result.output)
    assert hub.log == []


@pytest.mark.parametrize(
    "endpoint", ["http://[::1", "http://a]b[", "http://\x1b]0;x\x1b[31m", "http://127.0.0.1:99999", ""]
)
def test_an_endpoint_of_the_environment_that_is_no_address(endpoint: str, small: Path) -> None:
    """In a process of its own: the library reads the variable while it loads."""
    command = [sys.executable, "-m", "goldwire.cli", "publish", str(small), "--repo", REPO]
    result = subprocess.run(
        command, env=os.environ | {"HF_ENDPOINT": endpoint}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 2, result.stderr
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: HF_ENDPOINT ")
    assert "write https://HOST" in line
    assert "\x1b" not in line


@pytest.mark.parametrize(
    ("endpoint", "bare"),
    [
        ("https://huggingface.co", "https://huggingface.co"),
        ("http://[::1]:8080/hub", "http://[::1]:8080/hub"),
        ("https://somebody:secret@example.org/a/b", "https://example.org/a/b"),
    ],
)
def test_endpoints_that_are(endpoint: str, bare: str) -> None:
    assert checked_endpoint(endpoint) == bare


@pytest.mark.parametrize("proxy", ["http://[::1", "nonsense", "http://127.0.0.1:99999"])
def test_proxies_that_are_none(proxy: str, small: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import close_session

    monkeypatch.setattr(constants, "ENDPOINT", "http://hub.invalid")
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, proxy)
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    close_session()
    try:
        assert "looking at" in refused(goldwire(small, "--repo", REPO, "--yes"))
    finally:
        close_session()


def test_a_connection_that_anyone_can_read_is_not_taken_where_the_hub_has_a_safe_one() -> None:
    """An address of large files at another server may be any safe one; not a plain one, nor with the token."""
    from httpx2 import Request

    look = hub_requests.Bounds("https://hub.invalid", Limits())._look
    look(Request("PUT", "https://storage.invalid/x"))
    look(Request("GET", "https://hub.invalid/x", headers={"Authorization": "Bearer x"}))
    for request in (
        Request("PUT", "http://storage.invalid/x"),
        Request("GET", "http://hub.invalid/x", headers={"Authorization": "Bearer x"}),
        Request("GET", "https://hub.invalid:444/x", headers={"Authorization": "Bearer x"}),
        Request("GET", "https://hub.invalid.evil/x", headers={"Authorization": "Bearer x"}),
    ):
        with pytest.raises(BadAnswer):
            look(request)
