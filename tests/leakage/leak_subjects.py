"""Made-up subjects of the leakage audit, for its tests."""

from __future__ import annotations

import random
from datetime import date

from hypothesis import strategies as st

from goldwire.leakage.subject import Subject

WORDS = [f"word{n}" for n in range(3000)]


def made(number: int, text: str | None = None, **facts: object) -> Subject:
    """A subject that tells a story of its own."""
    plain: dict[str, object] = {
        "doc_id": f"gw-{number:016}",
        "stories": (f"story-{number}",),
        "split": "train",
        "language": "en",
        "published": "2031-05-02",
        "text": text,
        "quotes": (),
        "entities": {},
    }
    return Subject(**(plain | facts))  # type: ignore[arg-type]


def article(seed: int, length: int = 120) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


CAST = {"mirel-tansk": 4, "sable-line": 3, "brenhaven": 2}

subjects_of_entities = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.none() | st.dates(date(2031, 5, 1), date(2031, 5, 28)),
        st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 6), max_size=5),
        st.sampled_from(["train", "test"]),
    ),
    max_size=14,
).map(
    lambda drawn: [
        made(n, stories=(f"s{story}",), published=day and day.isoformat(), entities=entities, split=split)
        for n, (story, day, entities, split) in enumerate(drawn)
    ]
)
