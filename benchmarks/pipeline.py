"""Speed and memory of every stage, on documents made from the open ones.

    python benchmarks/pipeline.py [--documents 100 10000] [--json]

Every stage runs in a process of its own on one core, so that peak memory is the stage's. Documents are made one at a
time outside the clock. Two stages have a named peer that runs in turn with them on the same documents: `decode to id`
against plain `ftfy.fix_text`, and `validate` against `jsonschema`; their ratios are what to quote, for the seconds of
a shared machine vary.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import ftfy
import msgspec
from rich.console import Console
from rich.table import Table

from goldwire.annotation.article import article
from goldwire.checks.registry import check_article
from goldwire.corpus.files import parse_json
from goldwire.corpus.ids import doc_id, sha256_hex
from goldwire.corpus.schemas import bulk_validator, reference_validator
from goldwire.release.configs.registry import configs
from goldwire.release.known import Known
from goldwire.release.published import placed
from goldwire.release.tables import TableWriter
from goldwire.text.clean import clean
from goldwire.text.reading import RawFile, read_all
from goldwire.text.roles import classify
from goldwire.text.source import RawText, raw_text
from made import ROOT, Made, html_pages, made, models

PEER_DOCUMENTS, BLOCK = 1_200, 120
"""Stage and peer are compared on this many documents, whatever the number asked for, by blocks of so many."""

Timed = Callable[[Made], Any]


def timed(stage: Timed, documents: Iterable[Made]) -> tuple[int, int, float]:
    """Documents, bytes and seconds of a stage."""
    count = size = 0
    seconds = 0.0
    for document in documents:
        start = time.perf_counter()
        stage(document)
        seconds += time.perf_counter() - start
        count += 1
        size += len(document.data)
    return count, size, seconds


def blocks(documents: Iterable[Made]) -> Iterator[list[Made]]:
    """Documents by the block: a run does one stage at a time on each."""
    remaining = iter(documents)
    while block := list(islice(remaining, BLOCK)):
        yield block


def in_turn(stage: Callable[[list[Made]], Any], peer: Callable[[list[str]], Any], documents: Iterable[Made]) -> float:
    """How many times faster `stage` is on documents than `peer` is on their decoded texts.

    They take turns by blocks; the median of the blocks' ratios is little moved by what else the machine does.
    """
    ratios: list[float] = []
    for block in blocks(documents):
        texts = [text_of(document) for document in block]
        begin = time.perf_counter()
        stage(block)
        between = time.perf_counter()
        peer(texts)
        ratios.append((time.perf_counter() - between) / (between - begin))
    return median(ratios)


def text_of(document: Made) -> str:
    source = raw_text(document.data, file="made.txt", html=False)
    if not isinstance(source, RawText):
        raise TypeError("a made document is always text")
    return source.text


def decode_to_id(block: list[Made]) -> list[str]:
    """Stages 2 to 4 on a block of documents, one stage after the other."""
    texts = [text_of(document) for document in block]
    if not all(clean(text).view.text for text in texts):
        raise ValueError("a made document always holds an article")
    return [doc_id(sha256_hex(document.data)) for document in block]


def plain_ftfy(texts: list[str]) -> list[str]:
    return [ftfy.fix_text(text) for text in texts]


def stage_read(count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        for document in made(count):
            Path(folder, f"{document.document.doc_id}.txt").write_bytes(document.data)
        start = time.perf_counter()
        found = size = 0
        for file in read_all([Path(folder)]):
            found += 1
            size += len(file.data) if isinstance(file, RawFile) else 0
        return result(found, size, time.perf_counter() - start)


def stage_decode(count: int) -> dict[str, Any]:
    return result(*timed(text_of, made(count)))


def stage_extract(count: int) -> dict[str, Any]:
    pages = html_pages()

    def numbered() -> Iterator[Made]:
        for number, document in enumerate(made(count)):
            page = pages[number % len(pages)].replace(b"</body>", b"<!-- %d --></body>" % number)
            yield Made(page, document.document, document.annotation, document.file)

    return result(*timed(lambda document: raw_text(document.data, file="made.html", html=True), numbered()))


def stage_clean(count: int) -> dict[str, Any]:
    def texts() -> Iterator[tuple[Made, str]]:
        for document in made(count):
            yield document, text_of(document)

    found = size = 0
    seconds = 0.0
    for document, text in texts():
        start = time.perf_counter()
        clean(text).view.text  # noqa: B018  (the text is put together when it is asked for)
        seconds += time.perf_counter() - start
        found += 1
        size += len(document.data)
    return result(found, size, seconds)


def stage_identify(count: int) -> dict[str, Any]:
    return result(*timed(lambda document: doc_id(sha256_hex(document.data)), made(count)))


def stage_decode_to_id(count: int) -> dict[str, Any]:
    ratio = in_turn(decode_to_id, plain_ftfy, made(PEER_DOCUMENTS))
    found = size = 0
    seconds = 0.0
    for block in blocks(made(count)):
        start = time.perf_counter()
        decode_to_id(block)
        seconds += time.perf_counter() - start
        found += len(block)
        size += sum(len(document.data) for document in block)
    return {**result(found, size, seconds), "peer": "ftfy.fix_text", "ratio": ratio}


def stage_unseen_lines(count: int) -> dict[str, Any]:
    """As before, but no short line is remembered: made documents repeat theirs more than pages of many sites do."""
    vars(classify)["CACHED_CHARS"] = -1
    return stage_decode_to_id(count)


def stage_validate(count: int) -> dict[str, Any]:
    fast, reference = bulk_validator("annotation"), reference_validator("annotation")
    records = ((document, parse_json(document.file)) for document in made(count))
    found = size = 0
    seconds = 0.0
    for document, record in records:
        start = time.perf_counter()
        valid = fast.is_valid(record)
        seconds += time.perf_counter() - start
        found += 1
        size += len(document.file)
        if not valid:
            raise ValueError("a made annotation is always valid")
    few = [parse_json(document.file) for document in made(30)]
    start = time.perf_counter()
    for record in few:
        fast.is_valid(record)
    between = time.perf_counter()
    for record in few:
        reference.is_valid(record)
    ratio = (time.perf_counter() - between) / (between - start)
    return {**result(found, size, seconds), "peer": "jsonschema", "ratio": ratio}


def stage_check(count: int) -> dict[str, Any]:
    _, entities = models()

    def check(document: Made) -> None:
        annotation = msgspec.json.decode(document.file, type=type(document.annotation))
        check_article(article(document.document, annotation, text_of(document)), entities)

    return result(*timed(check, made(count)))


def stage_rows(count: int) -> dict[str, Any]:
    known = Known(models()[1])

    def rows(document: Made) -> None:
        whole = article(document.document, document.annotation, text_of(document))
        published = placed(whole)
        for config in configs():
            list(config.rows(whole, published, known))

    return result(*timed(rows, made(count)))


def stage_tables(count: int) -> dict[str, Any]:
    known = Known(models()[1])
    with tempfile.TemporaryDirectory() as folder:
        writers = {config.name: TableWriter(config, "train", Path(folder, config.name)) for config in configs()}

        def write(document: Made) -> None:
            whole = article(document.document, document.annotation, text_of(document))
            published = placed(whole)
            for config in configs():
                writers[config.name].add(config.rows(whole, published, known))

        found, size, seconds = timed(write, made(count))
        start = time.perf_counter()
        for writer in writers.values():
            writer.close()
        return result(found, size, seconds + time.perf_counter() - start)


def result(documents: int, size: int, seconds: float) -> dict[str, Any]:
    return {"documents": documents, "bytes": size, "seconds": seconds}


STAGES: dict[str, Callable[[int], dict[str, Any]]] = {
    "read": stage_read,
    "decode": stage_decode,
    "extract HTML": stage_extract,
    "clean": stage_clean,
    "identify": stage_identify,
    "decode to id": stage_decode_to_id,
    "decode to id, every line new": stage_unseen_lines,
    "validate": stage_validate,
    "check": stage_check,
    "rows": stage_rows,
    "tables": stage_tables,
}


def run_alone(stage: str, count: int) -> dict[str, Any]:
    """One stage in a process of its own."""
    command = [sys.executable, __file__, "--stage", stage, "--documents", str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def one_stage(stage: str, count: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    gc.collect()
    gc.freeze()  # as the command does
    figures = STAGES[stage](count)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"stage": stage, **figures, "peak_mb": peak / (1e6 / 1024 if sys.platform != "darwin" else 1e6)}))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[100, 10_000])
    parser.add_argument("--stage", choices=STAGES)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if arguments.stage:
        one_stage(arguments.stage, arguments.documents[0])
        return
    console = Console(width=110)
    rows = []
    with Console(stderr=True).status("measuring") as status:
        for stage in STAGES:
            for count in arguments.documents:
                status.update(f"{stage}, {count:,} documents")
                rows.append(run_alone(stage, count))
    if arguments.json:
        print(json.dumps(rows, indent=2))
        return
    table = Table("stage", "documents", "documents/s", "MB/s", "peak MB", "times the peer", box=None)
    for row in rows:
        table.add_row(
            row["stage"],
            f"{row['documents']:,}",
            f"{row['documents'] / row['seconds']:,.0f}",
            f"{row['bytes'] / row['seconds'] / 1e6:,.1f}",
            f"{row['peak_mb']:,.0f}",
            f"{row['ratio']:,.1f} × {row['peer']}" if "ratio" in row else "",
        )
    console.print(table)


if __name__ == "__main__":
    main()
