"""HTML that is built to take long: each page gets so much, then it is refused and the rest goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from typer.testing import CliRunner

from goldwire.cli.app import app
from goldwire.running import run
from goldwire.text import html, html_worker
from goldwire.text.html import SMALL, extract
from goldwire.text.html_process import plain_text
from goldwire.text.source import Refused, raw_text

START = "<!doctype html><html><head><title>t</title></head><body><article>"
SENTENCE = "The harbour board said on Friday that the ferry would sail again next week. "
ORDINARY = START + f"<p>{SENTENCE * 4}</p>" * 80

HOPELESS = {
    "attributes of one tag": "<div " + " ".join(f"a{n}=1" for n in range(230_000)) + ">",
    "attributes without values": "<p " + " ".join(f"a{n}" for n in range(250_000)) + ">",
    "a comment that ends at once": "<!-->" + "<div>" * 20_000,
    "another comment that ends at once": "<!--->" + "<div>" * 20_000,
    "a quotation mark in a bare value": '<img alt=5">' + "<div>" * 60_000,
    "depth": "<div>" * 300_000,
    "depth of made-up elements": "<x-y>" * 300_000,
    "articles": "<article>" * 100_000,
    "forms": "<form><div>" * 90_000,
    "a list to choose from": "<select>" + "<option>x" * 110_000,
    "unclosed formatting": "".join(f"<font size={n}>" for n in range(20_000)) + "<p>x" * 60_000,
}
HARMLESS = {
    "comments": "<!--" * 250_000,
    "empty comments": "<!---->" * 100_000,
    "comment and text": "<!-- <div> -->" * 30_000 + "<p>x",
    "sections of character data": "<![CDATA[" * 100_000,
    "instructions": "<?x " * 200_000,
    "document types": "<!doctype html>" * 50_000,
    "tables": "<table><tr><td>" * 20_000,
    "text beside cells": "<table>" + "<b>x" * 50_000,
    "templates": "<template>" * 50_000,
    "misnested formatting": "<b><p></b>" * 30_000,
    "references": "<p>" + "&amp;" * 200_000,
    "numbers of characters": "<p>" + "&#65;" * 200_000,
    "a long name": "<" + "a" * 1_000_000 + ">x",
    "left angles": "<" * 1_000_000,
    "quotation marks": '<div a="' * 100_000,
    "scripts": "<script>" * 100_000,
    "the rest is text": "<plaintext>" + "x <b>" * 200_000,
    "paths of a drawing": "<svg>" + "<path d='M0 0'/>" * 5_000 + "</svg><p>x",
    "one long line": "<p>" + "x" * 2_000_000,
}


@pytest.fixture
def _little_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "SECONDS", 0.25)


@pytest.mark.usefixtures("_little_time")
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system does not measure CPU time")
@pytest.mark.parametrize("kind", HOPELESS)
def test_a_page_that_would_take_long_is_refused_and_the_next_one_is_read(kind: str) -> None:
    source = raw_text((START + HOPELESS[kind] + "x").encode(), file="bomb.html", html=True)
    assert isinstance(source, Refused)
    assert [incident.code for incident in source.incidents] == ["GW-E008"]
    assert "bomb.html" in source.incidents[0].message
    assert extract(ORDINARY) == plain_text(ORDINARY)


@pytest.mark.parametrize("kind", HARMLESS)
def test_a_page_that_only_looks_heavy_ends_in_time(kind: str) -> None:
    page = START + HARMLESS[kind]
    assert extract(page) == plain_text(page)


def test_long_and_short_pages_give_the_same_text_in_either_process() -> None:
    for length in (SMALL - 1, SMALL, SMALL + 1, SMALL + 2):
        page = ORDINARY[:length]
        assert extract(page) == plain_text(page)
    odd = ORDINARY + "<p>é œ 😀 &#xD800; \x00"
    assert extract(odd) == plain_text(odd)


def test_a_page_that_holds_no_text_is_told_from_one_that_breaks_the_bounds() -> None:
    assert extract("<html><script>" + "x" * SMALL) == ""


@pytest.mark.usefixtures("_little_time")
def test_clean_tells_of_the_bad_page_and_prints_the_others(tmp_path: Path) -> None:
    pages = {"a.html": ORDINARY, "b.html": START + HOPELESS["attributes of one tag"], "c.html": ORDINARY}
    for name, page in pages.items():
        (tmp_path / name).write_text(page, encoding="utf-8")
    done = CliRunner().invoke(app, ["clean", str(tmp_path)])
    assert done.exit_code == 1
    assert done.output.count("GW-E008") == 1
    assert done.output.count(SENTENCE.strip()) == 2 * 4 * 80


def test_every_process_of_a_pool_extracts() -> None:
    pages = [ORDINARY + f"<p>{n}" for n in range(3)]
    extract(pages[0])  # the pool's processes must not use this one's
    assert list(run(extract, pages * 12, workers=2)) == [plain_text(page) for page in pages] * 12


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that are started in the course of the test."""
    processes: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def start(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        processes.append(popen(*arguments, **options))
        return processes[-1]

    html_worker.stop()
    monkeypatch.setattr(subprocess, "Popen", start)
    return processes


def test_one_process_serves_all_pages_and_one_that_is_killed_is_replaced(
    started: list[subprocess.Popen[bytes]],
) -> None:
    for _ in range(3):
        extract(ORDINARY)
    (process,) = started
    process.kill()
    process.wait()
    assert extract(ORDINARY) == plain_text(ORDINARY)
    assert len(started) == 2
    html_worker.stop()
    assert all(process.poll() is not None for process in started)


def test_a_process_ends_with_its_input(started: list[subprocess.Popen[bytes]]) -> None:
    extract(ORDINARY)
    (process,) = started
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(60) == 0


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer")
def test_an_interrupt_leaves_no_half_answer(started: list[subprocess.Popen[bytes]]) -> None:
    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    extract(ORDINARY)
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):
            extract(START + HOPELESS["depth"])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert started[0].poll() is not None
    assert extract(ORDINARY) == plain_text(ORDINARY)


def test_modules_in_the_working_folder_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "struct.py").write_text("raise SystemExit('not mine')", encoding="utf-8")
    (tmp_path / "resiliparse").mkdir()
    (tmp_path / "resiliparse" / "__init__.py").write_text("raise SystemExit('not mine')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    html_worker.stop()
    assert extract(ORDINARY) == plain_text(ORDINARY)


def test_a_process_that_does_not_start_is_no_fault_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    html_worker.stop()
    monkeypatch.setattr(sys, "executable", os.devnull)
    with pytest.raises(OSError, match=r"."):
        extract(ORDINARY)
