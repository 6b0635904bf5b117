"""A Hub for tests: dataset repositories with commits, tags and LFS behind the HTTP API that `huggingface_hub` speaks.

    with running() as hub:
        hub.create("ORG/NAME")
        hub.fail = at(3, Fault(drop="after"))

Everything is held in memory and served on 127.0.0.1. Plain LFS only: clients need `HF_HUB_DISABLE_XET=1`.
"""

from __future__ import annotations

import base64
import fnmatch
import hashlib
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit

import yaml

WRITER, READER = "hf_emulated_writer_token", "hf_emulated_reader_token"
"""Tokens that the Hub knows: one may write, one only read."""
GITATTRIBUTES = b"*.parquet filter=lfs diff=lfs merge=lfs -text\n*.arrow filter=lfs diff=lfs merge=lfs -text\n"
MAIN = "main"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DATE = "2026-01-01T00:00:00.000Z"


@dataclass(frozen=True, slots=True)
class Blob:
    """A file; `lfs` where its content lies in large file storage."""

    data: bytes
    lfs: bool

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def oid(self) -> str:
        """What git calls it: for LFS, what it calls the pointer to it."""
        pointer = (
            f"version https://git-lfs.github.com/spec/v1\noid sha256:{self.sha256}\nsize {len(self.data)}\n".encode()
        )
        stored = pointer if self.lfs else self.data
        return hashlib.sha1(b"blob %d\0" % len(stored) + stored, usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Commit:
    oid: str
    parent: str | None
    title: str
    message: str
    files: dict[str, Blob]


@dataclass(slots=True)
class Repo:
    """A repository; its only branch is `main`, at `head`."""

    name: str
    private: bool
    head: str | None = None
    commits: dict[str, Commit] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    stored: dict[str, bytes] = field(default_factory=dict)
    """Large files by SHA-256, committed or not."""

    def commit(self, title: str, files: dict[str, Blob], message: str = "") -> Commit:
        """Put a commit with these files, and no others, on `main`."""
        listing = json.dumps([self.head, title, message, sorted((path, blob.oid) for path, blob in files.items())])
        oid = hashlib.sha1(listing.encode(), usedforsecurity=False).hexdigest()
        self.commits[oid] = Commit(oid, self.head, title, message, files)
        self.head = oid
        return self.commits[oid]

    def change(self, title: str, **contents: bytes | None) -> Commit:
        """A commit as somebody makes it on the web site: files added, replaced, or (None) deleted."""
        files = dict(self.at(MAIN).files) if self.head else {}
        for path, data in contents.items():
            if data is None:
                del files[path]
            else:
                files[path] = Blob(data, lfs=False)
        return self.commit(title, files)

    def at(self, revision: str) -> Commit:
        """A commit by branch, tag or id. Raises `Refusal`."""
        oid = self.head if revision == MAIN else self.tags.get(revision, revision)
        if oid is None or oid not in self.commits:
            raise Refusal(404, f"Invalid rev id: {revision}", code="RevisionNotFound")
        return self.commits[oid]

    def history(self, revision: str = MAIN) -> list[Commit]:
        """Commits from a revision back to the first."""
        found, oid = [], self.at(revision).oid if self.head else None
        while oid is not None:
            found.append(self.commits[oid])
            oid = found[-1].parent
        return found


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came; `number` counts from 0 since the log was last emptied."""

    number: int
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def writes(self) -> bool:
        """Whether it changes a repository, or stores something in one."""
        return self.method == "PUT" or (
            self.method == "POST" and re.search(r"/(create|commit/[^/]+|tag/[^/]+)$", self.path) is not None
        )

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, value: object, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
        """A JSON value."""
        return cls(status, json.dumps(value).encode(), {"Content-Type": "application/json", **(headers or {})})


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with a request: it is answered by `answer` and has no effect, or the connection drops before or
    after it takes effect, or midway through the answer. `delay` is in seconds, before anything happens."""

    answer: Answer | None = None
    delay: float = 0.0
    drop: Literal["before", "after", "midway"] | None = None


Fail = Callable[[Request], Fault | None] | Callable[[Request], None]


class Refusal(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, message: str, code: str | None = None) -> None:
        headers = {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {})
        self.answer = Answer.of({"error": message}, status, headers)


def status(code: int, message: str = "", **headers: str) -> Fault:
    """A fault that answers with a status; underscores in the names of headers stand for dashes."""
    return Fault(
        Answer.of({"error": message}, code, {name.replace("_", "-"): value for name, value in headers.items()})
    )


def at(number: int, fault: Fault) -> Fail:
    """Let the request of that number fail, and it alone."""
    return lambda request: fault if request.number == number else None


def on(method: str, pattern: str, *faults: Fault) -> Fail:
    """Let requests of a method whose path holds a pattern fail: the first with the first fault, and so on."""
    left = list(faults)

    def fail(request: Request) -> Fault | None:
        hit = left and request.method == method and re.search(pattern, request.path)
        return left.pop(0) if hit else None

    return fail


def cut(number: int, drop: Literal["before", "after"]) -> Fail:
    """Cut the line at the request of that number, before or after its effect; nothing that follows comes through."""

    def fail(request: Request) -> Fault | None:
        if request.number < number:
            return None
        return Fault(drop=drop if request.number == number else "before")

    return fail


class Hub:
    """The repositories of a Hub and its requests so far. Set `fail` to let requests fail."""

    def __init__(self) -> None:
        self.repos: dict[str, Repo] = {}
        self.log: list[Request] = []
        self.fail: Fail = lambda request: None
        self.yaml_errors: list[str] = []
        self.yaml_warnings: list[str] = []
        self.page = 1_000
        self.endpoint = ""
        self.lock = threading.RLock()

    def create(self, name: str, *, private: bool = False, empty: bool = False) -> Repo:
        """A new repository; `empty` without the commit that the Hub makes at first."""
        repo = self.repos[name] = Repo(name, private)
        if not empty:
            repo.commit("initial commit", {".gitattributes": Blob(GITATTRIBUTES, lfs=False)})
        return repo

    def forget(self) -> None:
        """Empty the log and let nothing fail."""
        self.log.clear()
        self.fail = lambda request: None

    def answer(self, request: Request) -> Answer:
        """Do what a request asks."""
        with self.lock:
            try:
                for method, pattern, action in _ROUTES:
                    match = pattern.fullmatch(request.path)
                    if match and request.method in method:
                        return action(self, request, *(unquote(part or "") for part in match.groups()))
                raise Refusal(404, f"no such page: {request.method} {request.path}")
            except Refusal as refusal:
                return refusal.answer

    def _token(self, request: Request) -> str | None:
        found = request.headers.get("authorization", "").removeprefix("Bearer ")
        if found and found not in (WRITER, READER):
            raise Refusal(401, "Invalid credentials in Authorization header")
        return found or None

    def _repo(self, request: Request, name: str, *, write: bool = False) -> Repo:
        token = self._token(request)
        repo = self.repos.get(name)
        if repo is None or (repo.private and token is None):
            raise Refusal(404 if token else 401, "Repository not found", code="RepoNotFound")
        if write:
            self._may_write(request, name)
        return repo

    def _may_write(self, request: Request, name: str) -> None:
        if self._token(request) != WRITER:
            raise Refusal(403, f"Forbidden: you must use a write token to {name}")


def _whoami(hub: Hub, request: Request) -> Answer:
    token = hub._token(request)
    if token is None:
        raise Refusal(401, "Invalid username or password.")
    return Answer.of({"type": "user", "name": "org", "auth": {"accessToken": {"role": "write"}}})


def _create(hub: Hub, request: Request) -> Answer:
    asked = request.json()
    name = f"{asked['organization']}/{asked['name']}"
    hub._may_write(request, name)
    url = f"{hub.endpoint}/datasets/{name}"
    if name in hub.repos:
        return Answer.of({"error": "You already created this dataset repo", "url": url}, 409)
    hub.create(name, private=asked.get("private") or asked.get("visibility") == "private")
    return Answer.of({"url": url, "name": name, "id": name})


def _validate(hub: Hub, request: Request) -> Answer:
    parts = request.json()["content"].split("---\n")
    errors = list(hub.yaml_errors)
    try:
        found = yaml.load(parts[1], Loader=_LOADER) if len(parts) > 2 else {}
        errors += [] if isinstance(found, dict) else ["the metadata must be a map"]
    except yaml.YAMLError as error:
        errors.append(f"the metadata is no YAML: {error}")
    messages = {
        "errors": [{"message": text} for text in errors],
        "warnings": [{"message": text} for text in hub.yaml_warnings],
    }
    return Answer.of(messages, 400 if errors else 200)


def _info(hub: Hub, request: Request, name: str, revision: str) -> Answer:
    repo = hub._repo(request, name)
    commit = repo.at(revision or MAIN) if repo.head or revision else None
    return Answer.of(
        {
            "_id": "0",
            "id": name,
            "author": name.split("/")[0],
            "sha": commit.oid if commit else None,
            "lastModified": _DATE,
            "createdAt": _DATE,
            "private": repo.private,
            "gated": False,
            "disabled": False,
            "downloads": 0,
            "likes": 0,
            "tags": [],
            "siblings": [{"rfilename": path} for path in sorted(commit.files)] if commit else [],
        }
    )


def _refs(hub: Hub, request: Request, name: str) -> Answer:
    repo = hub._repo(request, name)
    branches = [] if repo.head is None else [{"name": MAIN, "ref": "refs/heads/main", "targetCommit": repo.head}]
    tags = [{"name": tag, "ref": f"refs/tags/{tag}", "targetCommit": oid} for tag, oid in repo.tags.items()]
    return Answer.of({"branches": branches, "converts": [], "tags": tags})


def _commits(hub: Hub, request: Request, name: str, revision: str) -> Answer:
    history = hub._repo(request, name).history(revision)
    return Answer.of(
        [{"id": c.oid, "authors": [], "date": _DATE, "title": c.title, "message": c.message} for c in history]
    )


def _described(path: str, commit: Commit, *, expand: bool) -> dict[str, Any]:
    blob = commit.files.get(path)
    last = {"lastCommit": {"id": commit.oid, "title": commit.title, "date": _DATE}} if expand else {}
    if blob is None:
        return {"type": "directory", "path": path, "size": 0, "oid": "0" * 40, **last}
    lfs = {"lfs": {"oid": blob.sha256, "size": len(blob.data), "pointerSize": 130}} if blob.lfs else {}
    return {"type": "file", "path": path, "size": len(blob.data), "oid": blob.oid, **lfs, **last}


def _tree(hub: Hub, request: Request, name: str, revision: str, folder: str) -> Answer:
    commit = hub._repo(request, name).at(revision)
    above = f"{folder}/" if folder else ""
    paths: set[str] = set()
    for path in commit.files:
        if path.startswith(above):
            parts = path.removeprefix(above).split("/")
            paths |= {above + "/".join(parts[:depth]) for depth in range(1, len(parts) + 1)}
    if folder and not paths:
        raise Refusal(404, f"{folder} does not exist", code="EntryNotFound")
    if request.query.get("recursive", ["false"])[0].lower() != "true":
        paths = {path for path in paths if "/" not in path.removeprefix(above)}
    expand = request.query.get("expand", ["false"])[0].lower() == "true"
    listed = [_described(path, commit, expand=expand) for path in sorted(paths)]
    start = int(request.query.get("cursor", ["0"])[0])
    headers = {}
    if start + hub.page < len(listed):
        query = "&".join(f"{key}={values[0]}" for key, values in request.query.items() if key != "cursor")
        link = f"{hub.endpoint}{request.path}?{query}&cursor={start + hub.page}"
        headers["Link"] = f'<{link}>; rel="next"'
    return Answer.of(listed[start : start + hub.page], headers=headers)


def _paths_info(hub: Hub, request: Request, name: str, revision: str) -> Answer:
    commit = hub._repo(request, name).at(revision)
    if "json" in request.headers.get("content-type", ""):
        asked = request.json()
        paths, expand = asked["paths"], bool(asked.get("expand"))
    else:
        form = parse_qs(request.body.decode())
        paths, expand = form.get("paths", []), form.get("expand", ["false"])[0].lower() == "true"
    there = [
        path for path in paths if path in commit.files or any(other.startswith(f"{path}/") for other in commit.files)
    ]
    return Answer.of([_described(path, commit, expand=expand) for path in there])


def _preupload(hub: Hub, request: Request, name: str, revision: str) -> Answer:
    repo = hub._repo(request, name, write=True)
    files = repo.at(revision).files if repo.head else {}
    asked = request.json()
    ignored = asked.get("gitIgnore", files[".gitignore"].data.decode() if ".gitignore" in files else "")
    large = [line.split()[0] for line in _text(files.get(".gitattributes")) if "filter=lfs" in line]
    answers = []
    for file in asked["files"]:
        path = file["path"]
        lfs = any(fnmatch.fnmatch(path, pattern) for pattern in large) or file["size"] > 10 * 2**20
        there = files.get(path)
        answers.append(
            {
                "path": path,
                "uploadMode": "lfs" if lfs else "regular",
                "shouldIgnore": any(fnmatch.fnmatch(path, pattern) for pattern in ignored.split()),
                "oid": None if there is None else there.sha256 if there.lfs else there.oid,
            }
        )
    return Answer.of({"files": answers})


def _text(blob: Blob | None) -> list[str]:
    return blob.data.decode().splitlines() if blob else []


def _batch(hub: Hub, request: Request, name: str) -> Answer:
    repo = hub._repo(request, name, write=True)
    objects = []
    for asked in request.json()["objects"]:
        upload = {"href": f"{hub.endpoint}/lfs/{name}/{asked['oid']}"}
        verify = {"href": f"{hub.endpoint}/datasets/{name}.git/info/lfs/objects/verify"}
        actions = {} if asked["oid"] in repo.stored else {"actions": {"upload": upload, "verify": verify}}
        objects.append({"oid": asked["oid"], "size": asked["size"], **actions})
    return Answer.of({"transfer": "basic", "objects": objects})


def _verify(hub: Hub, request: Request, name: str) -> Answer:
    repo, asked = hub._repo(request, name, write=True), request.json()
    if len(repo.stored.get(asked["oid"], b"")) != asked["size"]:
        raise Refusal(404, "no such object")
    return Answer.of({})


def _store(hub: Hub, request: Request, name: str, oid: str) -> Answer:
    if hashlib.sha256(request.body).hexdigest() != oid:
        raise Refusal(400, "the content is not that of its id")
    hub.repos[name].stored[oid] = request.body
    return Answer()


def _commit(hub: Hub, request: Request, name: str, revision: str) -> Answer:
    repo = hub._repo(request, name, write=True)
    if revision != MAIN:
        raise Refusal(404, f"Invalid rev id: {revision}", code="RevisionNotFound")
    items = [json.loads(line) for line in request.body.splitlines()]
    header = next(item["value"] for item in items if item["key"] == "header")
    if header.get("parentCommit", repo.head) != repo.head:
        raise Refusal(412, "A commit has happened since. Please refresh and try again.")
    files = dict(repo.at(MAIN).files) if repo.head else {}
    for item in items:
        value, path = item["value"], item["value"].get("path")
        if item["key"] == "file":
            files[path] = Blob(base64.b64decode(value["content"]), lfs=False)
        elif item["key"] == "lfsFile":
            if value["oid"] not in repo.stored:
                raise Refusal(400, f"{path}: its content was never uploaded")
            files[path] = Blob(repo.stored[value["oid"]], lfs=True)
        elif item["key"] == "deletedFile":
            if path not in files:
                raise Refusal(404, "A file with this name doesn't exist", code="EntryNotFound")
            del files[path]
        elif item["key"] == "deletedFolder":
            files = {other: blob for other, blob in files.items() if not other.startswith(f"{path.rstrip('/')}/")}
    made = repo.commit(header["summary"], files, header.get("description", ""))
    url = f"{hub.endpoint}/datasets/{name}/commit/{made.oid}"
    return Answer.of({"success": True, "commitOid": made.oid, "commitUrl": url, "hookOutput": ""})


def _tag(hub: Hub, request: Request, name: str, revision: str) -> Answer:
    repo, tag = hub._repo(request, name, write=True), request.json()["tag"]
    if tag in repo.tags:
        raise Refusal(409, f"Tag {tag} already exists")
    repo.tags[tag] = repo.at(revision).oid
    return Answer.of({}, 201)


def _resolve(hub: Hub, request: Request, name: str, revision: str, path: str) -> Answer:
    commit = hub._repo(request, name).at(revision)
    blob = commit.files.get(path)
    if blob is None:
        raise Refusal(404, f"{path} does not exist at {revision}", code="EntryNotFound")
    headers = {
        "X-Repo-Commit": commit.oid,
        "ETag": f'"{blob.sha256 if blob.lfs else blob.oid}"',
        "Accept-Ranges": "bytes",
        "Content-Type": "application/octet-stream",
    }
    wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("range", ""))
    if wanted is None:
        return Answer(200, blob.data, headers)
    first, last = int(wanted[1]), min(int(wanted[2] or len(blob.data)), len(blob.data) - 1)
    headers["Content-Range"] = f"bytes {first}-{last}/{len(blob.data)}"
    return Answer(206, blob.data[first : last + 1], headers)


