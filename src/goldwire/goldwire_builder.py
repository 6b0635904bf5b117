"""A release folder as a builder of `datasets`, for where `load_dataset(folder)` cannot be relied on.

`goldwire.load(…)` or `datasets.load_dataset(folder, …)` is the way for nearly everybody. Both take splits, label names
and the key of the cache from the YAML in the folder's `README.md`. This builder takes them from the manifest and from
the tables, so use it

- where that file was lost or changed, or where `datasets` does not understand it;
- where the path of the folder holds `[`, `*`, `?` or `::`, which `load_dataset` reads as a pattern or a chain;
- where no row may be used that the manifest does not know: each table is compared with its SHA-256 before it is read;
- where a program that leaves a stream early must end as it should: `load_dataset` of 3.6 and later at times has it
  aborted while Python shuts down.

`goldwire.builder(…)` makes one, also of the fetched edition, whose texts it fetches where they are missing:
`goldwire.builder("ner", edition="fetched")`. The class itself takes the folder of any edition as it is. The module
needs `datasets` (2.14.7 or newer) and nothing else of goldwire: a project that is held to old libraries may copy this
one file.
"""

from __future__ import annotations

import errno
import hashlib
import inspect
import json
import os
import re
import stat
from collections.abc import Iterator
from io import BufferedReader
from typing import Any

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
from datasets.packaged_modules.parquet.parquet import Parquet
from datasets.table import table_cast

_TABLE = re.compile(r"data/(\w[\w-]*)/(\w+(?:\.\w+)*)(?:-\d{5}-of-\d{5})?\.parquet", re.ASCII)
_ROLES = ("train", "validation", "test")
_BATCH_ROWS = 1_000
_CACHE_NAME = "goldwire_builder"
"""The folder in the cache of `datasets`, told apart from those of other datasets."""

Table = tuple[str, str]
"""The path of a file, and the SHA-256 that it should have."""


class DamagedTables(ValueError):
    """A release folder whose manifest or tables are not what they say. The message names the file."""


class ReleaseBuilder(datasets.ArrowBasedBuilder):  # type: ignore[misc]
    """One config of a release folder.

    The cache goes by the digests of the tables: another release in the same place is read anew, and the same tables
    elsewhere are not. `splits` says which splits there are: train, validation and test first, then those of
    collections in the same order (press_train, press_validation, press_test), then others by name.

    Raises `FileNotFoundError` where the folder holds no manifest, `ValueError`, naming those that exist, for an unknown
    config, and `DamagedTables` where the manifest is not valid or a table is missing or of another size. A table whose
    content was changed raises `DamagedTables` when it is prepared or streamed; where a cache of the unchanged one is at
    hand, that is used.
    """

    def __init__(self, config_name: str, release: str | os.PathLike[str], cache_dir: str | None = None) -> None:
        folder = os.fspath(release)
        version, self._tables = _tables(folder, config_name)
        self._features = _features(next(iter(self._tables.values()))[0][0])
        lines = [f"{split} {digest}" for split, tables in self._tables.items() for _, digest in tables]
        # In the module that a builder names as its own, `datasets` replaces `open` and more by functions that read `::`
        # in a name as a chain of archives; and up to 3.6 it writes a lock file beside that module's package, where
        # many may not write. For a module of `datasets` itself it does no more than it does for itself.
        self.__module__ = Parquet.__module__
        super().__init__(
            dataset_name=_CACHE_NAME,
            cache_dir=cache_dir,
            config_name=config_name,
            version=version,
            hash=hashlib.sha256("\n".join(lines).encode()).hexdigest(),
            base_path=folder,
        )

    @property
    def splits(self) -> tuple[str, ...]:
        """The splits that the config has rows of."""
        return tuple(self._tables)

    def download_and_prepare(self, *args: Any, **options: Any) -> None:
        """As `datasets` does it; nothing is downloaded."""
        # 2.14 asks a server of its own for a copy of whatever it is to prepare, unless told not to.
        asks = inspect.signature(super().download_and_prepare).parameters.get("try_from_hf_gcs")
        if asks is not None and asks.default is True:
            options.setdefault("try_from_hf_gcs", False)
        super().download_and_prepare(*args, **options)

    def _info(self) -> Any:
        return datasets.DatasetInfo(features=self._features)

    def _split_generators(self, dl_manager: Any) -> list[Any]:
        if not dl_manager.is_streaming:  # here, for what is raised while tables are prepared gets wrapped
            for tables in self._tables.values():
                for path, digest in tables:
                    _content(path, digest)
        return [
            datasets.SplitGenerator(name=split, gen_kwargs={"tables": list(tables)})
            for split, tables in self._tables.items()
        ]

    def _generate_tables(self, tables: list[Table]) -> Iterator[tuple[str, pa.Table]]:
        schema = self._features.arrow_schema
        for shard, (path, digest) in enumerate(tables):
            try:
                # Reading with threads can keep a program that leaves a stream early from ending.
                batches = pq.ParquetFile(_content(path, digest)).iter_batches(_BATCH_ROWS, use_threads=False)
                for number, batch in enumerate(batches):
                    yield f"{shard}-{number}", table_cast(pa.Table.from_batches([batch]), schema)
            except DamagedTables:
                raise
            except (pa.ArrowException, ValueError, TypeError) as error:
                raise DamagedTables(f"{path} is no table of this config: {error}") from error


