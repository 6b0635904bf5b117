"""What a hostile or broken server does, and what is to be said then."""

from __future__ import annotations

import gzip
import json

from hostile_server import JSON, Behave, answers, drips, floods, resets, says, silent

OK = b"HTTP/1.1 200 OK\r\n"
HEAD = OK + JSON
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
INFO = b'{"id": "my-org/mini-news", "private": false, "sha": "%s"}' % (b"1" * 40)
ESCAPES = "\x1b]0;title\x07\x1b[31m\x9b1mred\u202e"
BRANCH = {"name": "main", "ref": "x", "targetCommit": ESCAPES}
LATE = "not done after|ReadTimeout"
LARGE = "answers with more than"

KINDS: dict[str, tuple[Behave, str]] = {
    "silence": (silent, LATE),
    "a status line that drips": (drips(b"HTTP/1.1 200 ", b"O"), f"{LATE}|RemoteProtocolError"),
    "headers that drip": (drips(OK + b"X-Long: ", b"a"), LATE),
    "headers without end": (floods(OK, b"X-Long: aaaaaaaaaaaaaaaaaaaaaaaa\r\n"), f"{LATE}|RemoteProtocolError"),
    "one header without end": (floods(OK + b"X-Long: ", b"a" * 4096), f"{LATE}|RemoteProtocolError"),
    "go on, go on": (drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), LATE),
    "a body that drips": (drips(HEAD + b"Content-Length: 900000\r\n\r\n", b" "), LATE),
    "a body without a length that drips": (drips(HEAD + b"\r\n", b" "), LATE),
    "chunks that drip": (drips(CHUNKED, b"1\r\n \r\n"), LATE),
    "half a chunk that drips": (drips(CHUNKED + b"fffff\r\n", b" "), LATE),
    "a flood": (floods(HEAD + b"\r\n", b" " * 65536), LARGE),
    "a flood in chunks": (floods(CHUNKED, b"10000\r\n" + b" " * 65536 + b"\r\n"), LARGE),
    "a flood of a length that is told": (
        floods(HEAD + b"Content-Length: 9" + b"0" * 17 + b"\r\n\r\n", b" " * 65536),
        LARGE,
    ),
    "a flood that is an error": (floods(b"HTTP/1.1 500 No\r\n\r\n", b"x" * 65536), LARGE),
    "a flood that leads on": (floods(b"HTTP/1.1 307 On\r\nLocation: /x\r\n\r\n", b"x" * 65536), LARGE),
    "trailers without end": (
        floods(CHUNKED + b"0\r\n", b"X-Long: aaaaaaaaaaaaaaaa\r\n"),
        f"{LATE}|RemoteProtocolError|gave up",
    ),
    "lists in lists": (answers(b"[" * 200_000), "RecursionError|JSONDecodeError"),
    "objects in objects": (answers(b'{"a":' * 100_000), "RecursionError|JSONDecodeError"),
    "a bomb": (answers(gzip.compress(b" " * 2**20), b"Content-Encoding: gzip"), "the answer is packed"),
    "a packing that nobody knows": (answers(b"x", b"Content-Encoding: \x1b[31m"), "RemoteProtocolError|is packed"),
    "a page for people": (
        answers(b"<!doctype html><title>Hi</title>", b"Content-Type: text/html"),
        "JSONDecodeError",
    ),
    "no JSON in UTF-8": (answers(b'{"id": "\xff\xfe"}'), "UnicodeDecodeError|JSONDecodeError|gave up|looking"),
    "nothing": (says(b""), "RemoteProtocolError"),
    "a connection that is reset": (resets, "ReadError|RemoteProtocolError"),
    "another protocol": (says(b"SSH-2.0-OpenSSH_9.6\r\n"), "RemoteProtocolError"),
    "a status that is none": (says(b"HTTP/1.1 abc OK\r\n\r\n"), "RemoteProtocolError"),
    "a status of a thousand": (says(b"HTTP/1.1 1000 OK\r\n\r\n"), "RemoteProtocolError"),
    "another version": (says(b"HTTP/9.9 200 OK\r\n\r\n"), "RemoteProtocolError|gave up"),
    "an answer that is cut": (says(HEAD + b"Content-Length: 500\r\n\r\n", INFO), "RemoteProtocolError"),
    "chunks that are cut": (says(CHUNKED, b"ff\r\n", INFO), "RemoteProtocolError"),
    "a length that is too small": (says(HEAD + b"Content-Length: 20\r\n\r\n", INFO), "JSONDecodeError"),
    "a length that is none": (says(HEAD + b"Content-Length: -5\r\n\r\n", INFO), "RemoteProtocolError"),
    "two lengths": (says(HEAD + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\n", INFO), "RemoteProtocolError"),
    "redirects without end": (answers(b"", b"Location: /api/datasets/x", status=b"307 On"), "TooManyRedirects"),
    "a redirect to a file": (
        answers(b"", b"Location: file:///etc/passwd", status=b"307 On"),
        "no address of the web",
    ),
    "a redirect to another protocol": (
        answers(b"", b"Location: ftp://127.0.0.1/x", status=b"307 On"),
        "no address of the web",
    ),
    "a redirect to nowhere": (answers(b"", b"Location: http://[::1", status=b"307 On"), "RemoteProtocolError"),
    "a redirect to a port that is none": (
        answers(b"", b"Location: http://127.0.0.1:99999/", status=b"307 On"),
        "RemoteProtocolError|an address that is not valid",
    ),
    "an error in colour": (
        answers(b"{}", b"X-Error-Message: \xc2\x9b31m " + ESCAPES.encode("latin-1", "ignore")[1:4], status=b"403 No"),
        "RemoteProtocolError|no right",
    ),
    "an error in colour, in JSON": (
        answers(json.dumps({"error": ESCAPES}).encode(), status=b"403 No"),
        "no right to do this",
    ),
    "a reason in colour": (answers(b"{}", status=b"403 \x1b[31mNo"), "RemoteProtocolError|no right"),
    "a commit in colour": (
        answers(json.dumps({"id": "a/b", "branches": [BRANCH], "tags": [], "converts": []}).encode()),
        "which is no id of a commit",
    ),
    "numbers for words": (answers(b'{"id": 5, "branches": 7, "tags": null}'), "gave up|looking at"),
    "null": (answers(b"null"), "gave up"),
    "a number of many digits": (answers(b"9" * 100_000), "gave up"),
    "wait for ever": (answers(b"{}", b"Retry-After: 1000000000", status=b"429 No"), "asks to wait"),
    "wait until the end of time": (
        answers(b"{}", b"Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", status=b"503 No"),
        "asks to wait",
    ),
    "wait for a number that is none": (
        answers(b"{}", b"Retry-After: " + b"9" * 50_000, status=b"429 No"),
        "asks to wait 999,999,999 s",
    ),
    "other protocols from here": (
        says(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        "gave up|RemoteProtocolError",
    ),
    "no content": (says(b"HTTP/1.1 204 No Content\r\n\r\n"), "JSONDecodeError|gave up"),
}  # fmt: skip