_REPO = r"([^/]+/[^/]+)"
_ROUTES: list[tuple[tuple[str, ...], re.Pattern[str], Callable[..., Answer]]] = [
    (methods, re.compile(pattern), action)
    for methods, pattern, action in (
        (("GET",), "/api/whoami-v2", _whoami),
        (("POST",), "/api/repos/create", _create),
        (("POST",), "/api/validate-yaml", _validate),
        (("GET",), f"/api/datasets/{_REPO}(?:/revision/([^/]+))?", _info),
        (("GET",), f"/api/datasets/{_REPO}/refs", _refs),
        (("GET",), f"/api/datasets/{_REPO}/commits/([^/]+)", _commits),
        (("GET",), f"/api/datasets/{_REPO}/tree/([^/]+)(?:/(.+))?", _tree),
        (("POST",), f"/api/datasets/{_REPO}/paths-info/([^/]+)", _paths_info),
        (("POST",), f"/api/datasets/{_REPO}/preupload/([^/]+)", _preupload),
        (("POST",), f"/datasets/{_REPO}\\.git/info/lfs/objects/batch", _batch),
        (("POST",), f"/datasets/{_REPO}\\.git/info/lfs/objects/verify", _verify),
        (("PUT",), f"/lfs/{_REPO}/([0-9a-f]{{64}})", _store),
        (("POST",), f"/api/datasets/{_REPO}/commit/([^/]+)", _commit),
        (("POST",), f"/api/datasets/{_REPO}/tag/([^/]+)", _tag),
        (("GET", "HEAD"), f"/datasets/{_REPO}/resolve/([^/]+)/(.+)", _resolve),
    )
]


