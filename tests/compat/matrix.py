"""Does every version of `datasets` that people use, and every reader of Parquet, find in a release what is there?

    tests/compat/run                    the whole matrix; writes tests/compat/results.json
    tests/compat/run 3.6.0 current      some environments only, by name or by version of datasets; writes nothing
    tests/compat/run --json             results as JSON on stdout
    tests/compat/run --release FOLDER   with this release instead of one made from the repository's corpus
    tests/compat/run --update           choose the versions of all environments anew

Two releases are loaded: the public edition of one of the repository's corpus, and the fetched edition of a small one
made of hard cases. What is expected is read from their files with pyarrow alone. Environments are kept in .compat/.
Exit status 1: something differs, or could not be tried.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from environments import FOLDER, REPO, Environment, NotMade, environments, interpreter, update  # noqa: E402

RESULTS = HERE / "results.json"
LIMIT_SECONDS = 600
"""How long the checks of one environment may take; half a minute to a minute is usual."""


def main() -> int:
    """Run the command line. Gives the exit status."""
    options = _options()
    try:
        if options.update:
            changed = update()
            print("changed:", ", ".join(changed) or "nothing", file=sys.stderr)
            return 0
        chosen = _chosen(options.names)
    except (NotMade, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        spec = _spec(Path(folder), options.release)
        with ThreadPoolExecutor(options.jobs) as pool:
            found = list(pool.map(lambda one: _try(one, spec, Path(folder)), chosen))
    results = {
        "releases": [_described(release) for release in spec["releases"]],
        "seconds": round(time.monotonic() - start),
        "environments": found,
    }
    text = json.dumps(results, indent=1, ensure_ascii=False) + "\n"
    print(text if options.json else table(results), end="")
    if not options.names and options.release is None:
        RESULTS.write_text(text, encoding="utf-8")
        print(f"{RESULTS.relative_to(REPO)} written; next: make docs", file=sys.stderr)
    return int(any(failures(one) for one in found))


def failures(environment: dict[str, Any]) -> list[str]:
    """What went wrong in one environment, other than what is known of it."""
    known = set(environment["known"])
    found = []
    for one in environment["checks"]:
        name = f"{one['way']} {one['check']}"
        if one["ok"] == (name in known):
            found.append(f"{name}: {one['reason'] or 'no longer fails; take it out of environments.json'}")
    return ([environment["error"]] if environment["error"] else []) + found


def table(results: dict[str, Any]) -> str:
    """The results for a terminal."""
    lines = [f"release {one['name']} {one['version']}: {one['tables']} tables" for one in results["releases"]]
    for one in results["environments"]:
        libraries = ", ".join(f"{name} {version}" for name, version in one["libraries"].items())
        lines += ["", f"{one['name']}: {libraries}" if libraries else one["name"]]
        ways: dict[str, list[str]] = {}
        for check in one["checks"]:
            name = f"{check['way']} {check['check']}"
            verdict = "ok" if check["ok"] else "fails, as known" if name in one["known"] else "FAILED"
            if check.get("aborted"):
                verdict += f" ({check['aborted']} of {check['programs']} aborted at exit)"
            ways.setdefault(check["way"], []).append(f"{check['check']} {verdict}")
        width = max((len(way) for way in ways), default=0)
        lines += [f"  {way:{width}}  {', '.join(checks)}" for way, checks in ways.items()]
        lines += [f"  note: {note}" for note in one["notes"]]
        lines += [f"  FAILED {failure}" for failure in failures(one)]
        lines.append(f"  {one['seconds']} s, {one['seconds_to_make']} s to make")
    failed = [one["name"] for one in results["environments"] if failures(one)]
    verdict = f"FAILED: {', '.join(failed)}" if failed else f"{len(results['environments'])} environments, all ok"
    return "\n".join([*lines, "", f"{verdict} ({results['seconds']} s)", ""])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tests/compat/run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--json", action="store_true", help="print results as JSON")
    parser.add_argument("--release", type=Path, help="load this release")
    parser.add_argument("--update", action="store_true", help="choose versions anew (needs uv)")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), help="environments at a time")
    return parser.parse_args()


def _chosen(names: list[str]) -> list[Environment]:
    """The environments of some names or versions of `datasets`; all where none is named."""
    known = environments()
    by_name = {one.name: one for one in known}
    # A version names the environment with the libraries of today, which comes last of its kind.
    by_version = {one.datasets: one for one in known if one.datasets}
    chosen = []
    for name in names or by_name:
        one = by_name.get(name) or by_version.get(name)
        if one is None:
            raise ValueError(f"no environment is called {name!r}; there are {', '.join(by_name)}")
        chosen.append(one)
    return chosen


def _spec(folder: Path, release: Path | None) -> dict[str, Any]:
    """What is to be loaded, and what must be found."""
    from expected import expected, hard
    from hard_cases import NEXT_VERSION, make_release

    releases = [expected(release.resolve() if release else _own_release(folder / "own"))]
    first, rewritten = (expected(make_release(folder / name, name)) for name in ("Ada", "Eve"))
    second = expected(make_release(folder / "next", "Eve", NEXT_VERSION))
    missing = hard(first)
    if missing:
        raise SystemExit(f"error: the made release lacks hard cases: {', '.join(missing)}")
    return {"releases": [*releases, first], "replacements": [first, second], "rewritten": [first, rewritten]}


def _own_release(folder: Path) -> Path:
    """A public release of a copy of the repository's corpus, which may have changed since the last one."""
    from goldwire.checks.run import open_corpus
    from goldwire.corpus.store import Corpus
    from goldwire.release.build import build

    for name in ("corpus", "annotations"):
        shutil.copytree(REPO / name, folder / name)
    corpus = Corpus(folder)
    return build(open_corpus(corpus), corpus.settings.version, folder / "dist", replace=True).folder


