"""Licences as they are written, and what is refused before it could be published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from goldwire.cli.app import app
from goldwire.corpus.adding import About, add
from goldwire.corpus.files import parse_json
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.model.document import Licence
from goldwire.model.rights import (
    ALL_RIGHTS_RESERVED,
    UnknownLicence,
    is_unknown_holder,
    licence_id,
    licences_in,
    may_pass_on,
    why_not_passed_on,
)
from goldwire.text.reading import read_all

TEXT = "Crews leave the harbour\n\nThe crews of two ferries left the harbour of Ostrel on Monday.\n"


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("CC-BY-4.0", "CC-BY-4.0"),
        ("cc-by-4.0", "CC-BY-4.0"),
        ("CC-BY 4.0", "CC-BY-4.0"),
        ("cc by 4.0", "CC-BY-4.0"),
        ("CC_BY_SA 4.0", "CC-BY-SA-4.0"),
        (" mit or apache-2.0 ", "MIT OR Apache-2.0"),
        ("(MIT AND CC0-1.0) OR ODbL-1.0", "(MIT AND CC0-1.0) OR ODbL-1.0"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("LicenseRef-agency.7", "LicenseRef-agency.7"),
        ("All rights reserved", ALL_RIGHTS_RESERVED),
    ],
)
def test_a_licence_has_one_spelling(written: str, right: str) -> None:
    assert licence_id(written) == right
    assert licence_id(right) == right


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("CC-BY", "CC-BY-4.0"),
        ("CC-BY-4", "CC-BY-4.0"),
        ("CC-BY-SA-4,0", "CC-BY-SA-4.0"),
        ("Apache-2", "Apache-2.0"),
        ("MITT", "MIT"),
        ("CC-BY-4.0 OR Apache-2.O", "Apache-2.0"),
    ],
)
def test_an_unknown_licence_is_refused_with_the_nearest_ids(written: str, near: str) -> None:
    with pytest.raises(UnknownLicence, match="no SPDX licence expression; did you mean") as refused:
        licence_id(written)
    assert near in str(refused.value)


@pytest.mark.parametrize(
    "written",
    [
        *("", " ", "NONE", "MIT AND", "MIT;", "(MIT", "AND", "Classpath-exception-2.0", "LicenseRef-", "licenseref-a"),
        *("all-rights-reserved AND MIT", "https://example.org/terms", "MIT\x1b[31m", "\udc80", "(" * 400, "a" * 5_000),
    ],
)
def test_what_is_no_licence_is_refused_and_not_passed_on(written: str) -> None:
    with pytest.raises(UnknownLicence) as refused:
        licence_id(written)
    assert str(refused.value).isprintable()
    assert not may_pass_on(written)


WORDS_OF_EXPRESSIONS = st.sampled_from(("(", ")", "AND", "OR", "WITH", "MIT", "x", ";", "+"))


@given(st.text(max_size=60) | st.lists(WORDS_OF_EXPRESSIONS, max_size=6).map(" ".join))
@example("()")
@example("( AND MIT")
def test_any_text_is_a_licence_or_refused(written: str) -> None:
    try:
        right = licence_id(written)
    except UnknownLicence:
        assert not may_pass_on(written)
    else:
        assert licence_id(right) == right


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("CC-BY-4.0", True),
        ("CC-BY-NC-ND-4.0", True),
        ("MIT AND CC0-1.0", True),
        (ALL_RIGHTS_RESERVED, False),
        ("LicenseRef-agency", False),
        ("LicenseRef-scancode-proprietary-license", False),
        ("MIT OR LicenseRef-agency", True),
        ("MIT AND LicenseRef-agency", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", True),
    ],
)
def test_a_licence_tells_whether_a_text_may_be_passed_on(licence: str, allowed: bool) -> None:
    assert may_pass_on(licence) is allowed


OWN = {
    "LicenseRef-notice": Licence(name="Notice", url="https://example.org/notice", passing_on=True),
    "LicenseRef-closed": Licence(name="Closed", url="https://example.org/closed", passing_on=False),
}


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("LicenseRef-notice", True),
        ("LicenseRef-Notice", False),
        ("LicenseRef-closed", False),
        ("LicenseRef-agency", False),
        ("LicenseRef-notice AND CC-BY-4.0", True),
        ("LicenseRef-notice AND LicenseRef-closed", False),
        ("LicenseRef-agency OR LicenseRef-notice", True),
        ("LicenseRef-agency OR LicenseRef-closed", False),
        ("CC-BY-4.0", True),
        (ALL_RIGHTS_RESERVED, False),
    ],
)
def test_a_declared_licence_allows_what_the_corpus_says(licence: str, allowed: bool) -> None:
    assert may_pass_on(licence, OWN) is allowed
    assert (why_not_passed_on("Ostrel Courier", licence, OWN, known=True) is None) is allowed


@pytest.mark.parametrize(
    ("licences", "pointer", "said"),
    [
        (
            {"CC-BY-9": {"name": "x", "url": "https://example.org", "passing_on": True}},
            "/licences",
            "LicenseRef- and a",
        ),
        ({"LicenseRef-a": {"name": "x", "url": "https://example.org"}}, "/licences/LicenseRef-a", "passing_on"),
        (
            {"LicenseRef-a": {"name": "x", "url": "ftp://example.org", "passing_on": True}},
            "/licences/LicenseRef-a/url",
            "not allowed here",
        ),
    ],
)
def test_a_declaration_that_is_not_valid_is_an_incident(mini: Path, licences: object, pointer: str, said: str) -> None:
    path = Corpus(mini).settings_path
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"licences": licences}))
    with pytest.raises(CorpusError) as refused:
        _ = Corpus(mini).settings
    (incident,) = refused.value.incidents
    assert (incident.code, incident.pointer) == ("GW-E042", pointer)
    assert said in incident.message


def test_an_undeclared_licence_is_taken_on_somebodys_word_unless_it_has_to_be_known() -> None:
    assert why_not_passed_on("Me", "LicenseRef-agency", OWN) is None
    assert "not known to allow it" in str(why_not_passed_on("Me", "LicenseRef-agency", OWN, known=True))
    assert "declares" in str(why_not_passed_on("Me", "LicenseRef-closed", OWN))


def test_an_expression_is_told_apart_into_its_licences() -> None:
    assert licences_in("MIT OR (CC-BY-4.0 AND MIT)") == ["CC-BY-4.0", "MIT"]
    assert licences_in(ALL_RIGHTS_RESERVED) == [ALL_RIGHTS_RESERVED]


def test_holders_that_name_nobody_are_known() -> None:
    for name in ("unknown", "Unknown", "N/A", "n.a.", "-", "?", " ", "(none)"):
        assert is_unknown_holder(name)
    for name in ("Ostrel Courier", "Nona", "NA Press", "Ünknöwn Ltd"):
        assert not is_unknown_holder(name)


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """A corpus as `goldwire init` begins it, with a file beside it."""
    (tmp_path / "x.txt").write_text(TEXT)
    assert CliRunner().invoke(app, ["init", str(tmp_path / "mine")]).exit_code == 0
    return tmp_path / "mine"


def added(root: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["add", str(root.parent / "x.txt"), "--corpus", str(root), *options])


def held(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ([], "no holder of the rights is named and all rights are reserved"),
        (["--holder", "Me"], "all rights are reserved"),
        (["--licence", "CC-BY-4.0"], "no holder of the rights is named"),
        (["--holder", "n/a", "--licence", "CC-BY-4.0"], "no holder of the rights is named"),
        (["--holder", "Me", "--licence", "All Rights Reserved"], "all rights are reserved"),
    ],
)
def test_a_text_that_nobody_allowed_to_publish_is_not_added_where_texts_are_published(
    begun: Path, options: list[str], reason: str
) -> None:
    before = held(begun)

    result = added(begun, *options)

    assert result.exit_code == 2
    assert reason in result.stderr
    assert "--holder NAME and --licence ID" in result.stderr
    assert "--collection withheld" in result.stderr
    assert held(begun) == before


def test_without_a_withheld_collection_the_remedy_says_how_to_list_one(begun: Path) -> None:
    path = begun / "corpus" / "corpus.json"
    settings = json.loads(path.read_bytes())
    del settings["collections"]["withheld"]
    path.write_text(json.dumps(settings))

    assert '"withheld": {"text": "withheld"' in added(begun).stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--holder", "Me", "--licence", "CC-BY"], "did you mean CC-BY-4.0"),
        (["--holder", " ", "--licence", "MIT"], "--holder is empty"),
        (["--holder", "Me\u202egolf", "--licence", "MIT"], r"is not allowed here"),
        (["--holder", "Me", "--licence", "MIT", "--published", "2031-02-30"], "the calendar has no day '2031-02-30'"),
        (["--holder", "Me", "--licence", "MIT", "--published", "0000-01-01"], "published/date"),
    ],
)
def test_facts_that_cannot_be_are_refused_before_any_file_is_read(
    begun: Path, options: list[str], message: str
) -> None:
    before = held(begun)
    (begun.parent / "x.txt").unlink()  # whoever reads it gets another message

    result = added(begun, *options)

    assert result.exit_code == 2
    assert message in result.stderr
    assert held(begun) == before


def test_a_named_licence_is_recorded_in_its_own_spelling(begun: Path) -> None:
    assert added(begun, "--holder", " Me ", "--licence", "cc by 4.0").exit_code == 0
    (record,) = Corpus(begun).documents().value
    assert (record.rights.holder, record.rights.licence, record.rights.text) == ("Me", "CC-BY-4.0", "included")


def test_a_withheld_text_needs_no_holder_and_no_licence(begun: Path) -> None:
    assert added(begun, "--collection", "withheld").exit_code == 0
    (record,) = Corpus(begun).documents().value
    assert (record.rights.licence, record.rights.text) == (ALL_RIGHTS_RESERVED, "withheld")


def test_a_licence_of_ones_own_is_taken_with_a_word_of_warning(begun: Path) -> None:
    result = added(begun, "--holder", "Me", "--licence", "LicenseRef-mine")
    assert result.exit_code == 0
    assert "LicenseRef-mine: what this licence allows is not known" in result.stderr


def test_python_refuses_as_the_command_does(begun: Path) -> None:
    about = About(collection="open", holder="unknown", licence="MIT", origin="publisher")
    with pytest.raises(CorpusError, match="no holder of the rights is named"):
        list(add(Corpus(begun), read_all([begun.parent / "x.txt"]), about))


def test_a_corpus_begins_with_a_licence_that_spdx_lists(tmp_path: Path) -> None:
    refused = CliRunner().invoke(app, ["init", str(tmp_path / "one"), "--licence", "CC-BY-4"])
    assert refused.exit_code == 2
    assert "did you mean CC-BY-4.0" in refused.stderr
    assert not (tmp_path / "one").exists()
    assert CliRunner().invoke(app, ["init", str(tmp_path / "two"), "--licence", "cc by 4.0"]).exit_code == 0
    assert parse_json((tmp_path / "two" / "corpus" / "corpus.json").read_bytes())["licence"] == "CC-BY-4.0"
