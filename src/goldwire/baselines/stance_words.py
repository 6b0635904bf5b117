"""Words that take sides, in English and French: the seeds of the stance model.

A table and no judgement: the model learns from the training split how much each kind of word weighs. An entry that ends
with `*` stands for all words that begin so. Accents and case are ignored.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

KINDS: Mapping[str, str] = {
    # Acts of speech and attitude that are for their object.
    "for": """
        acclaim* acclam* admir* admiratif advocat* agree agreed agrees applaud* applaudi* apprecie* approuv* approv*
        appui* appuy* backed backing backs benir benit bless* celebrat* champion* cheer* commend* confiance congratul*
        congratulat* defend* delighted embrac* encourag* endors* favor favorable* favored favors favour favoured
        favours felicit* fier fiere glad grateful hail hailed hails hommage laud* louant loue louent louer loué
        partisan* plaide plaider pleased praise* praising preconis* prefer* promot* proud rallie rallier recommand*
        recommend* reconnaissant* remerci* saluait saluant salue saluent saluer salut* salué saluée souten* soutenir
        soutenu soutenue soutien* support* thank* trust* vouch* welcom*
    """,
    # ... that are against it.
    "against": """
        abhor* abhorr* accus* against assail* attack attacked attacks berat* blam* boycott* castigat* censur* chid*
        combat* complain* condamn* condemn* conspu* contest* contre critic* critiqu* curs* decried decry denonc*
        denounc* deplor* derid* desapprouv* desavou* despis* detest* disapprov* dismiss* disown* disput* distrust*
        doute dénigr* ecarte fault* forgive* fustig* garde hait hate hated hates haïr hostile hostiles insurg* lambast*
        lament* loath* maudi* mefi* mepris* mistrust* mock* moqu* object objecte objected objects oppos* pardonn*
        plaignent plaindre plaint pourfend* protest* proteste* protester quarrel* rail* raill* rebuk* recus* refus*
        regret* regrett* reject* rejet* repouss* reproach* reproch* resent* resist* ridicul* ridiculis* scold* scorn*
        sicken* slam slammed sneer* spurn* suspicious tort unacceptable veto* vilif* vilipend* vitupér* warn* écarté
    """,
    # Demands: for the thing demanded.
    "demand": """
        appel appeler appelle appellent ask asked asks beg begged begs call called calling calls demand* devra
        devraient devrait doit doivent exig* faudra faudrait faut insist* invoqu* let must need needed needs ought
        plead* press presse pressed pressé request* réclam* should souhait* suppli* urg* veulent veut voudrait voulait
        vouloir want wanted wants wish wished wishes
    """,
    # What turns a demand or a praise around.
    "end": """
        abandon* abol* abolish* annul* arrêt* cancel* ceas* cess* clos* drop dropped démission* end ended ending fermer
        fin halt* interdi* leav* lever lift partir postpon* quit quitter rappel* recall* remov* renonc* report* resign*
        retir* retrait sans scrap* shut stop* stopp* supprim* suspen* suspend* withdraw* without
    """,
    "not": """
        aucun aucune cannot guère hardly jamais n ne neither never ni no nobody non none nor not nothing nul nulle pas
        personne rien t
    """,
    "but": """
        although but cependant despite however mais malgré nevertheless néanmoins pourtant quoique sinon still tandis
        though toutefois while yet
    """,
    # Words that judge well.
    "good": """
        able admirable admiration apt apte beau belle best better bien bienvenu* bon bonne brave* brillant* brilliant
        candeur candour capable careful clair claire clear clever competen* compéten* courag* decent* deserv* digne
        dignity dignité décen* effective efficace excellen* excellent fair faithful fidèle fierté fine finest
        formidable friend* generous* gift* good grace* grand grande gratitude great grâce généreu* hero* hommage
        honest* honneur honnête* honour* hope* humain* humane héro* impartial impartial* indispensable just juste
        justesse justice kind* legitimate loya* loyal* légitime* masterly meilleur* merci mercy merit* mieux mérit*
        necessary noble nécessaire* overdue paix patien* patience patient* peace praise pride progrès prometteu*
        promising proper prudent prudent* précieu* raison raisonnable* reasonable relief remarquable* rescue* right
        rightly réussi* sage sagesse salutaire* sauv* saved sensible serious sincer* sincère* skill* sober solid
        solide* soulagement sound strength success* succès sérieu* thanks tribute triomphe* triumph* true useful utile*
        vaillan* valuable victoire victory vital vrai vraie warm* wisdom wise* wonderful worth worthy éloge*
    """,
    # ... and badly.
    "bad": """
        absurd* amateur* arrogan* aveugl* bad bafou* bavure* betray* bitter* blind* blunder* borgne bourde* burden
        burglar* burlesque bévue* bêtise* catastroph* chaos cheat* clumsy complic* comédie corromp* corrup* corrupt*
        costl* coupable* coward* coûteu* crime* criminal* criminel* cruel* cyni* cynic* damag* danger* deaf deceit
        defeat* disast* disgrac* dishonest* doom* décept* désastr* déshon* erreur* error* evil fail* false farce farce*
        fausse faute* faux fear fears fiasco folie folle folly fool* fou foul fous fraud* futile gambl* gaspill* gossip
        grav* greed* guilt* gâch* harm* hast* hollow honte* honteu* humbug humili* humiliat* hypocri* hâte illegal
        illegitimate illégal* illégitime* imprud* inaccept* incapable* incompeten* incompéten* indecen* indifferen*
        indiffér* indigne* indécen* inefficac* injust* insolent insult* inutil* irrespons* irresponsible late lent*
        lenteur liar* lie lied lies lâch* mad madness malhonnêt* mascarad* mauvais* mean menac* mens* mistake* mocker*
        murder* mutin* mépris* naive naïf* naïv* nonsense outrag* panic* peur pire pis piège* poison* pretext*
        provocat* prétexte* punish* rash raté* reckless* ridicul* ruin* sabot* sad scandal* selfish* sham shame* slow*
        sourd* stain* steal* stole* stupid* surrender* tard* terribl* terrible* theatr* thie* threat* théâtre too tort
        trag* traged* trahi* traitor* trap traît* treason* tricher* trick* tromp* trop ugly unfair unjust unlawful
        unworthy useless vague vague* vain vain* vanity vol voleu* volé* wast* weak* worse worst worthless wrong*
        échec* échou* égoïs*
    """,
    # Verbs that put a label on something: what they mean is in the words that follow.
    "label": """
        appelle brand branded call called calling calls consider* considèr* considér* deem* describ* dub dubbed décri*
        estim* find found juge jugeait jugent jugé parle parlé qualif* term termed traite traiter traité trouv* view*
    """,
    "i": """
        i j je ma me mes mine moi mon my nos notre nous our ours us we
    """,
}
"""Words by kind; both languages share a kind, so that what is learned in one serves the other."""

_STOP = """
    a an and are as at be been before by for from had has have he her him his if in into is it its of off on or out over
    she so than that the their them there these they this those to under up was were what when which who whom will with
    would after all any both could did do does more most other some such through until about between one two three
    au aux avait avec ce ces cet cette ceux celle celles celui d dans de des du elle elles en entre est et etait etre eu
    il ils l la le les leur leurs lui on ont ou par plus pour qu que qui s sa se ses son sont sous sur un une vers y
    deux trois c a ete fait faire apres avant comme dont meme si tous tout toute toutes
"""


@cache
def fold(word: str) -> str:
    """A word without case and accents."""
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@cache
def kinds(word: str) -> tuple[str, ...]:
    """The kinds of a folded word, in the order of the table."""
    exact, prefixes = _tables()
    found = set(exact.get(word, ()))
    for size in range(2, len(word) + 1):
        found.update(prefixes.get(word[:size], ()))
    return tuple(kind for kind in KINDS if kind in found)


@cache
def is_stop(word: str) -> bool:
    """Whether a folded word carries no meaning of its own: it is short, or among the commonest."""
    return len(word) < 2 or word in _stops()


def stem(word: str) -> str:
    """The first letters of a folded word: enough to see a word in its forms and, often, in the other language."""
    return word[:6] if len(word) > 7 else word[:5]


@cache
def _tables() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    exact: dict[str, tuple[str, ...]] = {}
    prefixes: dict[str, tuple[str, ...]] = {}
    for kind, words in KINDS.items():
        for word in map(fold, words.split()):
            table, key = (prefixes, word[:-1]) if word.endswith("*") else (exact, word)
            table[key] = (*table.get(key, ()), kind)
    return exact, prefixes


@cache
def _stops() -> frozenset[str]:
    return frozenset(map(fold, _STOP.split()))
