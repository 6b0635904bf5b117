"""Three editions of one version: what each says of the texts of others, and that nobody can say otherwise unseen."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from croissants import departures
from forgery import added, removed, rewritten, rows_changed, sealed_anew, set_to
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from corpora import ENGLISH, FRENCH, MINI, WIRE
from fetchable import PRESS, TEXTS, fetchable
from goldwire.checks.run import open_corpus
from goldwire.cli.app import app
from goldwire.corpus.cache import Cache
from goldwire.corpus.store import Corpus
from goldwire.release.attribution import ATTRIBUTION, attribution, attribution_departure
from goldwire.release.build import build
from goldwire.release.finishing import ReleaseRefused
from goldwire.release.licences import licence_address
from goldwire.release.manifest import Edition, read_manifest
from goldwire.release.publishing import PublishRefused, candidate
from goldwire.release.tables import read_rows
from goldwire.release.texts import ReleasedText
from goldwire.release.verifying import inspect, verify

NOTICE, CLOSED = "LicenseRef-notice", "LicenseRef-closed"
LINE = "Quennel Post (*2031*), <b>all</b> | shared"
HEADLINES = ("Bridge of Quennel reopens", "Ferry to Sorrel is late", "Le pont de Quennel rouvre")
EDITIONS: tuple[Edition, ...] = get_args(Edition)


def press(root: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the rights of the first of the documents that are fetched."""
    path = root / "corpus" / PRESS / "documents.jsonl"
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    change(records[0]["rights"])
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")


def declare(root: Path, **licences: bool) -> None:
    """Declare licences of the corpus's own."""
    path = root / "corpus" / "corpus.json"
    own = {
        f"LicenseRef-{name}": {"name": f"{name} terms", "url": f"https://example.org/{name}", "passing_on": allowed}
        for name, allowed in licences.items()
    }
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"licences": own}), "utf-8")


def make(folder: Path, change: Callable[[Path], object] = lambda root: None) -> dict[Edition, Path]:
    """The three editions of the mini corpus with fetched texts, changed before."""
    made = fetchable(folder)
    change(made.root)
    cache, corpus = made.fill(Cache(folder / "cache")), Corpus(made.root)
    sources = {"public": (None, None), "fetched": (None, cache), "hydrated": (folder / "mini-raw", cache)}
    return {
        edition: build(open_corpus(corpus, *sources[edition]), "0.1.0", made.root / "dist").folder
        for edition in EDITIONS
    }


def notice(root: Path) -> None:
    """One of the fetched texts is under a licence that the corpus declares, another holder's, and of another line."""
    press(root, lambda rights: rights.update(licence=NOTICE, holder="Quennel Office", attribution=LINE))
    declare(root, notice=True)


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[Edition, Path]:
    return make(tmp_path_factory.mktemp("editions"), notice)


@pytest.fixture
def copied(editions: dict[Edition, Path], tmp_path: Path) -> Callable[[Edition], Path]:
    """Copies of editions that a test may change."""
    return lambda edition: Path(shutil.copytree(editions[edition], tmp_path / f"copy-{edition}"))


def read(folder: Path, name: str) -> str:
    return (folder / name).read_text("utf-8")


# What editions say ----------------------------------------------------------------------------------------------------


def test_what_an_edition_may_be_used_for_follows_from_its_texts(editions: dict[Edition, Path]) -> None:
    assert {edition: verify(folder) for edition, folder in editions.items()} == {edition: [] for edition in EDITIONS}
    may = {edition: read_manifest(folder).redistributable for edition, folder in editions.items()}
    assert may == {"public": True, "fetched": True, "hydrated": False}
    for edition in ("public", "fetched"):
        assert ATTRIBUTION in {file.path for file in candidate(editions[edition]).files}
    with pytest.raises(PublishRefused, match=r"the public edition .* or the fetched one"):
        candidate(editions["hydrated"])


