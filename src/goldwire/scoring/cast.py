"""Who speaks in one side's layers, and where the entities are mentioned that no list holds."""

from __future__ import annotations

from collections import Counter, defaultdict

from goldwire.model.layers import Layers, Quote, Speaker, is_linked
from goldwire.scoring.spans import Spans, union


class Cast:
    """The local entities of one side, and who speaks there."""

    def __init__(self, side: Layers) -> None:
        mentions = side.mentions or ()
        ids = Counter(mention.id for mention in mentions)
        # An id that is given twice names nothing: either mention could be meant.
        self._mentions = {mention.id: mention for mention in mentions if ids[mention.id] == 1}
        places: dict[str | Spans, list[tuple[int, int]]] = defaultdict(list)
        for mention in mentions:
            if mention.entity is not None and not is_linked(mention.entity):
                places[mention.entity].append((mention.start, mention.end))
        self.extents: dict[str | Spans, Spans] = {entity: union(spans) for entity, spans in places.items()}
        for quote in side.quotes or ():
            for alone in self.speakers(quote):
                if isinstance(alone, tuple) and alone:
                    self.extents[alone] = alone

    def speakers(self, quote: Quote) -> frozenset[str | Spans]:
        """The entities of the speakers; empty where the text gives none."""
        return frozenset(entity for one in quote.speakers if (entity := self._entity(one)) is not None)

    def _entity(self, speaker: Speaker) -> str | Spans | None:
        """The entity of a speaker. It may be left to the speaker's mention; where that has none, it is a local entity
        of its own, known by its place; by no place where there is no such mention."""
        if speaker.entity is not None or speaker.mention is None:
            return speaker.entity
        mention = self._mentions.get(speaker.mention)
        if mention is None or mention.entity is None:
            return () if mention is None else union([(mention.start, mention.end)])
        return mention.entity
