"""Words by language that detectors look for. What begins with a stem counts; a word of saying counts as it is."""

from __future__ import annotations

import re

_JUDGING = {
    "en": (
        "accus admir appall applaud atroc barbar blam brutal commend condemn congratulat coward criminal critici cruel "
        "defend demand denounc deplor despicab disgrac disgust dishonest endors evil fault glor hail hatred heinous "
        "hero illegal insult irresponsib liar lied murder noble oppos outrag prais refus regret reject reprehensib "
        "ridicul salut scandal shame slam solidarity stupid support terrorist thank threat traitor unacceptable "
        "unjustif victory warn welcom"
    ),
    "fr": (
        "accus admir applaud approuv atroc barbar blâm brutal condamn courag crimin critiqu cruel dénonc déplor exig "
        "félicit fustig glor haine héro honte honteu illéga inaccept indign injust injustif insult irrespons lâche "
        "loue meurtr menac menson menteu odieu oppos outrag reconnaissan refus regrett rejet remerci reproch ridicul "
        "salu scandal solidar souhait soutenir soutien soutient souten stupid terroris traître victoire vilipend"
    ),
}
_SAYING = {
    "en": (
        "accused accuses acknowledged added adds admitted admits announced announces answered argued argues asked "
        "asks asserted called cautioned claimed commented complained conceded concluded confirmed "
        "confirms declared declares denied denies described describes explained explains insisted insists mentioned "
        "noted pledged promised recalled recalls remarked repeated replied reported responded "
        "said say saying says stated stressed stresses suggested swore told tells testified tweeted urged urges "
        "vowed warned warns wrote writes"
    ),
    "fr": (
        "accuse accusé accusent admet admis affirme affirmé affirment ajoute ajouté ajoutent annonce annoncé annoncent "
        "appelle appelé assure assuré assurent avertit averti commenté commente conclu conclut confie confié confirme "
        "confirmé critiqué déclare déclaré déclarent demande demandé dénonce dénoncé dénoncent dément démenti "
        "dit disent écrit écrivent estime estimé estiment expliqué explique expliquent indique indiqué indiquent "
        "insiste insisté jugé jugent lancé lance martelé martèle noté précise précisé précisent promet "
        "promis qualifie qualifié qualifient raconte raconté rappelle rappelé rapporte rapporté reconnaît reconnu "
        "répète répété répond répondu rétorque souligne souligné soulignent soutient tweeté"
    ),
}


def _any_of(words: str) -> str:
    return "|".join(sorted(words.split(), key=len)[::-1])


JUDGING = {language: re.compile(rf"\b(?:{_any_of(words)})\w*", re.IGNORECASE) for language, words in _JUDGING.items()}
"""Words that judge or take a side."""
SAYING = {language: re.compile(rf"\b(?:{_any_of(words)})\b", re.IGNORECASE) for language, words in _SAYING.items()}
"""Forms of verbs of saying."""