def _described(release: dict[str, Any]) -> dict[str, Any]:
    """What a reader of the results should know of a release."""
    tables = [one for splits in release["tables"].values() for one in splits.values()]
    return {
        "name": release["name"],
        "version": release["version"],
        "tables": len(tables),
        "files": sum(len(one["files"]) for one in tables),
        "rows": sum(len(one["rows"]) for one in tables),
    }


def _try(environment: Environment, spec: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The results of one environment, whatever happens there."""
    result: dict[str, Any] = {
        "name": environment.name,
        "known": list(environment.known),
        "python": None,
        "libraries": {},
        "checks": [],
        "notes": [],
        "error": None,
        "seconds_to_make": 0.0,
        "seconds": 0.0,
    }
    start = time.monotonic()
    try:
        python = interpreter(environment, FOLDER)
    except NotMade as error:
        return result | {"error": str(error)}
    result["seconds_to_make"] = round(time.monotonic() - start, 1)
    print(f"{environment.name} …", file=sys.stderr)
    start = time.monotonic()
    result |= _checked(environment, python, spec, folder)
    result["seconds"] = round(time.monotonic() - start, 1)
    return result


def _checked(environment: Environment, python: Path, spec: dict[str, Any], folder: Path) -> dict[str, Any]:
    place = folder / environment.name
    place.mkdir()
    ways = ["load_dataset", "builder", *(["goldwire.load"] if environment.package else [])]
    (place / "spec.json").write_text(json.dumps(spec | {"ways": ways}), encoding="utf-8")
    code = REPO / "src"
    if not environment.package:
        code = place / "alone"
        code.mkdir()
        shutil.copyfile(REPO / "src" / "goldwire" / "goldwire_builder.py", code / "goldwire_builder.py")
    # Nothing of the caller's settings: neither its cache, nor its Python path, nor a token.
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
    variables = {
        "HF_HOME": str(place / "hf"),
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "HOME": str(place),
        "PYTHONPATH": str(code),
        "PYTHONUTF8": "1",
        "TMPDIR": str(place),
    }
    command = [str(python), str(HERE / environment.script), str(place / "spec.json"), str(place / "result.json")]
    with (place / "stderr").open("wb") as stderr:
        try:
            status = subprocess.run(
                command, env=kept | variables, stdout=stderr, stderr=stderr, timeout=LIMIT_SECONDS, check=False
            ).returncode
        except subprocess.TimeoutExpired:
            return {"error": f"did not end within {LIMIT_SECONDS} s"}
    if not (place / "result.json").is_file():
        last = (place / "stderr").read_text("utf-8", errors="replace").strip().splitlines()[-1:]
        return {"error": f"exit status {status}: {''.join(last)[:300]}"}
    result: dict[str, Any] = json.loads((place / "result.json").read_bytes())
    return result | ({"error": f"exit status {status} after its checks"} if status else {})


if __name__ == "__main__":
    sys.exit(main())
