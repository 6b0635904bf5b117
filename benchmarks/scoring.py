"""Speed and memory of the scorer, on documents made from those of a release, beside seqeval and nervaluate.

    python benchmarks/scoring.py [--gold RELEASE] [--documents 1000 10000 100000] [--json]

Every number of documents is scored in a process of its own on one core, so that peak memory is its own: the training
documents of the release under new ids, and predictions with errors, read from a file. The peers get the same names in
memory, as tags and as spans, and give one figure; so does `mentions.strict` then, in turn with them by blocks. Seconds
are of the processor, and ratios the medians of the blocks'.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
from nervaluate import Evaluator
from rich.console import Console
from rich.table import Table
from seqeval.metrics import f1_score
from seqeval.scheme import IOB2

import goldwire
from goldwire.corpus.ids import doc_id, sha256_hex
from goldwire.model.annotation import Form, MentionType
from goldwire.model.layers import Gold, Mention, Prediction, as_prediction
from goldwire.release.gold import gold_documents
from goldwire.scoring.compared import Compared
from goldwire.scoring.metric import metrics
from goldwire.scoring.score import score
from goldwire.text.tokens import token_spans

ROOT = Path(__file__).parents[1]
PEER_DOCUMENTS, BLOCK = 720, 72
"""The peers are compared on this many documents, by blocks of so many."""
WRONG = 0.2
"""Share of the items of every layer that are predicted wrongly or not at all."""

Spans = list[tuple[int, int, str]]


def originals(release: Path) -> list[Gold]:
    return list(gold_documents(release, "train"))


def made(models: Sequence[Gold], count: int) -> Iterator[Gold]:
    """`count` documents, made one at a time."""
    for number in range(count):
        model = models[number % len(models)]
        text = msgspec.structs.replace(model.text, doc_id=doc_id(sha256_hex(b"%d" % number)))
        yield msgspec.structs.replace(model, text=text)


def predicted(gold: Gold, wrong: float, seed: str) -> Prediction:
    """What a system with many errors would predict."""
    draw = random.Random(f"{seed} {gold.doc_id}")
    right = as_prediction(gold)
    tokens = token_spans(gold.text.text)

    def some(records: Sequence[Any] | None) -> list[Any]:
        return [record for record in records or () if draw.random() >= wrong]

    mentions = []
    for mention in right.mentions or ():
        if draw.random() < wrong:
            mention = _spoiled(mention, tokens, draw)
        mentions.append(mention)
    quotes = [
        msgspec.structs.replace(quote, speakers=[]) if draw.random() < wrong else quote for quote in right.quotes or ()
    ]
    kept = some(right.line_roles)
    return msgspec.structs.replace(
        right,
        mentions=mentions,
        quotes=quotes,
        stances=some(right.stances),
        line_roles=kept,
        links=some(right.links),
        speakers=some(right.speakers),
        polarities=some(right.polarities),
    )


def _spoiled(mention: Mention, tokens: Sequence[tuple[int, int]], draw: random.Random) -> Mention:
    """With another type, or moved to another token."""
    if draw.random() < 0.5:
        return msgspec.structs.replace(mention, type=draw.choice(list(MentionType)))
    start, end = draw.choice(tokens)
    return msgspec.structs.replace(mention, start=start, end=end, text=None)


def whole(models: Sequence[Gold], count: int, layers: str, systems: int) -> dict[str, Any]:
    """Score `count` documents: predictions of all layers or of mentions only, of one system or two."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{system}.jsonl") for system in range(systems)]
        for system, file in enumerate(files):
            with file.open("wb") as stream:
                for gold in made(models, count):
                    prediction = predicted(gold, WRONG, str(system))
                    if layers == "mentions":
                        prediction = Prediction(doc_id=prediction.doc_id, mentions=prediction.mentions)
                    stream.write(msgspec.json.encode(prediction) + b"\n")
        gc.collect()
        gc.freeze()  # as the command does
        start = time.process_time()
        found = score(files[0], made(models, count), against=files[1] if systems > 1 else None)
        seconds = time.process_time() - start
        if found.documents != count or found.incidents:
            raise ValueError("all documents are scored, and nothing is wrong with their predictions")
        return {"bytes": sum(file.stat().st_size for file in files), "seconds": seconds}


