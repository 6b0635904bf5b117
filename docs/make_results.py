"""Train all baselines, score them, and write docs/results.json, docs/results.md and docs/learning-curves.svg.

    python docs/make_results.py               train on a release made for it, score on test and wire, draw curves
    python docs/make_results.py --render      write the page and the drawing anew from results.json
    python docs/make_results.py --check       train and score, and exit 1 where figures are not those of results.json

The real articles are scored where their raw files are at hand: --raw DIR, GOLDWIRE_WIRE_RAW or ../shared/wire. Their
figures are kept as they are where the files are not at hand and all others came out as before. `--release` and
`--hydrated` name releases to use instead of new ones.
"""

from __future__ import annotations

import os

# One thread a process: the same sums in the same order, and no more threads than cores.
for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_threads] = "1"

import argparse  # noqa: E402
import json  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import results_curves  # noqa: E402
import results_page  # noqa: E402
import results_run  # noqa: E402

from goldwire.release.manifest import read_manifest  # noqa: E402

DOCS = Path(__file__).parent
ROOT = DOCS.parent
RESULTS, PAGE, DRAWING = DOCS / "results.json", DOCS / "results.md", DOCS / results_page.CURVES
TOLERANCE = 0.01
"""How far a figure may be from the one in results.json: another processor or library sums in another order."""


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    if options.render:
        _write_pages(_read())
        return 0
    with tempfile.TemporaryDirectory() as work:
        source = _source(options, Path(work))
        _say(f"trains on {source.public.name}; the real articles are {'' if source.hydrated else 'not '}at hand")
        predicted = results_run.trained(source, curves=not options.check, workers=options.workers, say=_say)
        results = results_run.figures(source, predicted)
        if options.check:
            return _report(list(differences(_read(), results)))
        results |= {"curves": results_run.learning_curves(source, predicted, results_page.CURVED)}
    if source.hydrated is None and RESULTS.exists():
        results = with_wire_of(_read(), results)
        kept = "wire" in results["figures"]
        _say(f"figures of wire {'are kept as they were: all others are the same' if kept else 'are left out'}")
    RESULTS.write_text(encoded(results), encoding="utf-8")
    _write_pages(results)
    return 0


def encoded(results: dict[str, Any]) -> str:
    """The file: a line for each metric, so that a difference can be read."""
    return _lines(results, 0) + "\n"


def _lines(value: Any, depth: int) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or (len(flat) < 100 and depth > 1) or depth > 6:
        return flat
    inner = "\n" + "  " * (depth + 1)
    if isinstance(value, dict):
        parts = [f"{json.dumps(key, ensure_ascii=False)}: {_lines(item, depth + 1)}" for key, item in value.items()]
        return f"{{{inner}{f',{inner}'.join(parts)}\n{'  ' * depth}}}"
    return f"[{inner}{f',{inner}'.join(_lines(item, depth + 1) for item in value)}\n{'  ' * depth}]"


def with_wire_of(before: dict[str, Any], results: dict[str, Any]) -> dict[str, Any]:
    """The results with the wire figures of those before, if nothing else changed: then the systems are the same, and so
    would be what they make of the real articles."""
    wire, test = results_run.WIRE, results_run.TEST
    same = all(before[part] == results[part] for part in ("release", "settings", "libraries", "metrics", "analyses"))
    same = same and all(before[part][test] == results[part][test] for part in ("figures", "errors"))
    if not same or wire not in before["figures"]:
        return results
    return results | {
        "documents": results["documents"] + [one for one in before["documents"] if one["split"] == wire],
        **{part: results[part] | {wire: before[part][wire]} for part in ("figures", "errors")},
    }


