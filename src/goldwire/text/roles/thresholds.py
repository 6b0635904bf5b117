"""The numbers of the role classifier, each with its reason."""

from __future__ import annotations

from typing import Final

LONG_CHARS: Final = 80
"""From here on a line that ends like a sentence is taken for one: headlines and links rarely reach it."""

CACHED_CHARS: Final = LONG_CHARS
CACHED_LINES: Final = 8192
"""Short lines are what the pages of a site repeat (menus, prompts, labels): so many are remembered, no paragraphs."""

OPEN_LONG_CHARS: Final = 110
"""From here on a line is text even without a full stop: some sites drop the last one of a paragraph."""

SENTENCE_WORDS: Final = 8
"""A shorter line that ends with a full stop is a sentence too when it has this many words."""

LABEL_WORDS: Final = 3
LABEL_CHARS: Final = 24
"""At most so many words, or characters, make a label: section names, button texts."""

HEADLINE_WORDS: Final = (5, 22)
HEADLINE_CHARS: Final = (10, 220)
"""The usual number of words in a headline, and the characters outside which a line is none."""

SUBHEAD_CHARS: Final = 110
"""A longer unfinished line inside the article is a paragraph, not a section heading."""

STANDFIRST_WORDS: Final = 5
"""Between headline and text, a line of fewer words is a label or a name, not a standfirst."""

STANDFIRST_LINES: Final = 3
"""At most so many lines of text stand before the byline and the date as a standfirst."""

HEAD_LINES: Final = 40
"""The headline is looked for among so many lines before the text: further up is navigation."""

FRAGMENT_RUN_CAP: Final = 3
"""Short lines count against the article up to here in one run: a long list of links between two
halves of an article must not cut it in two."""

TEASER_SENTENCES: Final = 2
"""So many sentences in a row end a list of teasers (headline, summary, headline, summary ...)."""

EDGE_LINES: Final = 12
"""Promotional sentences are peeled off either end of the article, at most so many."""

PROMO_CHARS: Final = 140
"""A promotional sentence gives itself away within so many characters."""

MAX_PASSES: Final = 12
"""Passes until nothing more is dropped; two are usual. After these, plain sentences alone are kept."""

WRAP_SHARE: Final = 0.15
"""Share of lines that go on in the middle of a sentence from which a text counts as hard-wrapped."""
