"""What commands that train, use or score systems share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from goldwire.cli.console import INCIDENTS, err, fail, number
from goldwire.extras import missing
from goldwire.model.incident import printable
from goldwire.release.gold import gold_part
from goldwire.release.reading import DamagedRelease

if TYPE_CHECKING:
    from goldwire.baselines.systems import TrainedOn

EXTRA = ("numpy", "pycrfsuite", "scipy", "sklearn", "threadpoolctl")


@contextmanager
def system_refusals() -> Iterator[None]:
    """Turn what training and predicting raise into a message and an exit status."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in EXTRA:
            raise
        fail(missing(error, "baselines"))
    except DamagedRelease as error:
        fail(printable(str(error)), status=INCIDENTS)
    except ValueError as error:
        fail(printable(str(error)))


def seen(trained_on: TrainedOn) -> str:
    """What a system was trained on, in words."""
    splits = f"{'split' if len(trained_on.splits) == 1 else 'splits'} {', '.join(trained_on.splits)}"
    of = f"{trained_on.name} {trained_on.version}, {trained_on.edition} edition"
    return f"{of}, {splits}: {number(trained_on.documents, 'document')}"


def tell_parts(folder: Path, splits: Iterable[str]) -> None:
    """Say so where an edition holds the texts of a part of a split only."""
    for split in splits:
        part = gold_part(folder, split)
        if part is not None and part[0]:
            err.print(f"note: this edition holds the texts of {part[0]:,} of {part[1]:,} documents of split {split}")