def test_the_card_says_which_texts_are_there_and_how_to_get_the_others(editions: dict[Edition, Path]) -> None:
    cards = {edition: read(folder, "README.md") for edition, folder in editions.items()}
    loading = re.findall(r'^ds = goldwire\.load\("ner", split="(\w+)"\)$', cards["public"], re.M)
    fetched = {row for row, part in read_manifest(editions["public"]).coverage.items() if row != "wire"}
    assert set(loading) <= fetched
    assert len(loading) == 1
    assert "goldwire.load" not in cards["fetched"] + cards["hydrated"]
    assert "`press` (text fetched: `goldwire fetch press`)" in cards["public"]
    assert "Public edition: it holds the texts of the repository. For 4 other documents" in cards["public"]
    assert "## Fetched and withheld texts" not in cards["public"]
    for edition in ("fetched", "hydrated"):
        assert "`press` (text fetched, and in this edition)" in cards[edition]
        assert "## Fetched and withheld texts" in cards[edition]
    assert "Withheld texts are not in this edition" in cards["fetched"]
    assert "`wire` (text withheld: stand-off annotations only)" in cards["fetched"]
    assert ["Not for redistribution" in cards[edition] for edition in EDITIONS] == [False, False, True]


def test_the_card_counts_licences_and_points_to_the_file_of_attributions(editions: dict[Edition, Path]) -> None:
    public, fetched = read(editions["public"], "README.md"), read(editions["fetched"], "README.md")
    assert "Texts: CC-BY-4.0 (2). Texts to fetch: CC-BY-4.0 (2), LicenseRef-notice (1)." in public
    assert "Texts: CC-BY-4.0 (4), LicenseRef-notice (1)." in fetched
    assert "(1). Texts that must not be passed on: CC-BY-4.0 (1)." in read(editions["hydrated"], "README.md")
    assert "| press | LicenseRef-notice | 1 | 0 |" in public
    assert "| press | LicenseRef-notice | 1 | 1 |" in fetched
    assert "`ATTRIBUTION.md` names every document" in public
    headers = {edition: yaml.safe_load(read(editions[edition], "README.md").split("---\n")[1]) for edition in EDITIONS}
    assert headers["public"]["license"] == "cc-by-4.0"
    assert (headers["fetched"]["license"], headers["fetched"]["license_name"]) == (
        "other",
        "cc-by-4.0, licenseref-notice",
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_mlcroissant_loads_a_fetched_edition(editions: dict[Edition, Path]) -> None:
    assert departures(editions["fetched"]) == []


def test_croissant_names_the_sources_and_the_licences_of_texts(editions: dict[Edition, Path]) -> None:
    public, fetched, hydrated = (json.loads(read(editions[edition], "croissant.json")) for edition in EDITIONS)
    assert public["license"] == "https://spdx.org/licenses/CC-BY-4.0.html"
    assert fetched["license"] == ["https://spdx.org/licenses/CC-BY-4.0.html", "https://example.org/notice"]
    assert hydrated["license"].startswith("Not for redistribution.")
    sources = [
        ("press: 1 text", "https://example.org/notice", "Quennel Office"),
        ("press: 2 texts", "https://spdx.org/licenses/CC-BY-4.0.html", "Quennel Post"),
    ]
    for described in (public, fetched, hydrated):
        assert [(one["name"], one["license"], one["creditText"]) for one in described["isBasedOn"]] == sources
        assert ATTRIBUTION in {file["contentUrl"] for file in described["distribution"]}


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('"creditText": "Quennel Office"', '"creditText": "Me"', "its isBasedOn names other holders"),
        ('"isBasedOn"', '"citation"', "its isBasedOn names other holders"),
        (',\n    "https://example.org/notice"', "", "its license does not name 'LicenseRef-notice'"),
        ('"https://example.org/notice"\n  ],', '"https://example.org/other"\n  ],', "is that of no text by the rows"),
    ],
)
def test_a_croissant_file_that_names_other_sources_does_not_pass(
    before: str, after: str, says: str, copied: Callable[[Edition], Path]
) -> None:
    folder = copied("fetched")
    rewritten(folder, "croissant.json", lambda data: data.replace(before.encode(), after.encode(), 1))
    assert any(says in found for found in verify(folder)), verify(folder)


