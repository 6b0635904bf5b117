"""What several tests need: the mini corpus, copies of it, and documents made in memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import goldwire.cli.app  # noqa: F401  # registers the codes of all commands
from goldwire.annotation.article import Article, Entities, Propositions, article
from goldwire.checks.leaks import Leaks
from goldwire.checks.registry import check_article, document_checks
from goldwire.checks.run import open_corpus, verdicts
from goldwire.corpus.cache import Cache
from goldwire.corpus.ids import doc_id, sha256_hex
from goldwire.corpus.ledger import Fate
from goldwire.corpus.store import Corpus
from goldwire.model.annotation import (
    Annotation,
    Entity,
    Form,
    Labels,
    LineRole,
    Mention,
    MentionType,
    Names,
    Polarity,
    Proposition,
    Provenance,
    Quote,
    QuoteType,
    ScareQuote,
    Speaker,
    Stance,
    Target,
)
from goldwire.model.document import Document, Rights
from goldwire.model.incident import Code, Incident, known_codes
from goldwire.model.line import Role
from goldwire.model.span import Span, anchored, surface_digest
from goldwire.release.manifest import FileEntry
from goldwire.text.clean import full_lines
from goldwire.text.source import text_digest

REPO = Path(__file__).resolve().parents[1]
DATA = REPO / "tests" / "data"
MINI = DATA / "mini"
MINI_RAW = DATA / "mini-raw"

ENGLISH, FRENCH, WIRE = "gw-27fdw7b3fxqw195x", "gw-gw7tr5sc17kgenbw", "gw-k9qqyvcb52gh1pb8"
"""The documents of the mini corpus: two of one story whose texts are included, and one that is withheld."""
RIGHTS = ("--holder", "nobody", "--licence", "CC0-1.0")
"""What `goldwire add` must be told where texts are published."""


def all_codes() -> list[Code]:
    """All incident codes, with every module that defines any imported."""
    document_checks()
    return known_codes()


def added_since_the_release(root: Path = REPO) -> bool:
    """Whether the corpus holds documents that no release has so far: pages and records are then of the last one."""
    standings = Corpus(root).ledger().value.standings.values()
    return any(one.fate is Fate.ACTIVE and one.release is None for one in standings)


def copy_mini(folder: Path) -> Path:
    """A copy of the mini corpus in `folder`, as `mini`, with the raw files of withheld texts beside it."""
    shutil.copytree(MINI, folder / "mini")
    shutil.copytree(MINI_RAW, folder / "mini-raw")
    return folder / "mini"


def check_corpus(
    root: Path, raw: Path | None = None, *, cache: Cache | None = None, workers: int = 1
) -> list[Incident]:
    """All incidents of a corpus, as `goldwire check` finds them."""
    opened = open_corpus(Corpus(root), raw, cache)
    found, leaks = list(opened.incidents), Leaks(opened)
    for verdict in verdicts(opened, workers=workers):
        found += verdict.incidents
        leaks.see(verdict)
    return [*found, *leaks.incidents()]


def codes(incidents: Iterable[Incident]) -> list[str]:
    """The codes of some incidents, sorted."""
    return sorted(incident.code for incident in incidents)


def check(whole: Article) -> list[Incident]:
    """What the checks find in one document made in memory, where `ENTITIES` and `PROPOSITIONS` are listed; but for
    GW-I071: the cleaner's opinion of single made-up sentences is beside the point."""
    return [incident for incident in check_article(whole, ENTITIES, PROPOSITIONS) if incident.code != "GW-I071"]


def entity(identifier: str, kind: MentionType) -> Entity:
    """A fictional entity."""
    return Entity(
        id=identifier, type=kind, names=Names(en=identifier, fr=None), aliases=[], wikidata=None, world="fictional"
    )


ENTITIES: Entities = {kind.value.lower(): entity(kind.value.lower(), kind) for kind in MentionType}
"""One entity of each type, named after it in lower case."""

PROPOSITIONS: Propositions = {
    name: Proposition(id=name, labels=Labels(en=name.replace("-", " "), fr=None), definition="Made up.", entity="org")
    for name in ("new-bridge", "open-harbour")
}
"""Propositions for documents made in memory."""


