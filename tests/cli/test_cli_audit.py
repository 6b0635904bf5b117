"""`goldwire audit`: suspicious labels, reviews, exit statuses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner, Result

from corpora import ENGLISH, FRENCH, WIRE
from goldwire.audit import registry, reviewed
from goldwire.audit.reading import Reading
from goldwire.audit.registry import Finding
from goldwire.cli.app import app


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW"):
        monkeypatch.delenv(name, raising=False)


def audit(corpus: Path, *arguments: object) -> Result:
    return CliRunner().invoke(app, ["audit", "--corpus", str(corpus), *map(str, arguments)])


def plant(corpus: Path) -> None:
    """Take a mention out: its name is tagged elsewhere."""
    path = corpus / "annotations" / "open" / f"{ENGLISH}.json"
    record = json.loads(path.read_bytes())
    record["mentions"] = [one for one in record["mentions"] if one["id"] != "m2"]
    path.write_text(json.dumps(record), "utf-8")


def review(corpus: Path, **changes: Any) -> None:
    finding = json.loads(audit(corpus, "--json").stdout)["findings"][0]["finding"]
    facts = {key: finding[key] for key in ("kind", "doc_id", "start", "end", "other")}
    record = {**facts, "reason": "A street, not the strait.", **changes}
    (corpus / "annotations" / "reviews.jsonl").write_text(json.dumps(record) + "\n", "utf-8")


def test_a_clean_corpus_has_no_findings(mini: Path, mini_raw: Path) -> None:
    result = audit(mini, "--raw", mini_raw)
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert "3 documents: 0 findings, 0 reviewed, 0 stale reviews" in result.stderr


def test_documents_without_text_are_counted(mini: Path) -> None:
    result = audit(mini)
    assert result.exit_code == 0
    said = "1 document not audited, for the text is not at hand: name the folder of withheld texts with --raw"
    assert said in result.stderr


def test_documents_without_annotation_are_counted(mini: Path, mini_raw: Path) -> None:
    (mini / "annotations" / "open" / f"{ENGLISH}.json").unlink()
    result = audit(mini, "--raw", mini_raw)
    assert result.exit_code == 0
    assert "1 document not audited, for there is no annotation: goldwire annotate start DOC" in result.stderr


def test_findings_have_place_reason_and_suspicion(mini: Path) -> None:
    plant(mini)
    result = audit(mini)
    assert result.exit_code == 1
    (head, excerpt) = result.stdout.splitlines()
    assert head.startswith("0.")
    assert f"untagged-name {ENGLISH} line 8 [" in head
    assert "'Gull Strait' is no mention here and 1 times elsewhere" in head
    assert "⟦Gull Strait⟧" in excerpt
    assert "1 finding (1 untagged-name)" in result.stderr


def test_json_has_the_same(mini: Path) -> None:
    plant(mini)
    told = json.loads(audit(mini, "--json").stdout)
    assert (told["documents"], told["stale"]) == (2, [])
    (one,) = told["findings"]
    assert one["review"] is None
    assert one["finding"]["kind"] == "untagged-name"
    assert one["finding"]["doc_id"] == ENGLISH


def test_a_reviewed_finding_is_listed_no_more(mini: Path) -> None:
    plant(mini)
    review(mini)
    result = audit(mini)
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert "0 findings, 1 reviewed" in result.stderr
    shown = audit(mini, "--all")
    assert "reviewed: A street, not the strait." in shown.stdout


def test_a_review_whose_finding_is_gone_is_stale(mini: Path, mini_raw: Path) -> None:
    plant(mini)
    review(mini, end=9999)
    result = audit(mini)
    assert result.exit_code == 1
    assert f"stale review untagged-name {ENGLISH}" in result.stdout
    assert "1 stale review" in result.stderr
    review(mini, doc_id=WIRE)
    assert "0 stale reviews" in audit(mini).stderr, "a document without its text was not read"
    assert "1 stale review" in audit(mini, "--raw", mini_raw).stderr


def test_a_review_counts_for_what_is_left_of_its_finding_and_is_not_stale_where_texts_are_missing(
    mini: Path, mini_raw: Path
) -> None:
    """What detectors know comes from all documents, so that a finding may shrink or go where some are not read."""
    plant(mini)
    finding = json.loads(audit(mini, "--json").stdout)["findings"][0]["finding"]
    wider = {"start": finding["start"] - 4, "end": finding["end"]}
    reviews = mini / "annotations" / "reviews.jsonl"
    review(mini, **wider)
    result = audit(mini)
    assert result.exit_code == 0
    assert "0 findings, 1 reviewed, 0 stale reviews" in result.stderr
    for change in ({"end": finding["end"] + 4}, {"kind": "far-speaker"}):  # it shares no edge; it is of another kind
        reviews.unlink()
        review(mini, **(wider | change))
        assert "1 finding (1 untagged-name)" in audit(mini).stderr

    reviews.unlink()
    review(mini, start=3, end=7)
    partly, whole = audit(mini), audit(mini, "--raw", mini_raw)
    assert "0 stale reviews" in partly.stderr
    assert "1 review without a finding this time: what is usual" in partly.stderr
    assert "1 stale review" in whole.stderr


def test_a_review_that_readers_of_fewer_texts_need_is_not_stale(
    mini: Path, mini_raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the withheld text at hand a verb may no longer count as a cue."""
    plant(mini)
    review(mini, start=3, end=7)
    assert "1 stale review" in audit(mini, "--raw", mini_raw).stderr

    def with_one_more(read: Sequence[Reading]) -> list[Finding]:
        found = registry.audit(read)
        shown = all(reading.document.rights.text == "included" for reading in read)
        return [*found, msgspec.structs.replace(found[0], start=3, end=7)] if shown else found

    monkeypatch.setattr(reviewed, "audit", with_one_more)
    told = audit(mini, "--raw", mini_raw).stderr
    assert "0 stale reviews" in told
    assert "1 review without a finding this time" in told