# ATTRIBUTION.md -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_document_is_credited_in_every_edition(edition: Edition, editions: dict[Edition, Path]) -> None:
    said = read(editions[edition], ATTRIBUTION)
    held, absent = (*said.partition("## Texts that are not in this edition")[::2],)
    ids = re.findall(r"^- `(gw-\w+)`", said, re.M)
    assert len(ids) == len(set(ids)) == 6
    assert {ENGLISH, FRENCH} <= set(re.findall(r"^- `(gw-\w+)`", held, re.M))
    assert (WIRE in held) is (edition == "hydrated")
    assert ("`goldwire fetch press` gets the texts" in absent) is (edition == "public")
    assert ("must not be passed on" in said) is (edition == "hydrated")
    assert ("belong to their holders" in said) is (edition != "hydrated")
    for headline in HEADLINES:
        assert (headline in said) is (edition != "public")
    assert "notice terms (LicenseRef-notice), <https://example.org/notice>" in said
    assert "<https://creativecommons.org/licenses/by/4.0/>" in said
    shown = "".join(token.content for token in tokens(said) if token.type == "text")
    assert LINE in shown
    for part in ("holder: Quennel Office", "2031-05-04", "https://example.org/en/bridge", "pinned/news.json"):
        assert part in shown


def tokens(markdown: str) -> list[Any]:
    parsed = MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(markdown)
    return [part for token in parsed for part in (token, *(token.children or ()))]