class Maker:
    """Makes one document with annotations from strings: each stands where it first occurs, or the `nth` time."""

    def __init__(self, raw: str, *, withheld: bool = False, guidelines: str = "1.0") -> None:
        self.raw = raw
        self.guidelines = guidelines
        self.author: str | None = None
        self.withheld = withheld
        self.sha256 = sha256_hex(raw.encode())
        self.doc_id = doc_id(self.sha256)
        self.mentions: list[Mention] = []
        self.quotes: list[Quote] = []
        self.scare_quotes: list[ScareQuote] = []
        self.stances: list[Stance] = []

    def span(self, text: str, nth: int = 1) -> Span:
        """The span of the `nth` occurrence of `text`."""
        start = -1
        for _ in range(nth):
            start = self.raw.index(text, start + 1)
        return anchored(self.doc_id, self.raw, start, start + len(text), digest=self.withheld)

    def mention(
        self,
        text: str,
        kind: MentionType = MentionType.PER,
        entity_id: str | None = None,
        *,
        nth: int = 1,
        form: Form = Form.NAME,
        literal: str | None = None,
        identifier: str | None = None,
    ) -> str:
        """Add a mention and give its id. The entity defaults to the one of its type."""
        span = self.span(text, nth)
        name = identifier or f"m{len(self.mentions) + 1}"
        self.mentions.append(
            Mention(
                id=name,
                start=span.start,
                end=span.end,
                surface=span.surface,
                digest=span.digest,
                type=kind,
                form=form,
                entity=entity_id or kind.value.lower(),
                literal=literal,
            )
        )
        return name

    def quote(
        self,
        kind: QuoteType,
        content: Sequence[str | Span],
        *,
        cue: str | None = None,
        speaker: Speaker | None = None,
        speakers: Sequence[Speaker] | None = None,
        parent: str | None = None,
        identifier: str | None = None,
    ) -> str:
        """Add a quote and give its id. Without a speaker or several, the speaker is unknown."""
        name = identifier or f"q{len(self.quotes) + 1}"
        self.quotes.append(
            Quote(
                id=name,
                type=kind,
                content=[self.span(part) if isinstance(part, str) else part for part in content],
                cue=None if cue is None else self.span(cue),
                speakers=list(speakers or [speaker or Speaker(mention=None, kind="unknown")]),
                parent=parent,
            )
        )
        return name

    def scare_quote(self, text: str, kind: Literal["scare", "title", "name"] = "scare", *, nth: int = 1) -> None:
        """Add wording in marks that is no quote."""
        span = self.span(text, nth)
        self.scare_quotes.append(
            ScareQuote(start=span.start, end=span.end, surface=span.surface, digest=span.digest, kind=kind)
        )

    def stance(
        self,
        holder: str,
        target: Target,
        polarity: Polarity = Polarity.NONE,
        evidence: Sequence[str] = (),
        *,
        quote: str | None = None,
        holder_mention: str | None = None,
    ) -> str:
        """Add a stance and give its id."""
        name = f"s{len(self.stances) + 1}"
        spans = [self.span(part) for part in evidence]
        self.stances.append(
            Stance(
                id=name,
                holder=holder,
                holder_mention=holder_mention,
                target=target,
                polarity=polarity,
                evidence=spans,
                quote=quote,
            )
        )
        return name

    def document(self, **changes: object) -> Document:
        """The record, with some of its facts changed."""
        facts: dict[str, object] = {
            "doc_id": self.doc_id,
            "collection": "wire" if self.withheld else "open",
            "sha256": self.sha256,
            "text_sha256": text_digest(self.raw),
            "length": len(self.raw),
            "file_name": "made.txt",
            "format": "text",
            "extractor": None,
            "encoding": "utf-8",
            "encoding_from": "utf-8",
            "language": "en",
            "outlet": None,
            "headline": None,
            "published": None,
            "url": None,
            "story": self.doc_id,
            "origin": "human",
            "rights": Rights(holder="nobody", licence="CC0-1.0", text="withheld" if self.withheld else "included"),
        }
        return Document(**(facts | changes))  # type: ignore[arg-type]

    def annotation(self, roles: Sequence[Role] | None = None) -> Annotation:
        """The layers so far. Every line is body unless `roles` says otherwise."""
        spans = full_lines(self.raw)
        chosen = [Role.BODY] * len(spans) if roles is None else list(roles)
        return Annotation(
            doc_id=self.doc_id,
            sha256=self.sha256,
            guidelines=self.guidelines,
            author=self.author,
            provenance=[
                Provenance(
                    layers=["lines", "mentions", "quotes", "stances"], kind="rules", name=None, round="first", date=None
                )
            ],
            lines=[LineRole(start=a, end=b, role=role) for (a, b), role in zip(spans, chosen, strict=True)],
            mentions=self.mentions,
            quotes=self.quotes,
            scare_quotes=self.scare_quotes,
            stances=self.stances,
        )

    def article(self, roles: Sequence[Role] | None = None, *, at_hand: bool = True) -> Article:
        """The document put together, with its text at hand or without."""
        return article(self.document(), self.annotation(roles), self.raw if at_hand else None)

    def digest(self, text: str) -> str:
        """The digest that stands for `text` in this document."""
        return surface_digest(self.doc_id, text)


def card_tables(version: str, files: Iterable[FileEntry]) -> dict[str, Any]:
    """What a card's header says of the tables among the files of a release, one file a split."""
    tables: dict[str, list[FileEntry]] = {}
    for file in files:
        if file.rows is not None:
            tables.setdefault(file.path.split("/")[1], []).append(file)
    return {
        "configs": [
            {
                "config_name": name,
                "version": version,
                "data_files": [{"split": Path(file.path).stem, "path": file.path} for file in those],
            }
            for name, those in tables.items()
        ],
        "dataset_info": [
            {
                "config_name": name,
                "splits": [{"name": Path(file.path).stem, "num_examples": file.rows} for file in those],
                "download_size": sum(file.bytes for file in those),
            }
            for name, those in tables.items()
        ],
    }