def differences(recorded: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    """Where figures are further apart than the tolerance, in words; splits that are not at hand are passed over."""
    if recorded["release"] != found["release"]:
        yield f"release: results.json is of {_release(recorded)}, this is {_release(found)}"
    for split, groups in found["figures"].items():
        ours, theirs = _flat(recorded["figures"].get(split)), _flat(groups)
        for place in sorted(ours.keys() | theirs.keys()):
            a, b = ours.get(place), theirs.get(place)
            if a != b and (a is None or b is None or abs(a - b) > TOLERANCE):
                yield f"{split} {place}: {_shown(a)} in results.json, {_shown(b)} now"


def _flat(groups: Any) -> dict[str, float]:
    """Every figure that is defined, by its place in words."""
    return {
        f"{language} {level} {metric} {name}": figure["value"]
        for language, group in (groups or {}).items()
        for level, scored in group["levels"].items()
        for metric, entry in scored.items()
        for name, figure in entry["figures"].items()
        if figure["value"] is not None
    }


def _shown(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.4f}"


def _release(results: dict[str, Any]) -> str:
    release = results["release"]
    return f"{release['name']} {release['version']} (record {release['record'][:16]}…)"


def _report(found: list[str]) -> int:
    for line in found:
        print(line)
    if found:
        _say(f"{len(found):,} figures are not those of docs/results.json: run make results")
    else:
        _say(f"all figures are those of docs/results.json, to {TOLERANCE}")
    return int(bool(found))


def _read() -> dict[str, Any]:
    if not RESULTS.exists():
        raise SystemExit("there is no docs/results.json: run make results")
    read: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return read


def _write_pages(results: dict[str, Any]) -> None:
    PAGE.write_text(results_page.page(results), encoding="utf-8")
    DRAWING.write_bytes(results_curves.svg(results["curves"], results_page.CURVED))


def _source(options: argparse.Namespace, work: Path) -> results_run.Source:
    if options.release is not None:
        return results_run.Source(options.release, options.hydrated)
    raw = options.raw or Path(os.environ.get("GOLDWIRE_WIRE_RAW") or ROOT.parent / "shared" / "wire")
    there = raw.is_dir() and any(raw.glob("*.txt"))
    public = _built(work / "public")
    return results_run.Source(public, _built(work / "hydrated", "--raw", str(raw)) if there else None)


def _built(out: Path, *arguments: str) -> Path:
    """A release of the corpus in this repository, in a folder that goes away."""
    command = [sys.executable, "-m", "goldwire.cli", "release", "--corpus", str(ROOT), "--out", str(out), *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOLDWIRE_")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise SystemExit(f"the release cannot be made:\n{done.stderr or done.stdout}")
    (manifest,) = out.rglob("manifest.json")
    return manifest.parent


def _options(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--render", action="store_true", help="train nothing")
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--raw", type=Path, metavar="DIR", help="raw files of the real articles")
    parser.add_argument("--release", type=Path, metavar="FOLDER", help="a public release")
    parser.add_argument("--hydrated", type=Path, metavar="FOLDER", help="the hydrated one of the same version")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes")
    options = parser.parse_args(arguments)
    if options.render and options.check:
        parser.error("--render writes what --check would compare: choose one")
    if options.workers < 1:
        parser.error(f"--workers {options.workers}: at least one is needed")
    if options.raw is not None and not any(options.raw.glob("*.txt")):
        parser.error(f"--raw {options.raw}: there are no raw files (*.txt)")
    if options.raw is not None and options.release is not None:
        parser.error("--raw is for a release made here; beside --release name the hydrated one with --hydrated")
    if options.hydrated is not None and options.release is None:
        parser.error("--hydrated goes with --release, the public one of the same version")
    for folder in filter(None, (options.release, options.hydrated)):
        try:
            versions = {read_manifest(one).version for one in (options.release, folder)}
        except ValueError as error:
            parser.error(str(error))
        if len(versions) > 1:
            parser.error(f"--release and --hydrated are of different versions: {', '.join(sorted(versions))}")
    return options


_BEGUN = time.monotonic()


def _say(words: str) -> None:
    print(f"[{time.monotonic() - _BEGUN:5.0f} s] {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