class _Handler(BaseHTTPRequestHandler):
    """Hands requests to the Hub, and lets them fail where it is told to."""

    hub: Hub
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def _serve(self) -> None:
        address = urlsplit(self.path)
        body = self._body()
        if address.path == "/api/agent-harnesses":  # asked once a process, so that it would disturb the counting
            self._send(Answer.of({}))
            return
        with self.hub.lock:
            request = Request(
                number=len(self.hub.log),
                method=self.command,
                path=address.path,
                query=parse_qs(address.query),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=body,
            )
            self.hub.log.append(request)
            fault = self.hub.fail(request) or Fault()
        time.sleep(fault.delay)
        if fault.drop == "before":
            self._drop()
            return
        answer = fault.answer or self.hub.answer(request)
        if fault.drop == "after":
            self._drop()
            return
        self._send(answer, half=fault.drop == "midway")
        if fault.drop == "midway":
            self.wfile.flush()
            self._drop()

    def _send(self, answer: Answer, *, half: bool = False) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body[: len(answer.body) // 2] if half else answer.body)

    do_GET = do_HEAD = do_POST = do_PUT = _serve  # noqa: N815

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the Hub keeps its own log."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: clients that leave early are part of the tests."""


@contextmanager
def running() -> Iterator[Hub]:
    """A Hub that answers at `hub.endpoint` until the end."""
    hub = Hub()
    handler = type("Handler", (_Handler,), {"hub": hub})
    with _Server(("127.0.0.1", 0), handler) as server:
        hub.endpoint = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield hub
        finally:
            server.shutdown()
            thread.join()
