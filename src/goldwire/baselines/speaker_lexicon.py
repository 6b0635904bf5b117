"""Words for those who speak, English and French: pronouns, determiners before descriptions, persons and bodies.

The nouns are a seed, which training extends by those that describe speakers.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from goldwire.model.annotation import MentionType


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


PRONOUNS: Mapping[str, frozenset[str]] = {
    "en": _words("everybody everyone he i it she somebody someone they we"),
    "fr": _words("elle elles il ils j je vous"),
}
FEMALE = _words("elle elles her she")
MALE = _words("he him il ils")
DETERMINERS: Mapping[str, frozenset[str]] = {
    "en": _words("a an another her his its many my one our s several some that the their this three two your"),
    "fr": _words("ce cet cette d de des l la le les leur leurs ma mes mon nos notre sa ses son un une vos votre"),
}
INDEFINITE = _words("a an another des her his its ma many mes mon my one our several some three two un une")
_PERSONS: Mapping[str, frozenset[str]] = {
    "en": _words(
        "activist admiral adviser advisor aide ally ambassador analyst attorney baker bishop boatman "
        "captain chairman chairwoman chief clerk colonel commander coordinator daughter deacon deputy "
        "diplomat director doctor driver elder envoy expert farmer father fighter fisherman friend "
        "general governor grandmother guard head husband journalist judge lawmaker lawyer leader "
        "lieutenant major man mayor minister mother neighbor neighbour nurse observer officer official "
        "operator organiser owner parent pastor pilot policeman politician president priest professor "
        "prosecutor refugee relative representative researcher resident sailor schoolteacher scientist "
        "secretary senator sergeant shepherd shopkeeper soldier son source spokesman spokesperson "
        "spokeswoman steward student survivor teacher villager volunteer widow wife witness woman "
        "worker"
    ),
    "fr": _words(
        "activiste adjoint ambassadeur ambassadrice analyste avocat avocate berger capitaine chauffeur "
        "chef chercheur chercheuse colonel commandant commerçant conseiller conseillère député députée "
        "diplomate directeur directrice dirigeant dirigeante docteur enseignant expert experte femme "
        "fille fils fonctionnaire gendre général gouverneur habitant habitante homme humanitaire "
        "infirmier infirmière instituteur institutrice journaliste juge maire marin mère médecin "
        "militaire militant ministre négociateur observateur officier opposant ouvrier ouvrière paysan "
        "père policier porte-parole président présidente procureur procureure professeur représentant "
        "responsable réfugié secrétaire sergent sénateur sénatrice soldat source témoin veuve voisin "
        "voisine"
    ),
}
_BODIES: Mapping[str, frozenset[str]] = {
    "en": _words(
        "agency army authority bank board charity commission committee company council court embassy "
        "force government group institute league militia ministry movement office opposition "
        "organisation organization palace parliament party police presidency staff union"
    ),
    "fr": _words(
        "agence ambassade armée association autorité banque comité commission conseil cour entourage "
        "état-major gouvernement groupe institut ligue milice ministère mouvement office opposition "
        "organisation palais parlement parti police présidence syndicat"
    ),
}


@cache
def heads(language: str) -> Mapping[str, MentionType]:
    """Nouns for persons and bodies that speak, in singular and plural."""
    found = {}
    for words, kind in ((_PERSONS, MentionType.PER), (_BODIES, MentionType.ORG)):
        for word in sorted(words.get(language, ())):
            found[word] = kind
            found[word.replace("man", "men") if word.endswith("man") else f"{word}s"] = kind
    return found
