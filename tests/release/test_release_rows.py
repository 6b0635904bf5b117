"""The rows of every config: places, labels, nulls, types."""

from __future__ import annotations

import json
from collections.abc import Iterator

import jsonschema_rs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from row_makers import CONFIGS, Made, Row, released

from corpora import ENGLISH, FRENCH, MINI_RAW, WIRE, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.raw import find_raw
from goldwire.corpus.store import Corpus
from goldwire.model.annotation import MentionType, Polarity, QuoteType
from goldwire.model.line import KEPT_ROLES, Role
from goldwire.model.span import surface_digest
from goldwire.release.build import build
from goldwire.release.columns import Label, Many, json_schema
from goldwire.release.configs.ner import TAGS
from goldwire.release.configs.registry import Config
from goldwire.release.configs.stance import TARGET_KINDS


@pytest.fixture(scope="module", params=["mini", "repository"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The hydrated mini release, and the public one of the repository's own corpus."""
    return released(request.param, tmp_path_factory.mktemp("rows"))


@pytest.fixture(scope="module")
def mini_made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The hydrated mini release, with layers taken out of one document and emptied in another."""
    root = copy_mini(tmp_path_factory.mktemp("layers"))
    for document, layers in ((ENGLISH, {"quotes": None, "stances": None}), (FRENCH, {"quotes": [], "stances": []})):
        path = root / "annotations" / "open" / f"{document}.json"
        path.write_text(json.dumps(json.loads(path.read_bytes()) | layers), "utf-8")
    (root / "annotations" / "wire" / f"{WIRE}.json").unlink()
    return Made(root, build(open_corpus(Corpus(root), MINI_RAW), "0.1.0", root / "dist").folder)


def fragments(row: Row) -> Iterator[tuple[int, int, str]]:
    """All placed words of a row of `documents`, `quotes` or `stance`."""
    parts: list[Row] = [*(row.get("mentions") or ()), *(row.get("content") or ()), *(row.get("evidence") or ())]
    for quote in row.get("quotes") or ():
        parts += quote["content"]
        if quote["cue"] is not None:
            yield quote["cue_start"], quote["cue_end"], quote["cue"]
    for stance in row.get("stances") or ():
        parts += stance["evidence"]
    if row.get("cue") is not None:
        yield row["cue_start"], row["cue_end"], row["cue"]
    for speaker in row.get("speakers") or ():
        if speaker["start"] is not None:
            yield speaker["start"], speaker["end"], speaker["text"]
    for part in parts:
        yield part["start"], part["end"], part["text"]


@pytest.mark.parametrize(
    ("config", "text", "many"), [("documents", "text", 5), ("quotes", "context", 5), ("stance", "sentence", 3)]
)
def test_offsets_are_the_surfaces(config: str, text: str, many: int, made: Made) -> None:
    places = [(row[text], *place) for row in made.rows(config) for place in fragments(row)]
    assert len(places) > many
    for whole, start, end, words in places:
        assert whole[start:end] == words
        assert words
        assert words == words.strip()


def test_documents_hold_every_record_of_the_annotation_files(made: Made) -> None:
    for row in made.rows("documents"):
        annotation = made.annotation(row["doc_id"])
        assert (row["guidelines"], row["author"]) == (annotation["guidelines"], annotation.get("author"))
        for layer in ("mentions", "quotes", "stances"):
            ids = [record["id"] for record in row[layer] if "-" not in record["id"]]
            assert ids == [record["id"] for record in annotation[layer]]
        for mention, given in zip(row["mentions"], annotation["mentions"], strict=True):
            assert mention["literal"] == given.get("literal")
            assert mention["adjectival"] is given.get("adjectival", False)
            assert (mention["type"], mention["form"], mention["entity"]) == (
                given["type"], given["form"], given["entity"],
            )  # fmt: skip
        by_id = {mention["id"]: mention for mention in row["mentions"]}
        for quote, given in zip(row["quotes"], annotation["quotes"], strict=True):
            assert quote["parent"] == given["parent"]
            assert [{"mention": each["mention"], "kind": each["kind"]} for each in quote["speakers"]] == given[
                "speakers"
            ]
            for speaker in quote["speakers"]:
                assert speaker["entity"] == (by_id[speaker["mention"]]["entity"] if speaker["mention"] else None)


def test_quotes_and_stances_point_at_rows_that_are_there(made: Made) -> None:
    quotes = {row["id"]: row for row in made.rows("quotes")}
    documents = {row["doc_id"]: row for row in made.rows("documents")}
    paragraphs = {row["id"] for row in made.rows("ner")}
    assert len(quotes) == sum(len(row["quotes"]) for row in documents.values())
    for row in quotes.values():
        assert row["parent"] is None or row["parent"] in quotes
        assert row["paragraph"] in paragraphs
    stances = made.rows("stance")
    assert len({row["id"] for row in stances}) == len(stances)
    assert len(stances) == sum(len(row["stances"]) for row in documents.values())
    for row in stances:
        assert row["quote"] is None or row["quote"] in quotes
        assert row["paragraph"] is None or row["paragraph"] in paragraphs
        assert (row["proposition"] is None) is (TARGET_KINDS[row["target_kind"]] == "entity")
    if WIRE in documents:
        assert any(row["parent"] for row in quotes.values())
    assert any(row["quote"] for row in stances)


def decoded(tags: list[str]) -> list[tuple[int, int, str]]:
    """Token spans of IOB2 labels. Fails where they are not well-formed."""
    spans: list[tuple[int, int, str]] = []
    for number, tag in enumerate(tags):
        prefix, _, kind = tag.partition("-")
        if prefix == "B":
            spans.append((number, number + 1, kind))
        elif prefix == "I":
            start, end, before = spans.pop()
            assert (end, before) == (number, kind), "I- must follow its own kind"
            spans.append((start, number + 1, kind))
        else:
            assert tag == "O"
    return spans


def test_tokens_and_tags(made: Made) -> None:
    found: dict[str, dict[str, set[tuple[int, int, str]]]] = {"ner_tags": {}, "ner_tags_strict": {}}
    for row in made.rows("ner"):
        spans = list(zip(row["token_starts"], row["token_ends"], strict=True))
        assert [row["text"][start:end] for start, end in spans] == row["tokens"]
        assert "".join(row["tokens"]) == "".join(row["text"].split())
        for column, documents in found.items():
            names = documents.setdefault(row["doc_id"], set())
            for first, last, kind in decoded([TAGS[number] for number in row[column]]):
                names.add((row["start"] + spans[first][0], row["start"] + spans[last - 1][1], kind))
    for row in made.rows("documents"):
        names = {(m["start"], m["end"], m["type"]) for m in row["mentions"] if m["form"] == "name"}
        assert found["ner_tags"][row["doc_id"]] == names
        adjectives = {(m["start"], m["end"], m["type"]) for m in row["mentions"] if m["adjectival"]}
        assert found["ner_tags_strict"][row["doc_id"]] == names - adjectives
    assert any(m["adjectival"] for row in made.rows("documents") for m in row["mentions"])


def test_paragraphs_make_the_text(made: Made) -> None:
    paragraphs: dict[str, list[Row]] = {}
    for row in made.rows("ner"):
        paragraphs.setdefault(row["doc_id"], []).append(row)
    documents = {row["doc_id"]: row for row in made.rows("documents")}
    assert paragraphs.keys() == documents.keys()
    for name, rows in paragraphs.items():
        text = documents[name]["text"]
        rebuilt = ["\n"] * len(text)
        for row in rows:
            rebuilt[row["start"] : row["start"] + len(row["text"])] = row["text"]
        assert "".join(rebuilt) == text
        assert [row["text"] for row in rows] == [line for line in text.split("\n") if line]
        assert [row["id"] for row in rows] == [f"{name}.p{number:03}" for number in range(1, len(rows) + 1)]
        assert [row["role"] for row in rows] == [line["role"] for line in documents[name]["lines"]]
        headlines = [row["text"] for row in rows if row["role"] == "headline"]
        assert not headlines or documents[name]["headline"] == headlines[0]


def test_linking_has_every_name_with_its_entity(made: Made) -> None:
    entities = {
        entity["id"]: entity
        for entity in map(json.loads, (made.root / "annotations" / "entities.jsonl").read_bytes().splitlines())
    }
    rows = {row["id"]: row for row in made.rows("linking")}
    names = {
        f"{document['doc_id']}.{mention['id']}": (document["text"], mention)
        for document in made.rows("documents")
        for mention in document["mentions"]
        if mention["form"] == "name"
    }
    assert rows.keys() == names.keys()
    for name, row in rows.items():
        text, mention = names[name]
        start = row["context_start"]
        assert text[start : start + len(row["context"])] == row["context"]
        assert row["context"][row["start"] : row["end"]] == row["mention"]
        assert (start + row["start"], row["entity"], row["literal"]) == (
            mention["start"],
            mention["entity"],
            mention["literal"],
        )
        assert row["is_nil"] is (row["entity"] not in entities)
        for column in ("entity", "literal"):
            known = entities.get(row[column] or "", {"names": {"en": None, "fr": None}})["names"]
            assert row[f"{column}_name"] == (known[row["language"]] or known["en"] or known["fr"])
    assert any(row["literal"] for row in rows.values())


def test_lines_are_those_of_the_raw_files_with_their_roles(made: Made) -> None:
    lines: dict[str, list[Row]] = {}
    for row in made.rows("lines"):
        lines.setdefault(row["doc_id"], []).append(row)
    assert lines.keys() == {row["doc_id"] for row in made.rows("documents")}
    opened = open_corpus(Corpus(made.root), MINI_RAW)
    raws = {one.doc_id: find_raw(opened.corpus, one, opened.raw).text for one in opened.documents}
    roles = tuple(role for role in Role if role is not Role.BLANK)
    for name, rows in lines.items():
        annotated = made.annotation(name)["lines"]
        assert [(row["start"], row["end"], roles[row["role"]]) for row in rows] == [
            (line["start"], line["end"], line["role"]) for line in annotated
        ]
        raw = raws[name]
        assert raw is not None
        assert [row["text"] for row in rows] == [raw[row["start"] : row["end"]] for row in rows]
        assert [row["kept"] for row in rows] == [roles[row["role"]] in KEPT_ROLES for row in rows]


def test_standoff_rows_hold_no_words(made: Made) -> None:
    names = json.dumps(CONFIGS["standoff"].columns, default=lambda kind: getattr(kind, "columns", None) or str(kind))
    assert '"text"' not in names
    assert '"surface"' not in names
    for row in made.rows("standoff"):
        annotation = made.annotation(row["doc_id"])
        assert row["rights_holder"]
        for layer in ("mentions", "quotes", "stances"):
            assert (row[layer] is None) is (annotation[layer] is None)
        assert [m["digest"] for m in row["mentions"] or ()] == [m["digest"] for m in annotation["mentions"] or ()]
        assert [(line["start"], line["end"]) for line in row["lines"]] == [
            (line["start"], line["end"]) for line in annotation["lines"]
        ]


def test_standoff_digests_agree_with_the_raw_text(made: Made) -> None:
    for row in made.rows("standoff"):
        if row["doc_id"] != WIRE:
            continue
        (source,) = MINI_RAW.iterdir()
        raw = source.read_bytes().decode(row["encoding"])
        assert len(raw) == row["length"]
        parts = [*row["mentions"]]
        for quote in row["quotes"]:
            parts += quote["content"]
            if quote["cue_digest"]:
                parts.append({"start": quote["cue_start"], "end": quote["cue_end"], "digest": quote["cue_digest"]})
        for stance in row["stances"]:
            parts += stance["evidence"]
        assert len(parts) > 12
        for part in parts:
            assert part["digest"] == surface_digest(row["doc_id"], raw[part["start"] : part["end"]])


@pytest.mark.parametrize("config", CONFIGS.values(), ids=lambda config: config.name)
def test_columns_types_and_schemas(config: Config, made: Made) -> None:
    tables = made.tables(config.name)
    assert tables
    schema = jsonschema_rs.Draft202012Validator(json_schema(config.columns, config.description))
    for table in tables:
        assert table.column_names == [column.name for column in config.columns]
        features = json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
        assert list(features) == table.column_names
        assert b"pandas" not in table.schema.metadata
        for row in table.to_pylist():
            found = [f"{error.instance_path}: {error.message}" for error in schema.iter_errors(row)]
            assert found == [], row.get("id", row.get("doc_id"))
        for column in config.columns:
            if isinstance(column.type, Label):
                assert features[column.name]["_type"] == "ClassLabel"
                assert table.schema.field(column.name).type == pa.int64()
            if isinstance(column.type, Many):
                assert features[column.name]["_type"] == "Sequence"
    for path in (made.folder / "data" / config.name).glob("*.parquet"):
        assert pq.ParquetFile(path).num_row_groups == 1


def test_class_labels_have_the_names_of_the_model() -> None:
    labels = {
        (config.name, column.name): kind.names
        for config in CONFIGS.values()
        for column in config.columns
        for kind in [column.type.of if isinstance(column.type, Many) else column.type]
        if isinstance(kind, Label)
    }
    tags = ("O", *(f"{prefix}-{kind}" for kind in MentionType for prefix in "BI"))
    assert labels == {
        ("attribution", "content_tags"): ("O", "B-CONTENT", "I-CONTENT"),
        ("attribution", "cue_tags"): ("O", "B-CUE", "I-CUE"),
        ("attribution", "source_tags"): ("O", "B-SOURCE", "I-SOURCE"),
        ("attribution", "scare_tags"): ("O", "B-SCARE", "I-SCARE", "B-TITLE", "I-TITLE", "B-NAME", "I-NAME"),
        ("entities", "type"): tuple(MentionType),
        ("entities", "world"): ("real", "fictional"),
        ("lines", "role"): tuple(role for role in Role if role is not Role.BLANK),
        ("linking", "type"): tuple(MentionType),
        ("ner", "ner_tags"): tags,
        ("ner", "ner_tags_strict"): tags,
        ("quotes", "type"): tuple(QuoteType),
        ("stance", "polarity"): tuple(Polarity),
        ("stance", "target_kind"): TARGET_KINDS,
    }


def test_null_layers_are_null_and_empty_ones_empty(mini_made: Made) -> None:
    documents = {row["doc_id"]: row for row in mini_made.rows("documents")}
    assert (documents[ENGLISH]["quotes"], documents[ENGLISH]["stances"]) == (None, None)
    assert (documents[FRENCH]["quotes"], documents[FRENCH]["stances"]) == ([], [])
    assert len(documents[ENGLISH]["mentions"]) == 11
    assert [documents[WIRE][layer] for layer in ("mentions", "quotes", "stances")] == [None, None, None]
    assert documents[WIRE]["text"].startswith("Harbour inquiry")
    assert {row["doc_id"] for row in mini_made.rows("ner")} == {ENGLISH, FRENCH}
    (row,) = mini_made.rows("standoff")
    assert row["doc_id"] == WIRE
    assert [row[layer] for layer in ("lines", "mentions", "quotes", "scare_quotes", "stances")] == [None] * 5
    assert {row["doc_id"] for row in mini_made.rows("attribution")} == {FRENCH}
    for config in ("quotes", "stance"):
        assert mini_made.rows(config) == []
        assert not (mini_made.folder / "data" / config).exists()