HOSTILE = st.one_of(
    st.sampled_from(
        ["# x", "- `gw-0000000000000000`: y", "<script>", "[a](javascript:b)", "a\n\n## b", "1. x", "\u202e"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)


@settings(max_examples=20)
@given(holder=HOSTILE, line=HOSTILE, address=HOSTILE.map(lambda text: f"https://{text}"), collection=HOSTILE)
@example(holder="x", line="y", address="https://fr.example.org/wiki/Été_:_l'_(a)*b*", collection="press")
@example(holder="x", line="> y", address="https://a> <b>c</b>", collection="`rm`")
def test_any_holder_line_and_address_stay_words(holder: str, line: str, address: str, collection: str) -> None:
    text = ReleasedText(
        doc_id=line, split="train", kind="fetched", at_hand=True, headline=holder, collection=collection, outlet=line,
        published=line, url=address, holder=holder, licence=line, attribution=line, source_address=address,
    )  # fmt: skip
    said = attribution(Corpus(MINI).settings, "0.1.0", "fetched", [text])
    assert said is not None
    kinds = [token.type for token in tokens(said)]
    assert kinds.count("heading_open") == 3
    assert kinds.count("list_item_open") == 1
    assert not set(kinds) & {"html_block", "html_inline", "image", "em_open", "strong_open", "s_open", "hr", "fence"}
    links = {token.attrGet("href") for token in tokens(said) if token.type == "link_open"}
    assert links <= {MarkdownIt().normalizeLink(each) for each in (licence_address("CC-BY-4.0"), address)}
    assert "\n- `gw-" not in said or re.fullmatch("gw-[0-9a-z]{16}", line)


@pytest.mark.parametrize("rest", [", CC BY 2.5; text as in a corpus", "; CC BY 2.5", "", "er_ CC BY 2.5"])
def test_the_address_in_a_line_of_attribution_is_the_address(rest: str) -> None:
    address = "https://fr.example.org/wiki/Pont_:_l'_été"
    line = f"Quennel Post, {address}{rest}"
    text = ReleasedText(
        doc_id=ENGLISH, split="train", kind="fetched", at_hand=True, headline=None, collection="press", outlet=None,
        published=None, url=address, holder="Quennel Post", licence="CC-BY-2.5", attribution=line, source_address=None,
    )  # fmt: skip
    said = attribution(Corpus(MINI).settings, "0.1.0", "fetched", [text]) or ""
    assert said.count(f"<{address}>") == (1 if rest.startswith("er") else 2)
    assert line in "".join(token.content for token in tokens(said) if token.type == "text")


@pytest.mark.parametrize(
    ("licence", "address"),
    [
        ("CC-BY-2.5", "https://creativecommons.org/licenses/by/2.5/"),
        ("CC-BY-NC-SA-3.0-DE", "https://creativecommons.org/licenses/by-nc-sa/3.0/de/"),
        ("CC-BY-3.0-AU", "https://creativecommons.org/licenses/by/3.0/au/"),
        ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("OGL-UK-3.0", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"),
        ("MIT", "https://spdx.org/licenses/MIT.html"),
        ("MIT OR CC-BY-4.0", "MIT OR CC-BY-4.0"),
    ],
)
def test_licences_are_named_by_the_address_that_they_ask_for(licence: str, address: str) -> None:
    assert licence_address(licence) == address


def test_texts_of_one_holder_under_the_licence_of_the_corpus_need_no_file(mini: Path) -> None:
    path = mini / "corpus" / "wire" / "documents.jsonl"
    record = json.loads(path.read_bytes())
    folder = build(open_corpus(Corpus(mini)), "0.1.0", mini / "dist").folder
    assert record["rights"]["holder"] == "The Goldwire authors"
    assert not (folder / ATTRIBUTION).exists()
    assert verify(folder) == []
    added(folder, ATTRIBUTION, b"Everything is mine\n")
    rewritten(folder, "croissant.json", lambda data: data.replace(b" ", b"  ", 1))
    assert any(one.file == ATTRIBUTION for one in inspect(folder).departures)


# What somebody says otherwise -----------------------------------------------------------------------------------------


def table_of(folder: Path, config: str, document: str) -> str:
    """The table of a config with rows of a document."""
    tables = sorted((folder / "data" / config).glob("*.parquet"))
    found = next(path for path in tables if any(row["doc_id"] == document for row in read_rows(path)))
    return found.relative_to(folder).as_posix()


def credited(folder: Path) -> str:
    """The document whose line is `LINE`."""
    (found,) = re.findall(r"^- `(gw-\w+)`.*Quennel Office", read(folder, ATTRIBUTION), re.M)
    return str(found)


@pytest.mark.parametrize(
    ("edition", "change", "says"),
    [
        ("fetched", set_to("edition", value="public"), "edition: says public; the rows hold the fetched text of gw-"),
        ("public", set_to("edition", value="fetched"), "edition: says fetched; the rows lack the fetched text of gw-"),
        ("hydrated", set_to("edition", value="fetched"), f"says fetched; the rows hold the withheld text of {WIRE}"),
        ("fetched", set_to("edition", value="hydrated"), "matches: names other documents than those looked for"),
        ("fetched", set_to("redistributable", value=False), "redistributable: says that something may not"),
        ("hydrated", set_to("redistributable", value=True), "redistributable: says that all may be passed on"),
        ("fetched", set_to("matches", WIRE, value="missing"), "matches: names other documents than those looked for"),
        ("fetched", set_to("matches", value={}), "matches: names other documents than those looked for"),
        ("fetched", set_to("matches", value=None), "the manifest does not tell which texts were found"),
        ("fetched", set_to("coverage", "wire", "sources", "missing", value=1), "coverage of wire: its sources"),
    ],
)
def test_an_edition_that_claims_to_be_another_does_not_pass(
    edition: Edition, change: Callable[[dict[str, Any]], object], says: str, copied: Callable[[Edition], Path]
) -> None:
    folder = sealed_anew(copied(edition), change)
    assert any(says in found for found in verify(folder)), verify(folder)


@pytest.mark.parametrize(
    ("config", "facts", "says"),
    [
        ("documents", {"attribution": None}, "and of which no attribution line credits the source"),
        ("documents", {"attribution": "Me"}, "in documents and standoff say different things"),
        ("documents", {"licence": "CC0-1.0"}, "in documents and standoff say different things"),
        ("documents", {"rights_text": "included"}, "in documents and standoff say different things"),
        ("documents", {"rights_holder": "Me"}, "in documents and standoff say different things"),
        ("ner", {"attribution": None}, "ner gives another licence or attribution of"),
        ("lines", {"licence": "CC0-1.0"}, "lines gives another licence or attribution of"),
        ("standoff", {"source_address": "https://example.org/other"}, "say different things"),
    ],
)
def test_a_row_that_credits_another_does_not_pass(
    config: str, facts: dict[str, Any], says: str, copied: Callable[[Edition], Path]
) -> None:
    folder = copied("fetched")
    document = credited(folder)

    def change(rows: list[dict[str, Any]]) -> None:
        next(row for row in rows if row["doc_id"] == document).update(facts)

    rows_changed(folder, table_of(folder, config, document), change)
    assert any(says in found for found in verify(folder)), verify(folder)


def test_a_file_of_attributions_that_says_something_else_does_not_pass(copied: Callable[[Edition], Path]) -> None:
    """Nor where croissant.json, which has its SHA-256, was made anew as well."""
    folder = copied("fetched")
    rewritten(folder, ATTRIBUTION, lambda data: data.replace(b"Quennel Office", b"Quennel Orifice"))
    (found,) = inspect(folder).departures
    assert (found.file, found.kind) == (ATTRIBUTION, "attribution")
    assert "Quennel Office" in found.message
    result = CliRunner().invoke(app, ["verify", str(folder)])
    assert result.exit_code == 1
    assert "ATTRIBUTION.md: says something else than the rows" in result.stdout


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda folder: removed(folder, ATTRIBUTION), "is missing"),
        (lambda folder: rewritten(folder, ATTRIBUTION, lambda data: b""), "line 1 should be"),
        (lambda folder: rewritten(folder, ATTRIBUTION, lambda data: data + b"\n"), "is one too many"),
        (lambda folder: rewritten(folder, ATTRIBUTION, lambda data: data + b"x" * 2**21), "much larger"),
        (lambda folder: rewritten(folder, ATTRIBUTION, lambda data: data.replace(b"\n", b"\r\n")), "line ends"),
    ],
)
def test_a_file_of_attributions_that_is_lacking_or_damaged(
    change: Callable[[Path], Path], says: str, copied: Callable[[Edition], Path]
) -> None:
    folder = change(copied("public"))
    assert [(one.file, says in one.message) for one in inspect(folder).departures] == [(ATTRIBUTION, True)]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("# Attribution", "# Credits", None),
        ("- `", "* `", "does not name gw-"),
        ("Quennel Office", "Nobody", "says something else of gw-"),
        ("(\\*2031\\*)", "(2031)", "says something else of gw-"),
        ("\n- `gw-", "\n- `gw-0000000000000000`: x\n- `gw-", "names gw-0000000000000000, which is not in the release"),
    ],
)
def test_a_file_by_another_goldwire_is_compared_by_what_it_says(
    before: str, after: str, says: str | None, copied: Callable[[Edition], Path]
) -> None:
    folder = sealed_anew(copied("fetched"), set_to("writer", "goldwire", value="99.0.0"))
    rewritten(folder, ATTRIBUTION, lambda data: data.replace(before.encode(), after.encode(), 1))
    found = inspect(folder).departures
    assert len(found) == (says is not None), found
    assert says is None or says in found[0].message