def peers(models: Sequence[Gold]) -> dict[str, Any]:
    """How many times the time of `mentions.strict` the peers take for the same F1, or theirs, of the same names."""
    strict = next(metric for metric in metrics() if metric.name == "mentions.strict")
    documents = [(gold, predicted(gold, WRONG, "0")) for gold in made(models, PEER_DOCUMENTS)]
    pairs = [(gold, _flat(gold.layers.mentions or []), _flat(guess.mentions or [])) for gold, guess in documents]
    blocks = [pairs[at : at + BLOCK] for at in range(0, len(pairs), BLOCK)]
    ratios: dict[str, list[float]] = {"seqeval": [], "nervaluate": []}
    seconds = 0.0
    for block in blocks:
        compared = [_compared(gold, *sides) for gold, *sides in block]
        tags = [_tags(token_spans(gold.text.text), *sides) for gold, *sides in block]
        spans = [[_dicts(side) for side in sides] for _, *sides in block]

        def ours() -> float:
            counts = [strict.count(one) for one in compared]  # noqa: B023  (called in this turn)
            tp, found, there = map(sum, zip(*counts, strict=True))
            return 2 * tp / (found + there)

        def seqeval() -> float:
            truth, guess = zip(*tags, strict=True)  # noqa: B023
            return float(f1_score(list(truth), list(guess), mode="strict", scheme=IOB2))

        def nervaluate() -> float:
            truth, guess = zip(*spans, strict=True)  # noqa: B023
            result = Evaluator(list(truth), list(guess), tags=list(MentionType), loader="dict").evaluate()
            return float(result["overall"]["strict"].f1)

        took, f1 = _timed(ours)
        seconds += took
        for name, peer in (("seqeval", seqeval), ("nervaluate", nervaluate)):
            peer_took, peer_f1 = _timed(peer)
            ratios[name].append(peer_took / took)
            if name == "seqeval" and abs(peer_f1 - f1) > 1e-9:
                raise ValueError(f"seqeval says {peer_f1} and mentions.strict {f1}")
    return {
        "documents": PEER_DOCUMENTS,
        "seconds": seconds,
        "peers": [{"name": name, "version": version(name), "ratio": median(found)} for name, found in ratios.items()],
    }


def _timed(work: Callable[[], float]) -> tuple[float, float]:
    gc.collect()
    start = time.process_time()
    value = work()
    return time.process_time() - start, value


def _flat(mentions: Sequence[Mention]) -> Spans:
    """The names that tags can tell: none within another."""
    kept: Spans = []
    for mention in sorted((m for m in mentions if m.form is Form.NAME), key=lambda m: (m.start, m.end, m.type)):
        if not kept or mention.start >= kept[-1][1]:
            kept.append((mention.start, mention.end, mention.type))
    return kept


def _compared(gold: Gold, truth: Spans, guess: Spans) -> Compared:
    sides = ([Mention(start=s, end=e, type=MentionType(kind)) for s, e, kind in side] for side in (truth, guess))
    mentions, found = sides
    layers = msgspec.structs.replace(gold.layers, mentions=mentions)
    return Compared(msgspec.structs.replace(gold, layers=layers), Prediction(doc_id=gold.doc_id, mentions=found))


def _tags(tokens: Sequence[tuple[int, int]], *sides: Spans) -> list[list[str]]:
    made_of = []
    for side in sides:
        tags = ["O"] * len(tokens)
        for start, end, kind in side:
            inside = [number for number, (s, e) in enumerate(tokens) if s < end and e > start]
            for number in inside:
                tags[number] = f"{'B' if number == inside[0] else 'I'}-{kind}"
        made_of.append(tags)
    return made_of


def _dicts(side: Spans) -> list[dict[str, Any]]:
    return [{"label": kind, "start": start, "end": end} for start, end, kind in side]


STAGES: dict[str, Callable[[Sequence[Gold], int], dict[str, Any]]] = {
    "all layers": lambda models, count: whole(models, count, "all", 1),
    "all layers, two systems": lambda models, count: whole(models, count, "all", 2),
    "mentions": lambda models, count: whole(models, count, "mentions", 1),
    "mentions.strict in memory": lambda models, _: peers(models),
}
MOST = {"all layers, two systems": 10_000, "mentions": 10_000}
"""Documents at which stages stop that would take long without telling more."""


def run_alone(stage: str, count: int, release: Path) -> dict[str, Any]:
    """One stage in a process of its own."""
    command = [sys.executable, __file__, "--stage", stage, "--documents", str(count), "--gold", str(release)]
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, **threads}
    )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def one_stage(stage: str, count: int, release: Path) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    warnings.simplefilter("ignore")  # seqeval's, of types that no system predicts
    figures = {"documents": count, **STAGES[stage](originals(release), count)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"stage": stage, **figures, "peak_mb": peak / (1e6 / 1024 if sys.platform != "darwin" else 1e6)}))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gold", type=Path, help="a release folder; without it, the one that goldwire.path() finds")
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--stage", choices=STAGES)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    release = Path(arguments.gold or goldwire.path()).absolute()
    if arguments.stage:
        one_stage(arguments.stage, arguments.documents[0], release)
        return
    rows = []
    with Console(stderr=True).status("measuring") as status:
        for stage in STAGES:
            alone = stage.endswith("in memory")
            for count in [0] if alone else [n for n in arguments.documents if n <= MOST.get(stage, n)]:
                status.update(f"{stage}, {count or PEER_DOCUMENTS:,} documents")
                rows.append(run_alone(stage, count, release))
    if arguments.json:
        print(json.dumps(rows, indent=2))
        return
    table = Table("stage", "documents", "documents/s", "MB/s", "peak MB", "time of others", box=None)
    for row in rows:
        table.add_row(
            row["stage"],
            f"{row['documents']:,}",
            f"{row['documents'] / row['seconds']:,.0f}",
            f"{row['bytes'] / row['seconds'] / 1e6:,.1f}" if "bytes" in row else "",
            f"{row['peak_mb']:,.0f}",
            ", ".join(f"{peer['name']} {peer['version']}: {peer['ratio']:,.1f} ×" for peer in row.get("peers", ())),
        )
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
