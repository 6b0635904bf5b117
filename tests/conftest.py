"""Fixtures that several tests share; plain helpers are in `corpora.py`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from corpora import MINI_RAW, copy_mini

# A busy machine is no fault of the code: the time of one example says nothing.
settings.register_profile("goldwire", deadline=None)
settings.load_profile("goldwire")


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """A copy of the mini corpus that a test may damage."""
    return copy_mini(tmp_path)


@pytest.fixture(scope="session")
def mini_raw() -> Path:
    """The folder with the raw file of the mini corpus's withheld document."""
    return MINI_RAW
