"""`goldwire withdraw`: what leaves, what stays, what never comes back."""

from __future__ import annotations

import json
import shutil
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from corpora import ENGLISH, FRENCH, MINI, RIGHTS, WIRE, check_corpus, codes
from cut_off import Faults, forked
from goldwire.annotation.reviews import load_reviews
from goldwire.cli.app import app
from goldwire.corpus.ledger import Fate
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus
from goldwire.corpus.withdrawing import checked_reason
from goldwire.release.verifying import verify

REASON = "the holder asked for it"


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch, mini: Path) -> None:
    monkeypatch.delenv("GOLDWIRE_RAW", raising=False)
    monkeypatch.setenv("GOLDWIRE_CORPUS", str(mini))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def tombstones(folder: Path) -> list[dict[str, object]]:
    lines = (folder / "tombstones.jsonl").read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    assert [problem for one in found for problem in problems("tombstone", one)] == []
    return found


def furnish(mini: Path) -> None:
    """Give the documents passes and reviews, so that there is something to delete and something to keep."""
    for name in ("first", "second"):
        shutil.copytree(mini / "annotations" / "open", mini / "annotations" / "passes" / name / "open")
    review = {"kind": "line-role", "doc_id": ENGLISH, "start": 0, "end": 14, "other": None, "reason": "of the page"}
    pair = {**review, "kind": "stories-alike", "doc_id": FRENCH, "start": None, "end": None, "other": ENGLISH}
    lines = [json.dumps(each) for each in (review, {**review, "doc_id": FRENCH}, pair)]
    (mini / "annotations" / "reviews.jsonl").write_text("\n".join(lines), "utf-8")


def test_the_documents_files_stay_and_its_tombstone_is_added(mini: Path) -> None:
    furnish(mini)
    before = files(mini)
    result = run("withdraw", ENGLISH[:6], "--reason", f"  {REASON.replace(' ', '   ')} ")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{ENGLISH}\n"
    assert "stay in the corpus" in result.stderr
    after = files(mini)
    assert [name for name in before | after if before.get(name) != after.get(name)] == ["corpus/ledger.jsonl"]
    event = json.loads(after["corpus/ledger.jsonl"].removeprefix(before["corpus/ledger.jsonl"]))
    assert event == {"event": "withdrawn", "doc_id": ENGLISH, "reason": REASON}
    assert codes(check_corpus(mini, mini.parent / "mini-raw")) == []
    assert run("audit").exit_code in (0, 1)
    shown = run("show", ENGLISH)
    assert shown.exit_code == 0
    assert REASON in shown.stderr


@pytest.mark.parametrize("purge", [False, True])
def test_a_withdrawn_document_is_in_no_later_release_and_never_comes_back(mini: Path, purge: bool) -> None:
    raw = mini / "corpus" / "open" / "raw" / f"{ENGLISH}.txt"
    again = mini.parent / "again.txt"
    shutil.copyfile(raw, again)
    assert run("release").exit_code == 0
    assert tombstones(mini / "dist" / "mini-news" / "0.1.0") == []
    result = run("withdraw", ENGLISH, "--reason", REASON, *(("--purge", "--yes") if purge else ()))
    assert "MAJOR" in result.stderr
    small = run("release", "0.1.1")
    assert small.exit_code == 2
    assert "a document left" in small.stderr
    assert "0.2.0 or higher" in small.stderr
    for version in ("0.2.0", "0.3.0"):
        assert run("release", version).exit_code == 0
        folder = mini / "dist" / "mini-news" / version
        assert verify(folder) == []
        assert tombstones(folder) == [
            {
                "doc_id": ENGLISH,
                "fate": "withdrawn",
                "reason": REASON,
                "split": "train",
                "release": "0.1.0",
                "successor": None,
            }
        ]
        rows = [row for path in folder.rglob("*.parquet") for row in pq.read_table(path).to_pylist()]
        assert {row["doc_id"] for row in rows if "doc_id" in row} == {FRENCH, WIRE}
        said = json.dumps(rows, ensure_ascii=False) + "".join(
            path.read_text("utf-8") for path in folder.rglob("*") if path.suffix in (".md", ".json", ".jsonl")
        )
        for words in ("Lantern Regatta. The Sable Line said", "We have waited long enough", "a gift to smugglers"):
            assert words in again.read_text("utf-8")
            assert words not in said
    added = run("add", *RIGHTS, again)
    assert added.exit_code == 1
    assert "GW-E024" in added.stderr
    for part in (ENGLISH, REASON, "first released in 0.1.0"):
        assert part in added.stderr
    assert run("add", *RIGHTS, again, "--supersedes", FRENCH).exit_code == 1
    twice = run("withdraw", ENGLISH, "--reason", "again")
    assert twice.exit_code == 2
    assert REASON in twice.stderr
    assert Corpus(mini).ledger().value.standings[FRENCH].fate is Fate.ACTIVE


def test_purging_deletes_what_belongs_to_the_document_and_nothing_else(mini: Path) -> None:
    furnish(mini)
    before = files(mini)
    result = run("withdraw", ENGLISH, "--reason", REASON, "--purge", "--yes")
    assert result.exit_code == 0, result.output
    assert "history of version control" in result.stderr
    after = files(mini)
    gone = [f"annotations/passes/{name}/open/{ENGLISH}.json" for name in ("first", "second")]
    gone += [f"annotations/open/{ENGLISH}.json", f"corpus/open/raw/{ENGLISH}.txt"]
    assert before.keys() - after.keys() == set(gone)
    changed = [name for name in after if after[name] != before[name]]
    assert changed == ["annotations/reviews.jsonl", "corpus/ledger.jsonl", "corpus/open/documents.jsonl"]
    corpus = Corpus(mini)
    assert [review.doc_id for review in load_reviews(corpus).value] == [FRENCH]
    then, now = (state["corpus/open/documents.jsonl"].splitlines() for state in (before, after))
    assert json.loads(now[0]) == {**json.loads(then[0]), "headline": None}
    assert json.loads(then[0])["headline"] is not None
    assert now[1:] == then[1:]
    assert codes(check_corpus(mini, mini.parent / "mini-raw")) == []
    for command in (["check", ENGLISH], ["show", ENGLISH], ["check"], ["agreement"]):
        assert run(*command).exit_code == 0, command
    assert run("release").exit_code == 0