def test_a_review_of_two_documents_is_stale_once_they_tell_one_story(mini: Path, mini_raw: Path) -> None:
    """Which names are rare depends on the texts at hand, so that no finding says little while the stories differ."""
    plant(mini)
    review(mini, kind="stories-alike", start=None, end=None, other=WIRE)
    apart = audit(mini, "--raw", mini_raw)
    assert "0 stale reviews" in apart.stderr
    assert "1 review without a finding this time" in apart.stderr
    (mini / "annotations" / "reviews.jsonl").unlink()
    review(mini, kind="stories-alike", start=None, end=None, other=FRENCH)
    assert f"stale review stories-alike {ENGLISH}" in audit(mini, "--raw", mini_raw).stdout


def test_a_bad_review_is_an_error_of_the_corpus(mini: Path) -> None:
    plant(mini)
    review(mini, reason="")
    for command in ("audit", "check"):
        result = CliRunner().invoke(app, [command, "--corpus", str(mini)])
        assert result.exit_code == 1
        assert "GW-E042" in result.output
        assert "reviews.jsonl /0/reason" in result.output


def test_only_some_kinds_and_only_the_first(mini: Path) -> None:
    plant(mini)
    assert audit(mini, "--kind", "far-speaker").exit_code == 0
    assert audit(mini, "--kind", "untagged-name", "--limit", 1).exit_code == 1
    unknown = audit(mini, "--kind", "nothing")
    assert unknown.exit_code == 2
    assert "no kind is called nothing; there are entity-conflict" in unknown.stderr
    kinds = audit(mini, "--kinds")
    assert kinds.exit_code == 0
    assert "untagged-name: A name that is tagged elsewhere" in kinds.stdout


def test_a_broken_corpus_is_not_audited(mini: Path) -> None:
    (mini / "annotations" / "open" / f"{ENGLISH}.json").write_text("{", "utf-8")
    result = audit(mini)
    assert result.exit_code == 1
    assert "mend these first" in result.stderr
