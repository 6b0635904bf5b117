"""What the corpus of this repository promises: its size, its variety, its quotas, and who made it.

The promises are about what the releases up to `SHIPPED` hold. Documents that somebody adds keep the rules of the
corpus, which `goldwire check` knows; they need not be fiction, of this length, or made by the same hands.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from functools import cache
from zoneinfo import available_timezones

from babel import Locale

from corpora import REPO
from goldwire.annotation.article import Article
from goldwire.annotation.considered import considered
from goldwire.annotation.files import load_entities
from goldwire.annotation.passes import Pass
from goldwire.audit.reading import readings
from goldwire.checks.run import Opened, Verdict, open_corpus, verdicts
from goldwire.corpus.store import Corpus
from goldwire.model.annotation import AUTHOR, Entity, Form, Mention, MentionType, Polarity, Quote, QuoteType, Stance
from goldwire.model.document import Document
from goldwire.model.line import Role
from goldwire.versions.bump import numbers

OPEN, WIRE = "open", "wire"
SHIPPED = "0.3.0"
"""The release whose documents the promises are about; older ones hold some of them."""
RUN = 8
"""Words that articles of different stories may not share in a row."""


@cache
def opened() -> Opened:
    return open_corpus(Corpus(REPO))


@cache
def shipped() -> tuple[Verdict, ...]:
    """The documents that the promises are about."""
    work = opened()
    standings = work.corpus.ledger().value.standings
    since = {name: standing.release for name, standing in standings.items()}
    chosen = [d for d in work.documents if numbers(since[d.doc_id] or "999.0.0") <= numbers(SHIPPED)]
    return tuple(verdicts(work, chosen))


def articles() -> list[Article]:
    """The open collection."""
    return [verdict.article for verdict in shipped() if verdict.article.document.collection == OPEN]


def documents() -> list[Document]:
    return [article.document for article in articles()]


def mentions() -> list[tuple[str, Mention]]:
    found: list[tuple[str, Mention]] = []
    for article in articles():
        assert article.annotation is not None
        found += [(article.document.language, mention) for mention in article.annotation.mentions or ()]
    return found


def quotes() -> list[Quote]:
    return [quote for article in articles() if article.annotation for quote in article.annotation.quotes or ()]


def stances() -> list[Stance]:
    return [stance for article in articles() if article.annotation for stance in article.annotation.stances or ()]


def raw_bytes() -> dict[str, bytes]:
    folder = opened().corpus.raw_folder(OPEN)
    return {document.doc_id: (folder / document.raw_name).read_bytes() for document in documents()}


def test_sixty_articles_or_more_in_two_languages() -> None:
    found = Counter(document.language for document in documents())
    assert found.keys() == {"en", "fr"}
    assert found["en"] >= 36
    assert found["fr"] >= 24
    assert all(document.origin == "language-model" for document in documents())
    assert all(document.rights.licence == "CC-BY-4.0" for document in documents())


def test_articles_have_two_to_six_hundred_words() -> None:
    lengths = {article.document.file_name: len((article.text or "").split()) for article in articles()}
    assert {name: words for name, words in lengths.items() if not 200 <= words <= 600} == {}


def test_stories_are_told_by_several_outlets_in_both_languages() -> None:
    stories: dict[str, list[Document]] = defaultdict(list)
    for document in documents():
        stories[document.story].append(document)
    assert len(stories) >= 18
    outlets = [len({document.outlet for document in told}) for told in stories.values()]
    assert max(outlets) <= 4
    assert sum(2 <= count <= 4 for count in outlets) > len(stories) / 2
    assert sum({document.language for document in told} == {"en", "fr"} for told in stories.values()) >= 10


def test_the_world_spans_five_years() -> None:
    years = {document.published.date[:4] for document in documents() if document.published}
    assert len(years) >= 5


def test_articles_of_different_stories_share_no_run_of_words() -> None:
    seen: dict[tuple[str, ...], str] = {}
    shared = []
    for article in articles():
        words = re.findall(r"\w+", (article.text or "").lower())
        for start in range(len(words) - RUN + 1):
            run = tuple(words[start : start + RUN])
            if seen.setdefault(run, article.document.story) != article.document.story:
                shared.append(" ".join(run))
    assert shared == []


def test_raw_files_look_like_extractions() -> None:
    texts = {article.document.doc_id: article.raw or "" for article in articles()}
    data = raw_bytes()
    encodings = Counter(document.encoding for document in documents())
    found = {
        "CRLF": sum(b"\r\n" in one for one in data.values()),
        "BOM": sum(one.startswith(b"\xef\xbb\xbf") for one in data.values()),
        "Windows-1252": encodings["cp1252"],
        "NBSP": sum("\u00a0" in text for text in texts.values()),
        "narrow NBSP": sum("\u202f" in text for text in texts.values()),
        "soft hyphens": sum("\u00ad" in text for text in texts.values()),
        "decomposed accents": sum(not unicodedata.is_normalized("NFC", text) for text in texts.values()),
        "mojibake": sum(bool(re.search("Ã[©¨\u00a0ª]|â€", text)) for text in texts.values()),
        "emoji": sum(any(ord(char) > 0x1F000 for char in text) for text in texts.values()),
        "a very long line": sum(max(map(len, text.splitlines())) > 1400 for text in texts.values()),
        "HTML": sum(document.format == "html" for document in documents()),
    }
    assert {name for name, count in found.items() if not count} == set()


def test_every_raw_file_has_debris() -> None:
    for article in articles():
        assert article.annotation is not None
        roles = Counter(line.role for line in article.annotation.lines or ())
        assert roles[Role.BOILERPLATE] >= 3, article.document.file_name
        assert roles[Role.HEADLINE] == 1, article.document.file_name


def test_quotes_are_many_and_of_every_kind() -> None:
    found = quotes()
    pronouns = 0
    for article in articles():
        assert article.annotation is not None
        forms = {mention.id: mention.form for mention in article.annotation.mentions or ()}
        pronouns += sum(
            forms.get(speaker.mention or "") is Form.PRONOUN
            for quote in article.annotation.quotes or ()
            for speaker in quote.speakers
        )
    assert len(found) >= 300
    assert min(Counter(quote.type for quote in found)[kind] for kind in QuoteType) >= 0.2 * len(found)
    assert sum(len(quote.content) > 1 for quote in found) >= 25
    assert sum(quote.parent is not None for quote in found) >= 15
    assert pronouns >= 20
    assert sum(speaker.kind == "unnamed" for quote in found for speaker in quote.speakers) >= 20


def test_mentions_are_many_and_of_every_type() -> None:
    types = Counter((language, mention.type) for language, mention in mentions())
    assert {
        (lang, kind): types[lang, kind] for lang in ("en", "fr") for kind in MentionType if types[lang, kind] < 40
    } == {}
    assert sum(mention.literal is not None for _, mention in mentions()) >= 40


def test_scare_quotes_are_listed() -> None:
    kinds = Counter(
        scare.kind for article in articles() if article.annotation for scare in article.annotation.scare_quotes or ()
    )
    assert kinds["scare"] >= 15


def test_stances_are_many_and_balanced() -> None:
    found = stances()
    polar = Counter(stance.polarity for stance in found)
    assert polar.total() >= 250
    assert min(polar[kind] for kind in (Polarity.SUPPORT, Polarity.OPPOSE, Polarity.MIXED)) >= 0.15 * polar.total()
    assert sum(stance.target.proposition is not None for stance in found) >= 40
    assert sum(stance.holder == AUTHOR for stance in found) >= 20
    annotations = [article.annotation for article in articles() if article.annotation]
    assert sum(len(considered(annotation)) for annotation in annotations) >= 100


def test_splits_have_about_their_shares() -> None:
    work = opened()
    shares = {split.name: split.share for split in work.corpus.settings.splits}
    counts = Counter(work.assignment.splits[document.doc_id] for document in documents())
    assert {name: abs(counts[name] / counts.total() - share) < 0.05 for name, share in shares.items()} == dict.fromkeys(
        shares, True
    )
    for name in shares:
        assert {d.language for d in documents() if work.assignment.splits[d.doc_id] == name} == {"en", "fr"}


def test_every_document_has_every_layer() -> None:
    layers = ("lines", "mentions", "quotes", "scare_quotes", "stances")
    for verdict in shipped():
        annotation = verdict.article.annotation
        assert annotation is not None, verdict.article.document.doc_id
        assert annotation.guidelines == "2.0"
        assert [layer for layer in layers if getattr(annotation, layer) is None] == []
        assert {one.kind for one in annotation.provenance} == {"language-model"}
    words = (REPO / "DATASHEET.md").read_text("utf-8")
    assert "language model" in words


def test_two_passes_and_an_adjudication() -> None:
    work = opened()
    twice = Counter[str]()
    for document in work.documents:
        there = [Pass(work.corpus, name).annotation_path(document).is_file() for name in ("first", "second")]
        assert there[0] == there[1], document.doc_id
        twice[document.collection] += there[0]
    assert twice[OPEN] >= 12
    assert twice[WIRE] >= 5
    for verdict in shipped():
        annotation = verdict.article.annotation
        assert annotation is not None
        # All of them: those that were read once under guidelines 1.0 were gone through again under 2.0.
        assert "adjudicated" in {one.round for one in annotation.provenance}


def fictional() -> list[Entity]:
    entities = load_entities(opened().corpus).value
    return [entity for entity in entities.values() if entity.world == "fictional"]


def folded(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.casefold().replace("’", "'"))
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())


def real_names() -> tuple[set[str], set[str]]:
    """Names of real places, organisations and public figures, and the figures' surnames, folded."""
    names: set[str] = set()
    for language in ("en", "fr"):
        locale = Locale(language)
        names |= {folded(name) for name in locale.territories.values()}
        names |= {folded(zone["city"]) for zone in locale.time_zones.values() if "city" in zone}
        names |= {folded(name) for name in locale.languages.values()}
    names |= {folded(zone.rpartition("/")[2].replace("_", " ")) for zone in available_timezones()}
    section = ""
    surnames: set[str] = set()
    for line in (REPO / "tests" / "data" / "real-names.txt").read_text("utf-8").splitlines():
        if line.startswith("## "):
            section = line[3:]
        elif line and not line.startswith("#"):
            names.add(folded(line))
            if section == "figures":
                surnames.add(folded(line).split()[-1])
    return names, surnames


