"""A small made corpus with the hard cases of every table: nulls and empty lists at each depth, nested quotes, letters
outside the basic plane, and several shards a split."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

from corpora import MINI, Maker
from goldwire.checks.run import open_corpus
from goldwire.corpus.adding import About, add
from goldwire.corpus.cache import Cache
from goldwire.corpus.files import json_lines, pretty_json, write_atomically
from goldwire.corpus.store import Corpus
from goldwire.model.annotation import MentionType, Polarity, QuoteType, Speaker, Target
from goldwire.model.document import LedgerEvent, Published, Rights, Source
from goldwire.release import tables
from goldwire.release.build import build
from goldwire.text.reading import RawFile

VERSION, NEXT_VERSION = "0.1.0", "0.1.1"
PRESS, PRESS_SPLIT = "press", "press_test"
_SHARD_ROWS = 2
"""Enough for one row a shard at the end, and several shards in most tables."""


def make_release(folder: Path, name: str, version: str = VERSION) -> Path:
    """The fetched edition of a release in `folder`. Somebody in its texts is called `name`, so that another name gives
    other rows in every table."""
    root = folder / "corpus"
    (root / "corpus").mkdir(parents=True)
    (root / "annotations").mkdir()
    settings = json.loads((MINI / "corpus" / "corpus.json").read_bytes())
    settings["collections"] |= {PRESS: {"text": "fetched", "split": PRESS_SPLIT, "description": "Texts to fetch."}}
    (root / "corpus" / "corpus.json").write_text(json.dumps(settings), "utf-8")
    for listed in ("entities.jsonl", "propositions.jsonl"):
        said = (MINI / "annotations" / listed).read_text("utf-8")
        said = said.replace("Mirel Tansk", f"{name} Tansk").replace("paid more than they are", f"paid as {name} asks")
        (root / "annotations" / listed).write_text(said, "utf-8")
    corpus, cache = Corpus(root), Cache(folder / "cache")
    for number, (maker, facts) in enumerate(_documents(name)):
        _add(corpus, number, maker, facts)
    _add_fetched(corpus, cache, [_full(name, number, withheld=True) for number in (20, 21)])
    before = tables.SHARD_ROWS, tables._BATCH_ROWS
    tables.SHARD_ROWS, tables._BATCH_ROWS = _SHARD_ROWS, 1
    try:
        return build(open_corpus(corpus, cache=cache), version, folder / "dist").folder
    finally:
        tables.SHARD_ROWS, tables._BATCH_ROWS = before


def _add(corpus: Corpus, number: int, maker: Maker | str, facts: dict[str, Any]) -> None:
    raw, withheld = (maker, False) if isinstance(maker, str) else (maker.raw, maker.withheld)
    about = About(
        collection="wire" if withheld else "open",
        holder="nobody",
        licence="CC0-1.0",
        origin="human",
        story=f"story-{number}",
        **{"language": "en"} | facts,
    )
    path = corpus.root / f"{number}.txt"
    (outcome,) = add(corpus, [RawFile(path, raw.encode(), html=False)], about)
    if outcome.document is None:
        raise AssertionError(outcome.incidents)
    if not isinstance(maker, str):
        write_atomically(corpus.annotation_path(outcome.document), pretty_json(maker.annotation()))


def _add_fetched(corpus: Corpus, cache: Cache, makers: list[Maker]) -> None:
    """Documents whose texts lie in the cache, as if they had been fetched."""
    documents = [
        maker.document(
            collection=PRESS,
            rights=Rights(holder="nobody", licence="CC0-1.0", text="fetched", attribution=f"Nobody, № {number}"),
            source=Source(address=f"https://e.org/{number}", sha256=maker.sha256, form="file"),
        )
        for number, maker in enumerate(makers)
    ]
    path = corpus.documents_path(PRESS)
    path.parent.mkdir()
    path.write_bytes(json_lines(documents))
    events = [LedgerEvent(event="added", doc_id=one.doc_id, sha256=one.sha256, collection=PRESS) for one in documents]
    corpus.append_events(events)
    for maker, document in zip(makers, documents, strict=True):
        cache.put(maker.raw.encode())
        write_atomically(corpus.annotation_path(document), pretty_json(maker.annotation()))


def _documents(name: str) -> list[tuple[Maker | str, dict[str, Any]]]:
    """Makers of annotated documents, and texts of documents without annotation; with what is known of each."""
    known = {"outlet": "Le Fanal", "published": Published(date="2031-05-02", known="stated"), "url": "https://e.org/é"}
    made: list[tuple[Maker | str, dict[str, Any]]] = []
    for number in range(4):
        made.append((_full(name, number), known if number % 2 else {}))
        made.append((_empty(name, number), {"language": "fr", "headline": f"Le bac {number}"}))
    made.append((_half(name), known))
    made.append((f"Nobody read this page of {name} yet\n\nIt has a text, and none of its layers is known.\n", {}))
    made.append((_full(name, 7, withheld=True), known))
    made.append((_empty(name, 8, withheld=True), {}))
    return made


def _full(name: str, number: int, *, withheld: bool = False) -> Maker:
    """All layers, with and without their parts that may be null."""
    maker = Maker(
        f"Crews of {name} walk out for day {number} in Port Elune\n\n"
        f"“We were told ‘no boats’ by the owners 🚢, and I will not sail,” {name} Tansk said on Monday in Brenhaven. "
        "The crews wanted a longer strike, it was reported. Brenhaven opposes the strike 𝒜 with all its “love”.\n"
        f"\n{_of_its_own(number)}\n",
        withheld=withheld,
    )
    person = maker.mention(f"{name} Tansk", MentionType.PER, "mirel-tansk")
    maker.mention("Brenhaven", MentionType.GPE, "brenhaven")
    maker.mention("Brenhaven", MentionType.GPE, "calvorian-government", nth=2, literal="brenhaven")
    speaker = Speaker(mention=person, kind="named")
    outer = maker.quote(
        QuoteType.DIRECT,
        ["We were told ‘no boats’ by the owners 🚢, and I will not sail,"],
        cue="said",
        speaker=speaker,
    )
    maker.quote(QuoteType.DIRECT, ["no boats"], parent=outer)
    maker.quote(QuoteType.INDIRECT, ["The crews wanted a longer strike"], cue="reported")
    maker.scare_quote("love")
    strike = Target(proposition="higher-pay-for-ferry-crews")
    maker.stance("mirel-tansk", strike, Polarity.SUPPORT, ["I will not sail"], quote=outer)
    maker.stance("calvorian-government", strike, Polarity.OPPOSE, ["Brenhaven opposes the strike 𝒜"])
    maker.stance("mirel-tansk", Target(entity="calvorian-government"))
    return maker


def _empty(name: str, number: int, *, withheld: bool = False) -> Maker:
    """All layers annotated, and nothing found."""
    return Maker(
        f"Le bac de {name} reste à quai\n\nIl pleut sur le port depuis {number + 2} jours, et la mer est grise.\n"
        f"\n{_of_its_own(number + 100)}\n",
        withheld=withheld,
    )


def _of_its_own(number: int) -> str:
    """A paragraph that keeps a document from sharing most of its words with another one, in another split."""
    return f"The log lists {', '.join(f'boat {number}{a}{b}' for a in 'abcdef' for b in string.ascii_lowercase)}."


def _half(name: str) -> Maker:
    """Mentions, and no other layer."""
    maker = Maker(f"A quiet day for {name}\n\nThe boats of Port Elune lay still, and the gulls had the quay.\n")
    maker.mention("Port Elune", MentionType.GPE, "port-elune")
    maker.quotes = maker.scare_quotes = maker.stances = None  # type: ignore[assignment]
    return maker
