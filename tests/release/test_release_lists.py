"""Tables of the whole corpus hold what the lists beside them hold, and no words of texts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from forging import forge

from corpora import copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.store import Corpus
from goldwire.release.build import build
from goldwire.release.verifying import verify

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public release of the mini corpus."""
    root = copy_mini(tmp_path_factory.mktemp("lists"))
    return build(open_corpus(Corpus(root)), "0.1.0", root / "dist").folder


def told(rows: Rows) -> None:
    rows[0]["aliases"].append("The whole first sentence of a withheld text stands here.")


def hidden(rows: Rows) -> None:
    rows[0]["counts"].append({"split": "words of a text", "documents": 1, "mentions": 1})


def shorter(rows: Rows) -> None:
    rows.pop()


def defined(rows: Rows) -> None:
    rows[0]["definition"] = "Words of a text."


@pytest.mark.parametrize(
    ("table", "change", "says"),
    [
        ("entities", told, "table entities: has words that entities.jsonl does not have, such as 'The whole"),
        ("entities", hidden, "table entities: has words that entities.jsonl does not have, such as 'words of"),
        ("entities", shorter, "table entities: has other ids than entities.jsonl"),
        ("propositions", defined, "table propositions: has words that propositions.jsonl does not have"),
    ],
)
def test_a_table_with_other_words_than_its_list_does_not_pass(
    table: str, change: Callable[[Rows], None], says: str, public: Path, tmp_path: Path
) -> None:
    assert verify(public) == []
    folder = forge(public, tmp_path / "forged", f"{table}/corpus", change)
    assert any(says in str(found) for found in verify(folder)), verify(folder)
