"""What rows show around their labels: context, sentence, tokens, candidates; and pairs that are derived."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from row_makers import Made, Row, released

from corpora import ENGLISH, MINI_RAW, WIRE, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.store import Corpus
from goldwire.model.annotation import AUTHOR, Polarity
from goldwire.model.span import surface_digest
from goldwire.release.build import build
from goldwire.release.configs.attribution import PARTS
from goldwire.release.configs.quotes import KINDS
from goldwire.release.configs.registry import CORPUS_SPLIT
from goldwire.release.configs.stance import TARGET_KINDS
from goldwire.release.hydrating import hydrate, open_public
from goldwire.release.looking_up import placed_row
from withheld import leaks

POLARITIES = tuple(Polarity)


@pytest.fixture(scope="module", params=["mini", "repository"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The hydrated mini release, and the public one of the repository's own corpus."""
    return released(request.param, tmp_path_factory.mktemp("rows"))


@pytest.fixture(scope="module")
def joint(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The hydrated mini release, with documents under guidelines 2.0: one has joint speakers and an author, and in both
    a quote names somebody of whom its speaker has no stance."""
    root = copy_mini(tmp_path_factory.mktemp("joint"))
    edit(root, ENGLISH, english)
    edit(root, WIRE, wire)
    return Made(root, build(open_corpus(Corpus(root), MINI_RAW), "0.1.0", root / "dist").folder)


def edit(root: Path, document: str, change: Any) -> None:
    (path,) = root.glob(f"annotations/*/{document}.json")
    annotation = json.loads(path.read_bytes()) | {"guidelines": "2.0"}
    change(annotation)
    path.write_text(json.dumps(annotation), "utf-8")


def english(annotation: Row) -> None:
    annotation["author"] = "calvorian-government"
    annotation["mentions"].append(name("m12", 468, 477, "local:smugglers") | {"surface": "smugglers"})
    annotation["quotes"][0]["speakers"].append({"mention": "m5", "kind": "named"})
    one, two, _, four = annotation["stances"]
    one["holder_mention"], two["target"]["mention"], four["holder_mention"] = "m4", "m5", "m8"
    annotation["stances"] = [one, two, four]


def wire(annotation: Row) -> None:
    raw = next(MINI_RAW.iterdir()).read_bytes().decode()
    start = raw.index(" ", annotation["quotes"][1]["content"][0]["end"]) + 1
    end = start + len(raw[start:].split()[0].rstrip(".,”"))
    mention = name("m6", start, end, "elune-pilots") | {"digest": surface_digest(WIRE, raw[start:end])}
    annotation["mentions"].append(mention)
    annotation["stances"] = []


def name(id_: str, start: int, end: int, entity: str) -> Row:
    return {"id": id_, "start": start, "end": end, "type": "ORG", "form": "name", "entity": entity}


def by_id(made: Made, config: str) -> dict[str, Row]:
    return {row["id"]: row for row in made.rows(config)}


def test_a_context_is_the_paragraph_and_its_neighbours(made: Made) -> None:
    texts = {row["doc_id"]: row["text"] for row in made.rows("documents")}
    paragraphs: dict[str, list[Row]] = {}
    for row in made.rows("ner"):
        paragraphs.setdefault(row["doc_id"], []).append(row)
    for row in [*made.rows("quotes"), *made.rows("linking")]:
        start, end = row["context_start"], row["context_start"] + len(row["context"])
        assert texts[row["doc_id"]][start:end] == row["context"]
        here = paragraphs[row["doc_id"]]
        (place,) = [number for number, one in enumerate(here) if one["id"] == row["paragraph"]]
        inside = [n for n, one in enumerate(here) if start <= one["start"] and one["start"] + len(one["text"]) <= end]
        assert (inside[0], inside[-1] >= min(place + 1, len(here) - 1)) == (max(place - 1, 0), True)
        begins = start + (row["content"][0]["start"] if "content" in row else row["start"])
        assert here[place]["start"] <= begins < here[place]["start"] + len(here[place]["text"])


def test_a_row_holds_no_whole_text_of_a_long_document(made: Made) -> None:
    documents = {row["doc_id"]: row["text"] for row in made.rows("documents")}
    for config, column in (("quotes", "context"), ("linking", "context"), ("stance", "sentence")):
        rows = [row for row in made.rows(config) if row[column] is not None]
        shown = sum(len(row[column]) for row in rows)
        assert shown < 0.8 * sum(len(documents[row["doc_id"]]) for row in rows)


def test_attributions_are_the_parts_of_quotes(made: Made) -> None:
    quotes, documents = by_id(made, "quotes"), {row["doc_id"]: row for row in made.rows("documents")}
    seen: dict[tuple[str, str], list[str]] = {}
    rows = made.rows("attribution")
    assert [row["id"] for row in rows] == [row["id"] for row in made.rows("ner")]
    for row in rows:
        for one in row["attributions"]:
            assert 0 <= one["start_token"] < one["end_token"] <= len(row["tokens"])
            words = row["text"][row["token_starts"][one["start_token"]] : row["token_ends"][one["end_token"] - 1]]
            seen.setdefault((one["quote"], PARTS[one["part"]]), []).append(words)
            assert (one["type"], one["parent"]) == (quotes[one["quote"]]["type"], quotes[one["quote"]]["parent"])
        for part in PARTS:
            tags = row[f"{part}_tags"]
            assert len(tags) == len(row["tokens"])
            outer = [one for one in row["attributions"] if PARTS[one["part"]] == part and one["parent"] is None]
            labelled = {n for one in outer for n in range(one["start_token"], one["end_token"])}
            assert {number for number, tag in enumerate(tags) if tag} == labelled
            assert all(tag != 2 or before for before, tag in pairwise([0, *tags]))
    for id_, quote in quotes.items():
        together = "".join("".join(seen[id_, "content"]).split())
        assert together == "".join("".join(part["text"] for part in quote["content"]).split())
        assert seen.get((id_, "cue"), [None]) == [quote["cue"]]
        speakers = sorted(each["text"] for each in quote["speakers"] if each["text"])
        assert sorted(seen.get((id_, "source"), [])) == speakers
    negatives = [row for row in rows if not row["attributions"]]
    assert negatives
    scares = sum(len(row["scare_quotes"] or ()) for row in documents.values())
    assert sum(tag % 2 for row in rows for tag in row["scare_tags"] or ()) >= scares


def test_names_have_their_entities_by_tokens(made: Made) -> None:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in made.rows("ner"):
        tagged = [number for number, tag in enumerate(row["ner_tags"]) if tag]
        covered = {n for one in row["entities"] for n in range(one["start_token"], one["end_token"])}
        assert covered == set(tagged)
        for one in row["entities"]:
            start = row["start"] + row["token_starts"][one["start_token"]]
            found.setdefault(row["doc_id"], []).append((start, one["entity"], one["literal"], one["adjectival"]))
    for row in made.rows("documents"):
        names = [
            (m["start"], m["entity"], m["literal"], m["adjectival"]) for m in row["mentions"] if m["form"] == "name"
        ]
        assert sorted(found.get(row["doc_id"], []), key=str) == sorted(names, key=str)


def test_entities_are_those_listed_with_counts_by_split(made: Made) -> None:
    (table,) = (made.folder / "data" / "entities").glob("*.parquet")
    assert table.stem == CORPUS_SPLIT
    rows = {row["id"]: row for row in pq.read_table(table).to_pylist()}
    listed = [json.loads(line) for line in (made.folder / "entities.jsonl").read_bytes().splitlines()]
    assert list(rows) == sorted(one["id"] for one in listed)
    mentions = Counter[str]()
    for path in made.root.glob("annotations/*/gw-*.json"):
        mentions.update(one["entity"] for one in json.loads(path.read_bytes())["mentions"] or ())
    for one in listed:
        row = rows[one["id"]]
        assert (row["name_en"], row["name_fr"], row["aliases"]) == (
            one["names"]["en"],
            one["names"]["fr"],
            one["aliases"],
        )
        assert {each["text"] for each in row["surfaces"]} == {*one["aliases"], *filter(None, one["names"].values())}
        assert sum(each["mentions"] for each in row["counts"]) == mentions[one["id"]]
        assert row["counts"] or not any(each["in_training"] for each in row["surfaces"])


def test_candidates_have_the_words_as_a_name(made: Made) -> None:
    entities = {row["id"]: row for row in made.rows("entities")}
    trained = {
        (one["entity"], one["text"])
        for path in (made.folder / "data" / "documents").glob("train*.parquet")
        for row in pq.read_table(path).to_pylist()
        for one in row["mentions"]
    }
    for row in made.rows("linking"):
        sharing = {
            id_: [each for each in entity["surfaces"] if each["text"].casefold() == row["mention"].casefold()]
            for id_, entity in entities.items()
        }
        assert {one["entity"] for one in row["candidates"]} == {id_ for id_, those in sharing.items() if those}
        for one in row["candidates"]:
            assert one["in_training"] is any(each["in_training"] for each in sharing[one["entity"]])
            if any((one["entity"], each["text"]) in trained for each in sharing[one["entity"]]):
                assert one["in_training"]


def test_joint_speakers_are_a_list_everywhere(joint: Made) -> None:
    (document,) = [row for row in joint.rows("documents") if row["doc_id"] == ENGLISH]
    assert [one["entity"] for one in document["quotes"][0]["speakers"]] == ["sable-line", "deckhands-league"]
    row = by_id(joint, "quotes")[f"{ENGLISH}.q1"]
    assert [(one["text"], one["name"], KINDS[one["kind"]]) for one in row["speakers"]] == [
        ("Sable Line", "Sable Line", "named"), ("Deckhands' League", "Deckhands' League", "named"),
    ]  # fmt: skip
    for one in row["speakers"]:
        assert row["context"][one["start"] : one["end"]] == one["text"]


def test_a_stance_shows_its_sentence_with_holder_and_target(joint: Made) -> None:
    rows = by_id(joint, "stance")
    one, two = rows[f"{ENGLISH}.s1"], rows[f"{ENGLISH}.s2"]
    assert one["sentence"] == "The Sable Line said that it would not pay more."
    assert one["sentence"][one["holder_start"] : one["holder_end"]] == "Sable Line"
    assert (TARGET_KINDS[one["target_kind"]], one["target"]) == ("proposition", one["proposition"])
    assert one["proposition_label"] == "higher pay for ferry crews"
    assert (one["target_start"], one["target_end"], one["target_name"]) == (None, None, None)
    assert two["sentence"].startswith("The rota is unfair")
    assert two["sentence"][two["target_start"] : two["target_end"]] == "Deckhands' League"
    assert (two["holder"], two["holder_entity"]) == (AUTHOR, "calvorian-government")
    texts = {row["doc_id"]: row["text"] for row in joint.rows("documents")}
    for row in rows.values():
        if row["sentence"] is not None:
            assert texts[row["doc_id"]][row["sentence_start"] :].startswith(row["sentence"])


def test_pairs_without_a_stance_are_derived_in_every_layer(joint: Made) -> None:
    derived = by_id(joint, "stance")[f"{ENGLISH}.q3-m12"]
    assert (derived["holder"], derived["target"], derived["evidence"]) == (
        "calvorian-government",
        "local:smugglers",
        [],
    )
    assert POLARITIES[derived["polarity"]] is Polarity.NONE
    assert derived["quote"] == f"{ENGLISH}.q3"
    assert derived["sentence"][derived["target_start"] : derived["target_end"]] == "smugglers"
    assert derived["sentence"][derived["holder_start"] : derived["holder_end"]] == "Brenhaven"
    (wire_row,) = [row for row in joint.rows("documents") if row["doc_id"] == WIRE]
    (standoff,) = joint.rows("standoff")
    for row in (wire_row, standoff):
        assert [(one["id"], one["target_mention"]) for one in row["stances"]] == [("q1-m6", "m6")]


def test_derived_pairs_survive_hydration_to_the_byte(joint: Made, tmp_path: Path) -> None:
    public = build(open_corpus(Corpus(joint.root)), "0.1.0", tmp_path / "public").folder
    assert leaks(public.rglob("*.*"), [next(MINI_RAW.iterdir()).read_text("utf-8")], 5) == []
    hydrated = hydrate(open_public(public), tmp_path / "hydrated", raw=MINI_RAW).folder
    for path in joint.folder.rglob("*.parquet"):
        assert (hydrated / path.relative_to(joint.folder)).read_bytes() == path.read_bytes(), path


def test_quotes_of_older_releases_have_their_speaker_in_the_list(joint: Made) -> None:
    row = next(row for row in joint.rows("documents") if row["doc_id"] == ENGLISH)
    before = [
        {name: value for name, value in quote.items() if name != "speakers"}
        | {f"speaker_{name}": value for name, value in quote["speakers"][0].items()}
        for quote in row["quotes"]
    ]
    found = placed_row(row | {"quotes": before}).quotes
    assert found is not None
    assert [quote["speakers"] for quote in found] == [quote["speakers"][:1] for quote in row["quotes"]]