def _tables(folder: str, config: str) -> tuple[datasets.Version, dict[str, list[Table]]]:
    """The version of a release, and the tables of one config by split."""
    name = f"{folder}/manifest.json"
    try:
        with _opened(name) as stream:
            data = stream.read()
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(f"{folder} holds no manifest.json: it is not a release folder") from None
    except OSError as error:
        raise DamagedTables(f"{name} cannot be read: {error.strerror or error}") from None
    found: dict[str, dict[str, list[Table]]] = {}
    try:
        manifest = json.loads(data)
        version = datasets.Version(manifest["version"])
        _check_digest(data, manifest.get("sha256"))
        for file in sorted(manifest["files"], key=lambda file: file["path"]):
            if file["rows"] is None:
                continue
            table = _TABLE.fullmatch(file["path"])
            if table is None:
                raise ValueError(f"{file['path']!r} is no place of a table")
            path = f"{folder}/{file['path']}"
            found.setdefault(table[1], {}).setdefault(table[2], []).append((path, file["sha256"]))
            if table[1] == config and (size := _size(path)) != file["bytes"]:
                raise DamagedTables(f"{path} has {size:,} bytes instead of {file['bytes']:,}")
    except DamagedTables:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedTables(f"{name} is no manifest of a release: {error or type(error).__name__}") from error
    if config not in found:
        raise ValueError(f"{folder} has no config {config!r}; it has {', '.join(sorted(found)) or 'none'}")
    return version, dict(sorted(found[config].items(), key=lambda item: _place(item[0])))


def _place(split: str) -> tuple[int, str, int]:
    """Where a split stands among others: `train` before `press_train` before `wire`."""
    family, _, role = split.rpartition("_")
    if role not in _ROLES:
        return 2, split, 0
    return (1 if family else 0), family, _ROLES.index(role)


def _check_digest(data: bytes, stated: str | None) -> None:
    """A manifest's second line is the SHA-256 of all after it. Those before 0.2 have none."""
    rest = data.split(b"\n", 2)[-1]
    if stated is not None and hashlib.sha256(rest).hexdigest() != stated:
        raise ValueError("it was changed: its own digest is of another content")


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116
    except OSError as error:
        raise DamagedTables(f"{path} cannot be read: {error.strerror or error}") from None


def _features(path: str) -> Any:
    """The features that a table states, in the form that all versions of `datasets` read."""
    try:
        with _opened(path) as stream:
            stated = json.loads(pq.read_schema(stream).metadata[b"huggingface"])
        return datasets.Features.from_dict(stated["info"]["features"])
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedTables(f"{path} is no table of a release: {error or type(error).__name__}") from error


def _content(path: str, digest: str) -> pa.BufferReader:
    """The bytes of a table, once they are known to be those of the manifest."""
    try:
        with _opened(path) as stream:
            data = stream.read()
    except OSError as error:
        raise DamagedTables(f"{path} cannot be read: {error.strerror or error}") from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise DamagedTables(f"{path} was changed: its SHA-256 is not the one in the manifest")
    return pa.BufferReader(data)


def _opened(path: str) -> BufferedReader:
    """A regular file for reading. A pipe or a device, which could be waited for without end, is an `OSError`."""
    stream = open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb")  # noqa: SIM115
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(errno.EINVAL, "not a regular file", path)
    return stream
