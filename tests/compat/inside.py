"""The checks that run inside one environment: does this `datasets` find in a release what is expected?

    python inside.py SPEC.json RESULT.json       all checks
    python inside.py one WAY FOLDER CONFIG SPLIT    print one streamed row and leave

Needs `datasets`, `pyarrow` and the builder module, and nothing else, so that it runs beside libraries of any age.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

END_SECONDS = 60
"""How long a program may take that reads one streamed row; two or three is usual."""

ENDS = 2
"""How many such programs are run for each release."""
ABORTED = 6
"""The signal of a program that aborts itself."""

Rows = list[dict[str, Any]]


class FolderWay:
    """`datasets.load_dataset(folder, config)`."""

    name = "load_dataset"

    def whole(self, folder: str, config: str, split: str | None = None, **options: Any) -> Any:
        import datasets

        return datasets.load_dataset(folder, config, split=split, **options)

    def stream(self, folder: str, config: str, split: str | None = None) -> Any:
        return self.whole(folder, config, split, streaming=True)


class PackageWay(FolderWay):
    """`goldwire.load(config, release=folder)`."""

    name = "goldwire.load"

    def whole(self, folder: str, config: str, split: str | None = None, **options: Any) -> Any:
        import goldwire

        return goldwire.load(config, release=folder, split=split, **options)


class BuilderWay:
    """The builder module: alone, as a project with old libraries would copy it, or of the package."""

    name = "builder"

    def whole(self, folder: str, config: str, split: str | None = None, cache_dir: Any = None, **options: Any) -> Any:
        builder = self._made(folder, config, cache_dir)
        builder.download_and_prepare(**options)
        return builder.as_dataset(split=split)

    def stream(self, folder: str, config: str, split: str | None = None) -> Any:
        return self._made(folder, config, None).as_streaming_dataset(split=split)

    def _made(self, folder: str, config: str, cache_dir: str | None) -> Any:
        try:
            from goldwire_builder import ReleaseBuilder
        except ImportError:
            import goldwire

            return goldwire.builder(config, release=folder, cache_dir=cache_dir)
        return ReleaseBuilder(config, folder, cache_dir)


WAYS: dict[str, Any] = {way.name: way for way in (FolderWay(), BuilderWay(), PackageWay())}


class Checks:
    """The checks of one way of loading, with what came of each."""

    def __init__(self, way: str, spec: dict[str, Any], work: Path) -> None:
        self.way, self.load, self.spec, self.work = way, WAYS[way], spec, work
        self.releases: list[dict[str, Any]] = spec["releases"]
        self.results: list[dict[str, Any]] = []

    def run(self) -> list[dict[str, Any]]:
        """Run all of them."""
        self._check("whole", self.whole)
        self._check("streamed", self.streamed)
        if self.way != PackageWay.name:
            self._check("slices", self.slices)
            self._check("processes", self.processes)
            self._check("numpy", self.numpy)
            self._check("replaced", self.replaced)
            self._check("rewritten", self.rewritten)
            self._check("ends", self.ends)
        return self.results

    def whole(self) -> Iterator[str]:
        """Every config and split: types, label names, rows, nulls and empty lists. Nothing is written where code is."""
        code = [Path(place) for place in sys.path if (Path(place) / "goldwire_builder.py").exists()]
        code += [Path(place) for place in sys.path if (Path(place) / "goldwire" / "goldwire_builder.py").exists()]
        before = {path for place in code for path in place.parent.iterdir()}
        for release in self.releases:
            yield from self._same(release, self.load.whole)
        for path in sorted({path for place in code for path in place.parent.iterdir()} - before):
            if path.suffix == ".lock":
                yield f"{path.name} was written beside the code"

    def streamed(self) -> Iterator[str]:
        """The same, streamed."""
        for release in self.releases:
            yield from self._same(release, self.load.stream)

    def slices(self) -> Iterator[str]:
        """Parts of a split, and two splits as one."""
        for release, config, splits in self._configs():
            # The largest split: a part that would be empty is refused.
            name, *others = sorted(splits, key=lambda split: -len(splits[split]["rows"]))
            rows = splits[name]["rows"]
            cases = {f"{name}[:2]": rows[:2], f"{name}[1:]": rows[1:], f"{name}[-1:]": rows[-1:]}
            if others:
                cases[f"{name}+{others[0]}"] = rows + splits[others[0]]["rows"]
            for expression, wanted in cases.items():
                with self._named(f"{config}/{expression}"):
                    found = list(self.load.whole(release["folder"], config, expression))
                    yield from different_rows(found, wanted)

    def processes(self) -> Iterator[str]:
        """Prepared by two processes."""
        for number, release in enumerate(self.releases):
            options = {"num_proc": 2, "cache_dir": str(self.work / f"two-{self.way}-{number}")}
            yield from self._same(release, lambda *names, options=options: self.load.whole(*names, **options))

    def numpy(self) -> Iterator[str]:
        """The first row of each table as numpy arrays."""
        for release, config, splits in self._configs():
            for split, wanted in splits.items():
                with self._named(f"{config}/{split}"):
                    table = self.load.whole(release["folder"], config, split).with_format("numpy")
                    first = table[0]
                    for column, kind in wanted["types"].items():
                        flat = kind in ({"list": "label"}, {"list": "int64"}, {"list": "string"})
                        if flat and first[column].tolist() != wanted["rows"][0][column]:
                            yield f"{column} differs"

    def replaced(self) -> Iterator[str]:
        """A release of the next version in the same place, and one in another folder of the same name."""
        first, second = self.spec["replacements"]
        yield from self._in_turn(("here", first), ("here", second), ("there", first))

    def rewritten(self) -> Iterator[str]:
        """Other rows in the same place under the same version, which `goldwire release` makes with --replace alone."""
        yield from self._in_turn(*(("here", release) for release in self.spec["rewritten"]))

    def _in_turn(self, *releases: tuple[str, dict[str, Any]]) -> Iterator[str]:
        name = Path(releases[0][1]["folder"]).name
        for place, release in releases:
            target = self.work / f"{self.way}-{place}" / name
            if target.exists():
                shutil.rmtree(target)
            shutil.copytree(release["folder"], target)
            for load in (self.load.whole, self.load.stream):
                yield from self._same({**release, "folder": str(target)}, load)

    def ends(self) -> Iterator[str]:
        """A program that leaves a stream after one row comes to its end. One that `datasets` aborts while Python shuts
        down has done its work, and is counted; the builder must not be."""
        for release in self.releases * ENDS:
            tables = [(config, split) for config, splits in release["tables"].items() for split in splits]
            config, split = max(tables, key=lambda names: self._size(release, *names))
            with self._named(f"{config}/{split}"):
                command = [sys.executable, __file__, "one", self.way, release["folder"], config, split]
                self._programs += 1
                try:
                    done = subprocess.run(command, capture_output=True, timeout=END_SECONDS, check=False)
                except subprocess.TimeoutExpired:
                    yield f"did not end within {END_SECONDS} s"
                    continue
                first = release["tables"][config][split]["rows"][0]
                if done.stdout and json.loads(done.stdout) != first:
                    yield "another row"
                elif done.stdout and done.returncode == -ABORTED and self.way == FolderWay.name:
                    self._aborted += 1
                elif done.returncode or not done.stdout:
                    yield f"exit status {done.returncode}: {_last_line(done.stderr)}"

    @staticmethod
    def _size(release: dict[str, Any], config: str, split: str) -> tuple[int, int]:
        """What makes a program hang, if anything does: many files, then many rows."""
        table = release["tables"][config][split]
        return len(table["files"]), len(table["rows"])

    def _same(self, release: dict[str, Any], load: Callable[..., Any]) -> Iterator[str]:
        for config, splits in release["tables"].items():
            with self._named(config):
                loaded = load(release["folder"], config)
                if set(loaded) != set(splits):
                    yield f"splits {', '.join(sorted(loaded))}"
                    continue
                for split, wanted in splits.items():
                    self._place = f"{config}/{split}"
                    yield from different(loaded[split], wanted)

    def _configs(self) -> Iterator[tuple[dict[str, Any], str, dict[str, Any]]]:
        for release in self.releases:
            for config, splits in release["tables"].items():
                yield release, config, splits

    @contextmanager
    def _named(self, place: str) -> Iterator[None]:
        """What goes wrong in here is said of `place`, and stops no other."""
        self._place = place
        try:
            yield
        except Exception as error:
            self._reasons.append(f"{place}: {type(error).__name__}: {first_line(str(error.__cause__ or error))}")

    def _check(self, name: str, check: Callable[[], Iterator[str]]) -> None:
        self._reasons: list[str] = []
        self._place, self._programs, self._aborted = "", 0, 0
        start = time.monotonic()
        try:
            for reason in check():
                self._reasons.append(f"{self._place}: {reason}")
        except Exception as error:
            self._reasons.append(f"{type(error).__name__}: {first_line(str(error))}")
        reasons = [scrubbed(reason, self.spec, self.work) for reason in self._reasons]
        more = [f"and {len(reasons) - 3} more"] if len(reasons) > 3 else []
        result: dict[str, Any] = {
            "way": self.way,
            "check": name,
            "ok": not reasons,
            "reason": "; ".join(reasons[:3] + more) or None,
            "seconds": round(time.monotonic() - start, 1),
        }
        if self._programs:
            result |= {"programs": self._programs, "aborted": self._aborted}
        self.results.append(result)


def different(table: Any, wanted: dict[str, Any]) -> Iterator[str]:
    """How a loaded split, whole or streamed, differs from what is expected."""
    if table.features is None:
        yield "no types are known"
        return
    types = {name: _types(feature) for name, feature in table.features.items()}
    if list(types.items()) != list(wanted["types"].items()):
        yield f"types: {_first_difference(types, wanted['types'])}"
    labels = {k: n for name, feature in table.features.items() for k, n in _labels(feature, f".{name}").items()}
    if labels != wanted["labels"]:
        yield f"label names: {_first_difference(labels, wanted['labels'])}"
    if hasattr(table, "data"):
        arrow = {field.name: arrow_type(field.type) for field in table.data.schema}
        if arrow != wanted["arrow"]:
            yield f"Arrow types: {_first_difference(arrow, wanted['arrow'])}"
    rows = list(table)
    yield from different_rows(rows, wanted["rows"])
    found = holes(rows)
    if found != wanted["holes"]:
        yield f"nulls and empty lists: {_first_difference(found, wanted['holes'])}"


def different_rows(rows: Rows, wanted: Rows) -> Iterator[str]:
    """Where rows differ."""
    if len(rows) != len(wanted):
        yield f"{len(rows)} rows instead of {len(wanted)}"
    for number, (one, other) in enumerate(zip(rows, wanted)):  # noqa: B905
        if one != other or list(one) != list(other):
            yield f"row {number} differs in {_first_difference(one, other)}"
            return


def holes(rows: Rows) -> dict[str, list[int]]:
    """How many nulls and empty lists stand at each place: `.mentions[].literal` → [nulls, empty lists]."""
    found: dict[str, list[int]] = {}

    def walk(value: Any, path: str) -> None:
        if value is None or value == []:
            found.setdefault(path, [0, 0])[0 if value is None else 1] += 1
        elif isinstance(value, dict):
            for name, inner in value.items():
                walk(inner, f"{path}.{name}")
        elif isinstance(value, list):
            for inner in value:
                walk(inner, f"{path}[]")

    for row in rows:
        walk(row, "")
    return found


def arrow_type(kind: Any) -> str:
    """An Arrow type in words that are the same for all versions of pyarrow."""
    import pyarrow as pa

    if pa.types.is_list(kind):
        return f"list<{arrow_type(kind.value_type)}>"
    if pa.types.is_struct(kind):
        fields = (kind[number] for number in range(kind.num_fields))
        return f"struct<{', '.join(f'{field.name}: {arrow_type(field.type)}' for field in fields)}>"
    return str(kind)


def _types(feature: Any) -> Any:
    kind = type(feature).__name__
    if isinstance(feature, dict):
        return {name: _types(inner) for name, inner in feature.items()}
    if isinstance(feature, list):
        return {"list": _types(feature[0])}
    if kind in ("Sequence", "List"):
        inner = _types(feature.feature)
        # Below 4, a Sequence of records was read as a record of lists.
        return {"list": inner} if kind == "List" or not isinstance(inner, dict) or "list" in inner else {kind: inner}
    if kind == "ClassLabel":
        return "label"
    return feature.dtype if kind == "Value" else kind


def _labels(feature: Any, path: str) -> dict[str, list[str]]:
    if isinstance(feature, dict):
        return {k: n for name, inner in feature.items() for k, n in _labels(inner, f"{path}.{name}").items()}
    if isinstance(feature, list):
        return _labels(feature[0], f"{path}[]")
    if type(feature).__name__ in ("Sequence", "List", "LargeList"):
        return _labels(feature.feature, f"{path}[]")
    return {path: list(feature.names)} if type(feature).__name__ == "ClassLabel" else {}


def _first_difference(found: dict[str, Any], wanted: dict[str, Any]) -> str:
    for name in (*wanted, *(name for name in found if name not in wanted)):
        if name not in found:
            return f"{name}, which is missing"
        if name not in wanted:
            return f"{name}, which is new"
        if found[name] != wanted[name]:
            return f"{name}, {str(found[name])[:60]} instead of {str(wanted[name])[:60]}"
    return "the order of names"


def notes(release: dict[str, Any]) -> list[str]:
    """Peculiarities of this version that users meet; none is an error."""
    import datasets

    found = []
    for config, order in release["order"].items():
        loaded = list(datasets.load_dataset(release["folder"], config))
        if loaded != order and sorted(order) != order:
            found.append(f"splits come as {', '.join(loaded)}")
            break
    table = next(iter(datasets.load_dataset(release["folder"], "documents").values()))
    inner = "[0]" if isinstance(table.features["lines"], list) else ".feature"
    found.append(f"""types inside a list of records: features["lines"]{inner}""")
    return found


def first_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[0][:200]


def _last_line(data: bytes) -> str:
    return (data.decode(errors="replace").strip().splitlines() or [""])[-1][:200]


def scrubbed(reason: str, spec: dict[str, Any], work: Path) -> str:
    """Without the folders of this machine, which say nothing elsewhere."""
    places = [str(work), *(release["folder"] for release in spec["releases"]), sys.prefix, str(Path.home())]
    for place in places:
        reason = reason.replace(place, "…")
    return reason


def installed(*names: str) -> dict[str, str]:
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def main() -> None:
    import datasets

    (getattr(datasets, "disable_progress_bars", None) or datasets.disable_progress_bar)()
    datasets.utils.logging.set_verbosity_error()
    if sys.argv[1] == "one":
        way, folder, config, split = sys.argv[2:]
        print(json.dumps(next(iter(WAYS[way].stream(folder, config, split)))))
        return
    spec = json.loads(Path(sys.argv[1]).read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        checks = [result for way in spec["ways"] for result in Checks(way, spec, Path(folder)).run()]
    result = {
        "python": platform.python_version(),
        "libraries": installed("datasets", "pyarrow", "numpy", "pandas", "huggingface-hub", "fsspec"),
        "checks": checks,
        "notes": notes(spec["releases"][0]),
    }
    Path(sys.argv[2]).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    main()