def test_releases_from_before_there_were_attributions_need_no_file(copied: Callable[[Edition], Path]) -> None:
    folder = removed(copied("public"), ATTRIBUTION)
    for config in ("documents", "standoff"):
        for path in sorted((folder / "data" / config).glob("*.parquet")):
            name = path.relative_to(folder).as_posix()
            rows_changed(folder, name, lambda rows: [row.pop("attribution") for row in rows], other_columns=True)
    assert attribution_departure(folder, read_manifest(folder)) is None


@pytest.mark.parametrize(
    ("column", "value"), [("doc_id", ["x"]), ("licence", 7), ("attribution", {"a": "b"}), ("rights_holder", b"\xff")]
)
def test_facts_that_are_no_strings_are_told(column: str, value: Any, copied: Callable[[Edition], Path]) -> None:
    folder = copied("fetched")

    def change(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            row[column] = value

    rows_changed(folder, "data/standoff/wire.parquet", change, other_columns=True)
    with pytest.raises(PublishRefused):
        candidate(folder)


# Rights ---------------------------------------------------------------------------------------------------------------


def test_a_fetched_text_is_passed_on_where_its_licence_allows_it(tmp_path: Path) -> None:
    made = fetchable(tmp_path)
    press(made.root, lambda old: old.update(licence=f"{NOTICE} OR {CLOSED}"))
    cache = made.fill(Cache(tmp_path / "cache"))
    with pytest.raises(ReleaseRefused) as refused:
        build(open_corpus(Corpus(made.root), None, cache), "0.1.0", made.root / "dist")
    assert {incident.code for incident in refused.value.incidents} == {"GW-E026"}, "nobody says what it allows"
    declare(made.root, notice=True, closed=False)
    folder = build(open_corpus(Corpus(made.root), None, cache), "0.1.0", made.root / "dist").folder
    assert read_manifest(folder).redistributable
    assert verify(folder) == []
    candidate(folder)


def test_settings_that_declare_no_licences_are_told(copied: Callable[[Edition], Path]) -> None:
    folder = copied("public")
    rewritten(folder, "corpus.json", lambda data: json.dumps(json.loads(data) | {"licences": [1]}).encode())
    assert any("declares no licences" in found for found in verify(folder))


# Editions compared ----------------------------------------------------------------------------------------------------


def test_diff_tells_that_editions_differ_in_texts_alone(editions: dict[Edition, Path], tmp_path: Path) -> None:
    page = tmp_path / "diff.html"
    arguments = ["diff", str(editions["public"]), str(editions["fetched"]), "--html", str(page)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert "mini-news 0.1.0, public edition → fetched edition" in result.stdout
    assert "only the fetched edition holds the text of 3 documents" in " ".join(result.stderr.split())
    assert "all that both editions hold is the same" in " ".join(result.stderr.split())
    assert "version after" not in result.stdout
    assert "public edition → fetched edition" in page.read_text("utf-8")
    answer = json.loads(CliRunner().invoke(app, [*arguments[:3], "--json"]).stdout)
    assert (answer["from_edition"], answer["edition"], answer["bump"], answer["enough"]) == (
        "public",
        "fetched",
        None,
        None,
    )
    assert {(change["kind"], change["action"]) for change in answer["changes"]} == {("text", "added")}
    back = CliRunner().invoke(app, ["diff", str(editions["hydrated"]), str(editions["fetched"])])
    assert "only the hydrated edition holds the text of 1 document: wire 1" in " ".join(back.stderr.split())
    assert CliRunner().invoke(app, [*arguments[:3], "--changelog"]).exit_code == 2


def test_all_editions_have_one_record(editions: dict[Edition, Path]) -> None:
    """Each build would refuse another content of the version that is recorded."""
    (record,) = (editions["public"].parents[2] / "corpus" / "releases").iterdir()
    recorded = json.loads(record.read_bytes())
    assert recorded["documents"].keys() >= {ENGLISH, FRENCH, WIRE, *re.findall(r"gw-\w+", read_press(editions))}
    assert not any(text.split("\n")[2] in record.read_text("utf-8") for text in TEXTS.values())


def read_press(editions: dict[Edition, Path]) -> str:
    return (editions["public"].parents[2] / "corpus" / PRESS / "documents.jsonl").read_text("utf-8")