def test_what_was_withdrawn_before_can_be_purged_later(mini: Path) -> None:
    assert run("withdraw", ENGLISH, WIRE, ENGLISH[:5], "--reason", REASON).exit_code == 0
    asked = run("withdraw", ENGLISH, "--purge")
    assert asked.exit_code == 2
    assert f"corpus/open/raw/{ENGLISH}.txt" in asked.stderr
    assert (mini / "corpus" / "open" / "raw" / f"{ENGLISH}.txt").exists()
    purged = json.loads(run("withdraw", ENGLISH, WIRE, "--purge", "--yes", "--json").stdout)
    assert purged["withdrawn"] == []
    assert [(one["doc_id"], len(one["files"])) for one in purged["purged"]] == [(ENGLISH, 2), (WIRE, 1)]
    assert codes(check_corpus(mini)) == []
    empty = run("withdraw", ENGLISH, "--purge", "--yes")
    assert "nothing is left" in empty.stderr
    assert (mini / "corpus" / "ledger.jsonl").read_text("utf-8").count("withdrawn") == 2


def test_json(mini: Path) -> None:
    (standing,) = json.loads(run("withdraw", FRENCH, "--reason", REASON, "--json").stdout)["withdrawn"]
    assert (standing["doc_id"], standing["fate"], standing["reason"]) == (FRENCH, "withdrawn", REASON)


def test_several_are_withdrawn_together_or_not_at_all(mini: Path) -> None:
    before = files(mini)
    assert run("withdraw", ENGLISH, "--reason", REASON).exit_code == 0
    once = files(mini)
    assert run("withdraw", FRENCH, ENGLISH, "--reason", REASON).exit_code == 2
    assert files(mini) == once
    assert once != before


def test_a_superseded_document_is_refused(mini: Path, tmp_path: Path) -> None:
    correction = tmp_path / "correction.txt"
    correction.write_bytes((MINI / "corpus/open/raw" / f"{ENGLISH}.txt").read_bytes().replace(b"Friday", b"Sunday"))
    assert run("release").exit_code == 0
    successor = json.loads(run("add", *RIGHTS, correction, "--supersedes", ENGLISH, "--json").stdout)[0]["doc_id"]
    result = run("withdraw", ENGLISH, "--reason", REASON)
    assert result.exit_code == 2
    assert f"superseded by {successor}" in result.stderr
    assert run("release", "0.2.0").exit_code == 0
    (stone,) = tombstones(mini / "dist" / "mini-news" / "0.2.0")
    assert (stone["doc_id"], stone["fate"], stone["successor"], stone["reason"]) == (
        ENGLISH,
        "superseded",
        successor,
        None,
    )


def test_a_damaged_ledger_is_not_added_to(mini: Path) -> None:
    ledger = mini / "corpus" / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes() + b"{}\n")
    before = ledger.read_bytes()
    result = run("withdraw", ENGLISH, "--reason", REASON)
    assert result.exit_code == 2
    assert "goldwire check" in result.stderr
    assert ledger.read_bytes() == before


@pytest.mark.parametrize("reason", ["x" * 500, "«\u00a0Retiré\u00a0»", "it’s “wrong” – [red]no[/red]"])
def test_reasons_that_are_plain_text_are_taken(reason: str, mini: Path) -> None:
    assert checked_reason(reason) == " ".join(reason.split())
    assert run("withdraw", ENGLISH, "--reason", reason).exit_code == 0
    assert codes(check_corpus(mini, mini.parent / "mini-raw")) == []
    assert " ".join(reason.split())[:40] in run("withdraw", ENGLISH, "--reason", "x").stderr


def test_killed_at_any_operation_it_leaves_a_corpus_in_order_and_is_completed_by_doing_it_again(
    mini: Path, tmp_path: Path
) -> None:
    furnish(mini)
    deed = ("withdraw", ENGLISH, "--reason", REASON, "--purge", "--yes")
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(mini, undisturbed)
    assert run(*deed, "--corpus", undisturbed).exit_code == 0
    right = files(undisturbed)

    def withdraw(root: Path, nth: int) -> None:
        Faults("kill", nth, root).install()
        assert run(*deed, "--corpus", root).exit_code == 0

    nth, killed = 1, 0
    while True:
        root = tmp_path / f"run{nth}"
        shutil.copytree(mini, root)
        end = forked(partial(withdraw, root, nth))
        assert end in (0, -9)
        fate = Corpus(root).ledger().value.standings[ENGLISH].fate
        assert codes(check_corpus(root, mini.parent / "mini-raw")) == []
        if fate is Fate.ACTIVE:
            assert files(root).items() >= files(mini).items()
        if end == 0:
            break
        killed += 1
        assert run(*deed, "--corpus", root).exit_code == 0
        left = files(root)
        assert {name: data for name, data in left.items() if not name.endswith(".part")} == right
        shutil.rmtree(root)
        nth += 3
    assert killed > 5
