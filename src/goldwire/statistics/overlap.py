"""How many names of one split another one holds already: what a system could know by heart."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from goldwire.annotation.article import Article
from goldwire.model.annotation import Form


@dataclass(slots=True)
class Names:
    """Mentions of names of a split, by words in lower case, and by entity. Local entities are of one document only, and
    are in no other."""

    words: Counter[str] = field(default_factory=Counter)
    entities: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.words.total()

    def seen_words(self, before: Names) -> float | None:
        """The share of mentions whose words `before` has, too; None where there are no mentions."""
        return _share(self.words, before.words, self.total)

    def seen_entities(self, before: Names) -> float | None:
        """The share of mentions whose entity `before` has, too; None where there are no mentions."""
        return _share(self.entities, before.entities, self.total)


@dataclass(slots=True)
class SplitNames:
    """The names of each split. Labels alone tell them where words are known; a document without text is left out."""

    by_split: defaultdict[str, Names] = field(default_factory=lambda: defaultdict(Names))

    def add(self, split: str, article: Article) -> None:
        """Count a document of a split."""
        if article.raw is None or article.annotation is None:
            return
        names = self.by_split[split]
        for mention in article.annotation.mentions or ():
            if mention.form is Form.NAME:
                names.words[" ".join(article.raw[mention.start : mention.end].lower().split())] += 1
                if not mention.is_local:
                    names.entities[mention.entity] += 1


def _share(here: Counter[str], before: Counter[str], total: int) -> float | None:
    return sum(count for name, count in here.items() if name in before) / total if total else None
