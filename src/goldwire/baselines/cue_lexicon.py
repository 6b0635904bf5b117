"""Words that attribute speech, English and French: a seed, which training extends by the cues that it sees.

Verbs are listed by their infinitive and by what they introduce; their forms are made here. What is listed twice may
introduce both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

Use = Literal["clause", "marks", "order", "question"]
"""What a cue introduces: a clause (or words in marks), words in marks alone, an infinitive, an indirect question."""

LANGUAGES = ("en", "fr")
_VERBS: Mapping[str, Mapping[Use, str]] = {
    "en": {
        "clause": "acknowledge add admit affirm allege announce answer argue assert assure boast caution charge "
        "claim comment complain concede conclude confess confide confirm contend continue counter crow "
        "declare demand deny disclose estimate exclaim explain hint indicate inform insist joke lament "
        "maintain mention murmur mutter note object observe pledge predict proclaim promise propose "
        "protest quip read reason recall reckon recommend reiterate remark remind repeat reply report "
        "respond retort reveal say shout signal state stress suggest swear tell testify vow warn "
        "whisper write yell",
        "marks": "accuse applaud ask beg blame blast brand call condemn congratulate criticise criticize cry "
        "decry defend denounce deplore deride describe dismiss dub hail label mock post praise reject "
        "salute sigh slam speak term thank tweet urge welcome",
        "order": "ask beg pledge promise remind swear tell threaten urge vow warn",
        "question": "ask inquire tell wonder",
    },
    "fr": {
        "clause": "admettre affirmer ajouter annoncer arguer assurer avancer avertir certifier clamer commenter "
        "concéder conclure confier confirmer constater crier demander déclarer dénoncer déplorer "
        "détailler dire estimer exiger expliquer écrire garantir glisser indiquer insister ironiser "
        "juger jurer lancer lâcher maintenir marteler murmurer nier noter objecter observer plaider "
        "poursuivre préciser prétendre prévenir proclamer promettre proposer protester raconter "
        "rappeler rapporter reconnaître redire regretter remarquer réaffirmer réclamer répéter "
        "répliquer répondre résumer rétorquer révéler riposter signaler souffler souligner soupirer "
        "soutenir suggérer témoigner trancher",
        "marks": "accuser appeler applaudir approuver condamner critiquer décrire défendre dénoncer déplorer "
        "exiger évoquer féliciter fustiger juger parler qualifier remercier reprocher réclamer saluer "
        "traiter trouver voir",
        "order": "accuser demander jurer menacer ordonner prier promettre proposer reprocher suggérer",
        "question": "demander dire expliquer préciser",
    },
}
_ENGLISH_IRREGULAR = {
    "say": "say says said saying",
    "tell": "tell tells told telling",
    "write": "write writes wrote written writing",
    "read": "read reads reading",
    "swear": "swear swears swore sworn swearing",
    "speak": "speak speaks spoke spoken speaking",
    "beg": "beg begs begged begging",
    "slam": "slam slams slammed slamming",
    "dub": "dub dubs dubbed dubbing",
    "quip": "quip quips quipped quipping",
    "admit": "admit admits admitted admitting",
}
# Present (third persons), imperfect, past participle, present participle, infinitive; first person where it is cited.
_FRENCH_IRREGULAR = {
    "admettre": "admet admettent admettait admis admettant admettre",
    "avertir": "avertit avertissent avertissait averti avertissant avertir",
    "conclure": "conclut concluent concluait conclu concluant conclure",
    "décrire": "décrit décrivent décrivait décrit décrivant décrire",
    "dire": "dit disent dis dira diront disait disaient dit disant dire",
    "écrire": "écrit écrivent écrivait écrit écrivant écrire",
    "garantir": "garantit garantissent garantissait garanti garantissant garantir",
    "maintenir": "maintient maintiennent maintenait maintenu maintenant maintenir",
    "poursuivre": "poursuit poursuivent poursuivait poursuivi poursuivant poursuivre",
    "prétendre": "prétend prétendent prétendait prétendu prétendant prétendre",
    "prévenir": "prévient préviennent prévenait prévenu prévenant prévenir",
    "promettre": "promet promettent promettait promis promettant promettre",
    "reconnaître": "reconnaît reconnait reconnaissent reconnaissait reconnu reconnaissant reconnaître",
    "redire": "redit redisent redisait redit redisant redire",
    "répondre": "répond répondent répondait répondu répondant répondre",
    "défendre": "défend défendent défendait défendu défendant défendre",
    "applaudir": "applaudit applaudissent applaudissait applaudi applaudissant applaudir",
    "soutenir": "soutient soutiennent soutenait soutenu soutenant soutenir",
    "voir": "voit voient voyait vu voyant voir",
}
FIXED: Mapping[str, Mapping[Use, str]] = {
    "en": {"clause": "point out|points out|pointed out|pointing out|lets it be known|let it be known"},
    "fr": {
        "clause": "laisse entendre|laissent entendre|laissé entendre|fait savoir|font savoir|fait valoir|font valoir|"
        "fait répondre|faire savoir|faire valoir|se souvient|se souviennent|se souvenait|s'est souvenu|s'est souvenue|"
        "s'exclame|s'est exclamé|s'est exclamée|s'interroge|s'indigne|s'est indigné|s'est indignée|se défend",
        "order": "s'engage|s'engagent|s'est engagé|s'est engagée|s'était engagé|s'était engagée",
    },
}
"""Cues of more than one word; the apostrophe stands for both kinds."""
SOURCES: Mapping[str, str] = {
    "en": r"according to|in the words of|for|to",
    "fr": r"selon|d['’]après|pour|aux yeux de|de l['’]avis de|de source",
}
"""Prepositions that name the source of a clause."""
THAT: Mapping[str, str] = {"en": r"that\s", "fr": r"(?:que,?\s|qu['’])"}
WHETHER: Mapping[str, str] = {
    "en": r"(?:whether|if|what|who|whom|whose|which|how|why|when|where)\b",
    "fr": r"(?:(?:si|s['’]ils?|qui|comment|pourquoi|où|quand|combien)\b|ce\s+qu|(?:de\s+|à\s+)?quel(?:le)?s?\b)",
}
INFINITIVE = (
    r"(?:(?:ne|pas|rien|plus|se|y|en|le|la|les)\s|[nsly]['’]){0,3}"
    r"(?!(?:hier|notre|votre|contre|entre|autre|leur|mer|maire|ministre|guerre|lettre|cadre|titre|quatre|outre|hiver|avenir|ouvrier|premier|dernier)\b)"
    r"\w+(?:er|ir|re|oir)\b"
)
"""A French infinitive with what may stand before it; not the commonest words that only look like one."""
TO: Mapping[str, str] = {"en": r"to\s(?=[a-z])", "fr": rf"(?:de\s|d['’]|à\s)(?={INFINITIVE})"}
SKIPPED = (
    r"(?:\s++(?:later|also|only|afterwards|today|yesterday|again|then|however|publicly|simply|earlier|herself|himself|"
    r"me|us|him|her|them|you|it|reporters|parliament|journalists|(?:on|last|this|in|at)\s\w++|(?:a|the)\s\w++)){0,12}?"
)
"""What may stand between an English verb of saying and a clause without *that*: as little of it as will do."""
CLASSES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "pronoun": "i he she it we you they there this that these those nobody everybody somebody one",
        "article": "the a an no his her its their our my your some any every each",
        "relative": "who whose which whom where when",
        "link": "and but yet while as because after before since if though although",
        "preposition": "in on at of for to from with by under over near about",
    },
    "fr": {
        "pronoun": "je il elle on nous vous ils elles ce cela ceci c j personne rien tout y ne n se s",
        "article": "le la les l un une des du de d son sa ses leur leurs notre nos votre vos mon ma mes ce cet cette",
        "relative": "qui que dont où lequel laquelle qu",
        "link": "et mais car tandis alors avant après puis comme si tout lorsque quand",
        "preposition": "à au aux en dans pour sur sous avec par chez vers depuis",
    },
}
"""Closed classes of words, for what opens a clause."""
AUXILIARIES: Mapping[str, str] = {
    "en": r"(?:(?:has|have|had|am|is|are|was|were|will|would|did|do|does|can|could|may|might|must|should|used\sto)"
    r"(?:\s+not|n['’]t)?\s+(?:(?:been|be|have)\s+)?)",
    "fr": r"(?:(?:n['’])?(?:ai|a|as|avons|avez|ont|avait|avaient|aura|auront|aurait|eut)\s+(?:(?:pas|jamais|rien)\s+)?"
    r"(?:été\s+)?)",
}
INVERTED = r"(?:(?:a-t|ont|avait|avaient|aurait|ai|aura-t)-(?:il|elle|ils|elles|on|je)\s+)"
"""A French auxiliary with the pronoun behind it: *a-t-il dit* is a cue as a whole."""


@cache
def seed(language: str) -> Mapping[str, frozenset[Use]]:
    """Forms of the cues of a language, in lower case, and what they introduce; empty for a language without a list."""
    forms: dict[str, set[Use]] = {}
    for use, verbs in _VERBS.get(language, {}).items():
        for verb in verbs.split():
            for form in _english(verb) if language == "en" else _french(verb):
                forms.setdefault(form, set()).add(use)
    for use, phrases in FIXED.get(language, {}).items():
        for phrase in phrases.split("|"):
            forms.setdefault(phrase, set()).add(use)
    return {form: frozenset(uses) for form, uses in sorted(forms.items())}


def _english(verb: str) -> Iterator[str]:
    if verb in _ENGLISH_IRREGULAR:
        yield from _ENGLISH_IRREGULAR[verb].split()
        return
    stem = verb.removesuffix("e")
    soft = verb.endswith("y") and verb[-2] not in "aeiou"
    yield verb
    yield f"{verb[:-1]}ies" if soft else verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s")
    yield f"{verb[:-1]}ied" if soft else f"{stem}ed"
    yield f"{stem}ing"


def _french(verb: str) -> Iterator[str]:
    if verb in _FRENCH_IRREGULAR:
        yield from _FRENCH_IRREGULAR[verb].split()
        return
    stem = verb.removesuffix("er")
    # Before a silent ending: rappelle, répète, jette; before a: lançait, jugeait.
    silent = _SILENT.get(verb, stem)
    hard = stem[:-1] + "ç" if stem.endswith("c") else stem + "e" if stem.endswith("g") else stem
    yield from (
        verb,
        f"{silent}e",
        f"{silent}ent",
        f"{stem}é",
        f"{hard}ait",
        f"{hard}aient",
        f"{hard}ant",
        f"{silent}era",
    )


_SILENT = {
    "rappeler": "rappell",
    "appeler": "appell",
    "répéter": "répèt",
    "révéler": "révèl",
    "suggérer": "suggèr",
    "marteler": "martèl",
    "concéder": "concèd",
}
