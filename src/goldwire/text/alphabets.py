"""The letters and marks that languages of Europe write beyond ASCII, with what each costs a reading that holds it.

A *cost* is about minus the logarithm of how often a character is met: what a language writes all the time costs 1,
what it never writes costs 8. The tables are of alphabets and habits of spelling; they were not counted in a corpus.
"""

from __future__ import annotations

LETTERS: dict[str, tuple[str, str, str]] = {
    # language: letters written all the time, often, and seldom; small letters only
    "en": ("", "é", "ïèêçñöüáëóíàâäôåøãî"),
    "fr": ("éèàê", "çôîûùâœïë", "üæÿñöäáóíãøå"),
    "de": ("äöüß", "", "éèàêçáñóåøôã"),
    "es": ("áéíóñú", "ü", "çàèöäêãôï"),
    "pt": ("ãáéçíóê", "âõàôú", "üöäèñ"),
    "it": ("àèéìòù", "", "íóúçâôêöüîáñ"),
    "nl": ("ë", "éïöü", "èêçäáóâôíåøñ"),
    "sv": ("åäö", "é", "üøæáèàêôñíó"),
    "da": ("æøå", "é", "öäüèóáêàñôíç"),
    "fi": ("äö", "å", "éšžüøèñõ"),
    "is": ("áðéíóúýþæö", "", "åøäü"),
    "ca": ("àèéíòó", "çúïü", "ñáâêôö"),
    "ga": ("áéíóú", "", "èàö"),
    "et": ("äõöü", "šž", "éåø"),
    "sq": ("ëç", "", "éöü"),
    "pl": ("ąćęłńóśźż", "", "éöüäáčšžříčç"),
    "cs": ("áčěéířšůýž", "ďňóťú", "öüäłńôľĺçő"),
    "sk": ("áčéíýžš", "äďľňóôťú", "ĺŕöüěřőůçł"),
    "hu": ("áéíóöőúüű", "", "äčšžćëçłôă"),
    "ro": ("ăâîșțşţ", "", "éöüáèőçóëíà"),
    "hr": ("čćđšž", "", "éöüáóäëçàłłôńřâ"),
    "lv": ("āēīūčšžņļģķ", "", "öüéäõąō"),
    "lt": ("ąčęėįšųūž", "", "éöüäłńóāōō"),
    "tr": ("ıişğüöç", "âîû", "éäáëèêñô"),
}
"""By ISO 639-1 code; `da` serves Norwegian, `hr` the other South Slavic languages in Latin letters."""

OFTEN_ELSEWHERE = "éèêëáàâäãåçñóôöõøíîïúûüæœ"
SELDOM_ELSEWHERE = "òìùßšžčćłşğıýāēīūńśźőțșáðþÿąęřěůđ"

RARER: dict[str, float] = {
    **dict.fromkeys(("en", "fr"), 0.0),
    **dict.fromkeys(("de", "es", "it", "pt", "nl"), 1.0),
    **dict.fromkeys(("sv", "da", "fi", "is", "ca"), 1.5),
    **dict.fromkeys(("pl", "cs", "hu", "ro", "tr"), 2.0),
}
"""What it costs to take a text for one of a language, where nothing but these letters tells. Others: 3."""

APOSTROPHE = frozenset(("en", "fr", "it", "ca", "nl", "ga", "tr", "sq"))
"""Languages in which an apostrophe between letters is common."""

NEVER = 8.0
ABSURD = 12.0
CONTROL = 20.0


def languages() -> tuple[str, ...]:
    """The languages of the tables."""
    return tuple(LETTERS)


def letter_costs(char: str) -> tuple[float, ...]:
    """What a small letter costs in each language, in the order of `languages`."""
    elsewhere = 4.5 if char in OFTEN_ELSEWHERE else 6.0 if char in SELDOM_ELSEWHERE else NEVER
    found = []
    for always, often, seldom in LETTERS.values():
        found.append(
            1.0 if char in always else 2.5 if char in often else min(4.0, elsewhere) if char in seldom else elsewhere
        )
    return tuple(found)