def test_nothing_fictional_is_real() -> None:
    names, surnames = real_names()
    assert "france" in names
    assert "allemagne" in names
    assert {"sydney", "new york", "athenes"} <= names
    clashes = []
    for entity in fictional():
        own = [name for name in (entity.names.en, entity.names.fr, *entity.aliases) if name]
        clashes += [(entity.id, name) for name in own if folded(name) in names]
        if entity.type is MentionType.PER:
            clashes += [(entity.id, name) for name in own if surnames & set(folded(name).split())]
    assert clashes == []


def test_real_and_fictional_worlds_do_not_meet() -> None:
    worlds = {entity.id: entity.world for entity in load_entities(opened().corpus).value.values()}
    expected = {OPEN: "fictional", WIRE: "real"}
    for verdict in shipped():
        document, annotation = verdict.article.document, verdict.article.annotation
        assert annotation is not None
        for mention in annotation.mentions or ():
            if not mention.is_local:
                assert worlds[mention.entity] == expected[document.collection], (document.doc_id, mention.id)


def test_every_entity_has_names_in_both_languages_and_every_name_is_known() -> None:
    entities = load_entities(opened().corpus).value
    mentioned = {mention.entity for _, mention in mentions()} | {mention.literal for _, mention in mentions()}
    unnamed = [entity.id for entity in entities.values() if not entity.names.en or not entity.names.fr]
    assert [name for name in unnamed if name in mentioned] == []
    known = {
        entity.id: {folded(name) for name in (entity.names.en, entity.names.fr, *entity.aliases) if name}
        for entity in entities.values()
    }
    strange = [
        (reading.document.doc_id, reading.words(place))
        for reading in readings(articles())
        for place, mention in reading.names
        if folded(reading.words(place)) not in known[mention.literal or mention.entity]
    ]
    assert strange == []


def test_every_entity_is_used_and_none_has_an_unverified_link() -> None:
    entities = load_entities(opened().corpus).value
    used: set[str] = set()
    for verdict in verdicts(opened()):
        if verdict.article.annotation is None:  # added, and not annotated so far
            continue
        used |= {m.entity for m in verdict.article.annotation.mentions or ()}
        used |= {m.literal for m in verdict.article.annotation.mentions or () if m.literal}
        for stance in verdict.article.annotation.stances or ():
            used |= {stance.holder, stance.target.entity or ""}
    for path in (REPO / "annotations" / "passes").rglob("*.json"):  # what a reader saw stays as they saw it
        used |= {mention.get("entity", "") for mention in json.loads(path.read_bytes())["mentions"]}
    assert sorted(entities.keys() - used) == [], "annotate what mentions them, or take them out of entities.jsonl"
    assert [entity.id for entity in entities.values() if entity.world == "fictional" and entity.wikidata] == []
