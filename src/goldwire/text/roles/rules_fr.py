"""Rules for French pages, first part: links, lists, sharing, subscriptions, notices."""

from __future__ import annotations

from goldwire.model.line import Role
from goldwire.text.roles.patterns import CLOCK, DAY
from goldwire.text.roles.rule import Kind, Rule, Scope, first, last, pairs

_LETTER = (
    r"(?:newsletters?.{0,160}|(?:inscrivez|abonnez|connectez|identifiez)-?\s?vous.{0,170}"
    r"|s['’](?:abonner|inscrire|identifier).{0,80}|recevez\b.{0,170}|je (?:m['’](?:abonne"
    r"|inscris|identifie)|soutiens|me connecte|fais un don).{0,80}|inscription(?: .{0,40})?"
    r"|(?:l['’]acc[èe]s|cet article|cette (?:vid[ée]o|lecture|offre)|ce contenu|article"
    r"|contenu|la suite|la lecture|lecture|l['’]article) (?:est "
    r"|a [ée]t[ée] )?(?:r[ée]serv[ée]|exclusi|offert|payant|limit|accessible).{0,120}"
    r"|r[ée]serv[ée]e?s? (?:aux|[àa] nos) abonn[ée]s.{0,60}"
    r"|(?:vous|il) (?:avez|[êe]tes|reste|vous reste|pouvez)\b.{0,90}(?:abonn[ée]|[àa] lire"
    r"|d[ée]sinscri|d[ée]sabonn|lien de|connect|inscri|article).{0,120}|pour (?:lire"
    r"|acc[ée]der|soutenir|continuer|poursuivre|ne rien|profiter|consulter).{0,60}(?:abonn"
    r"|lecture|article|manquer|inscri|contenus?|cookies|rater).{0,100}"
    r"|d[ée]j[àa] (?:abonn[ée]|inscrit|un compte|client|membre).{0,80}"
    r"|profitez .{2,120}(?:offre|mois|abonn|€).{0,60}|se connecter.{0,30}|cr[ée]ez? (?:votre"
    r"|un|mon) (?:compte|alerte).{0,80}|soutene[zr] .{2,120}|faites un don.{0,80}"
    r"|faire un don.{0,60}"
    r"|(?:chaque|tous les|toutes les|ne|votre|restez|la|le|en|dans|merci|une|veuillez"
    r"|saisissez|renseignez|envie|d[èe]s|d[ée]couvrez"
    r"|l['’]actualit[ée])\b.{0,130}(?:newsletters?|bo[îi]te (?:mail|e-?mail|de r[ée]ception)"
    r"|e-?mail|vous inscrivant|abonnement|adresse [ée]lectronique|infolettre|d[ée]sinscri"
    r"|par courriel|sans engagement).{0,120}"
    r"|abonn[ée]s?(?: .{0,30})?|infolettre.{0,60}|(?:notre|nos) (?:newsletter"
    r"|infolettre)s?.{0,80}|chaque (?:jour|matin|soir|semaine|\w+di|dimanche"
    r"|mois),? (?:notre r[ée]daction|nos journalistes|recevez|retrouvez|le meilleur|l['’]essentiel"
    r"|toute).{0,120}|(?:le|la|les"
    r"|l['’])\s?.{3,80}par courriel.{0,20}|(?:acc[ée]dez|d[ée]bloquez|testez).{2,100}"
    r"|\d.{0,20}sans engagement)"
)
"""Newsletters, subscriptions and accounts: two rules share it, one for words that open many other lines."""

_LETTER_HINTS = (
    "newsletter",
    "abonn",
    "inscri",
    "courriel",
    "réserv",
    "à lire",
    "offert",
    "mail",
    "de réception",
    "infolettre",
    "recevez",
    "meilleur",
    "retrouvez",
    "accéder",
)

_COOKIE_HINTS = (
    "cookie",
    "traceurs",
    "confidentialit",
    "données perso",
    "navigateur",
    "javascript",
    "accepte",
    "refuser",
    "gérer",
    "param",
)

FRENCH: tuple[Rule, ...] = (
    Rule(
        "fr_link_prompt",
        Role.BOILERPLATE,
        first("lire voir écouter regarder découvrir afficher charger retrouvez cliquez consulter suite")
        + pairs("en", "savoir lire voir"),
        r"(?:lire|voir|[ée]couter|regarder|d[ée]couvrir|afficher|charger|consulter)\s+(?:la suite"
        r"|plus|davantage|tout|tous|toutes?.{0,20}|l['’]article.{0,20}"
        r"|le (?:dossier|direct|replay|sujet|reportage|diaporama)|la vid[ée]o"
        r"|plus de .{2,20})\s?[.…>»→]*|en (?:savoir|lire|voir) (?:plus|davantage)\s?[.…>»→]*"
        r"|cliquez ici.{0,40}",
        ("Lire la suite", "En savoir plus", "Voir plus", "Lire l'article"),
        Kind.LINK,
        negatives=(
            "Voir plus loin est le rêve du maire",
            "Lire la suite du livre fut un plaisir",
        ),
    ),
    Rule(
        "fr_link_with_title",
        Role.BOILERPLATE,
        first(
            "lire voir aussi relire écouter notre revoir regarder retrouvez relisez entretien "
            "article enquête lisez pour video vidéo découvrez"
        )
        + pairs("en", "savoir lire voir")
        + pairs("à", "lire voir relire écouter revoir regarder découvrir retrouver"),
        r"(?:[àa] )?(?:lire|relire|voir|revoir|[ée]couter|d[ée]couvrir|regarder"
        r"|retrouver) (?:aussi|[ée]galement|notre|nos|sur|plus|l['’](?:article|entretien"
        r"|enqu[êe]te|interview)|le (?:reportage|dossier|d[ée]cryptage|r[ée]cit))\b\s?[:"
        r"|>»–—-]?\s?\S"
        r"|(?:[àa] )?(?:lire|relire|voir|revoir|[ée]couter|d[ée]couvrir|regarder)\s?[:|>»–—]\s?\S"
        r"|(?:notre |nos )?(?:article|enqu[êe]te|entretien|d[ée]cryptage|analyse|reportage"
        r"|r[ée]cit|dossier|portrait)s?\s(?:r[ée]serv[ée]|[àa] lire)"
        r"|(?:retrouvez|relisez|lisez|d[ée]couvrez|regardez|suivez)\s(?:ici|aussi|[ée]galement"
        r"|notre|nos|tou(?:te|s)|l['’](?:int[ée]gralit|ensemble|actualit|[ée]mission)|le direct"
        r"|les derni)"
        r"|notre (?:dossier|article|enqu[êe]te|direct|live|carte|[ée]mission|podcast|vid[ée]o"
        r"|s[ée]rie) (?:sur|complet|interactif|sp[ée]cial)|en (?:savoir|lire|voir) plus\s?(?::"
        r"|sur)|pour (?:aller plus loin|en savoir plus)\s?[:|]",
        (
            "Lire aussi :",
            "Article réservé aux abonnés",
            "Lire aussi : Le port de Brenn ferme",
            "À voir aussi - La grève du port",
            "Retrouvez ici tous nos articles",
            "LIRE AUSSI > Brenn vote",
        ),
        scope=Scope.HEAD,
        negatives=(
            "Lire est un plaisir",
            "À Brenn, le vote commence",
            "Voir son fils partir fut dur",
        ),
        prose=True,
    ),
    Rule(
        "fr_next_label",
        Role.BOILERPLATE,
        first("lire voir aussi écouter regarder relire revoir pour")
        + pairs("à", "lire voir écouter relire revoir regarder"),
        r"(?:[àa] )?(?:lire|voir|[ée]couter|relire|revoir|regarder)(?: (?:aussi|[ée]galement"
        r"|ou revoir|ou relire))?(?: sur .{2,40})?\s?[:>»]?|pour aller plus loin\s?:?",
        ("À lire aussi", "À lire également", "Voir également", "Pour aller plus loin"),
        Kind.NEXT,
    ),
    Rule(
        "fr_list_label",
        Role.BOILERPLATE,
        first(
            "sur nos plus autres articles vous dossier derniers dernières notre "
            "tous toute toutes au sélection l'actualité"
            " contenus sujets actualités fil actu suivez top recommandé recommandés ailleurs "
            "également aussi vos voir populaires tendances l'info l'essentiel pour ça"
        )
        + pairs("la", "rédaction sélection")
        + pairs("le", "fil")
        + pairs(
            "les",
            "articles infos vidéos contenus sujets actualités actus plus titres dossiers autres derniers "
            "dernières essentiels immanquables incontournables +",
        )
        + pairs("une", "du")
        + pairs("en", "ce direct")
        + pairs("dans", "le la notre cette")
        + pairs("à", "lire voir découvrir ne la suivre écouter retrouver"),
        r"(?:les |vos |nos )?(?:articles?|infos?|vid[ée]os?|contenus?|sujets?|actualit[ée]s?"
        r"|actus?|plus|titres?|dossiers?|sujets)(?: les)?(?: (?:plus|\+))? ?(?:lus?|vus?"
        r"|populaires|partag[ée]s|comment[ée]s|consult[ée]s|li[ée]s?|similaires?|associ[ée]s?"
        r"|r[ée]cente?s|recommand[ée]e?s|sugg[ée]r[ée]s|du moment|en continu|sponsoris[ée]s"
        r"|[àa] lire(?: aussi)?|[àa] la une|connexes|pr[ée]c[ée]dents?|suivants?)(?: .{0,30})?"
        r"|(?:sur le|dans le|sur un|dans la) (?:m[êe]me|pareil) (?:sujet|th[èe]me|rubrique"
        r"|dossier|cat[ée]gorie)s?.{0,20}|(?:dans|sur) (?:la|notre"
        r"|cette) (?:m[êe]me )?(?:rubrique|actualit[ée]|section|s[ée]rie|dossier)"
        r"|[àa] (?:lire|voir|d[ée]couvrir|ne pas (?:manquer|rater)|la une|suivre|lire (?:dans"
        r"|sur) .{2,30}|[ée]couter|retrouver)(?: (?:aussi|[ée]galement|maintenant|ensuite"
        r"|ailleurs|dans|sur|aujourd).{0,30})?"
        r"|(?:les )?(?:autres?|derniers?|derni[èe]res?) (?:articles?|infos?|actualit[ée]s?|actus?"
        r"|titres|publications|nouvelles|vid[ée]os|minutes?|contenus|d[ée]p[êe]ches)(?: .{0,40})?"
        r"|plus d['’](?:infos?|articles|actualit[ée]s?|actus?).{0,30}|vous (?:aimerez|pourriez"
        r"|devriez|serez).{0,60}|nos (?:derniers?|derni[èe]res?|meilleurs|s[ée]lections?"
        r"|partenaires|dossiers|articles|suggestions|recommandations|vid[ée]os|offres).{0,40}"
        r"|(?:notre|la) s[ée]lection.{0,30}|s[ée]lection.{0,20}"
        r"|(?:la )?r[ée]daction vous (?:conseille|recommande|propose).{0,20}|le fil (?:info|actu"
        r"|de l).{0,20}|fil (?:info|actu).{0,20}|l['’](?:actualit[ée]|info|actu) (?:en (?:direct"
        r"|continu)|du jour|[àa] la une).{0,30}"
        r"|recommand[ée]s?(?: (?:pour|par) .{2,30})?|ailleurs sur (?:le web|.{2,20})"
        r"|top (?:articles|infos?|[ -]?actu|\d+).{0,20}|tendances|populaires"
        r"|toute l['’](?:actualit[ée]|actu|info).{0,60}|tous (?:nos|les) (?:articles|contenus"
        r"|sujets|dossiers|titres).{0,60}"
        r"|les (?:essentiels|immanquables|incontournables).{0,20}|en ce moment|au sommaire.{0,20}"
        r"|dossier(?: sp[ée]cial)?\s?:?.{0,40}|[çc]a peut vous int[ée]resser.{0,20}|en direct"
        r"|voir aussi sur .{2,30}|une du jour|les \+ (?:lus|vus)",
        (
            "Les plus lus",
            "Sur le même sujet",
            "Dans la même rubrique",
            "La rédaction vous conseille",
            "Articles liés",
        ),
        Kind.LIST,
        negatives=(
            "Les autres sont partis",
            "À la une de la ville, le port",
            "Sur le port, la grève",
            "Nos enfants partent",
        ),
    ),
    Rule(
        "fr_share",
        Role.BOILERPLATE,
        first(
            "partager partagez imprimer envoyer copier enregistrer sauvegarder ajouter offrir réagir "
            "commenter télécharger signaler favoris classer recevoir réutiliser contribuer"
            " taille agrandir écouter j'aime aimer s'abonner partage partages partageable "
            "taille offrez google"
        ),
        r"(?:partage[rz]?s?|imprimer|envoyer|copier|enregistrer|sauvegarder|favoris|offrir|offrez"
        r"|r[ée]agir|commenter|classer|contribuer|j['’]aime)(?:\s?[:!]|\s?(?:sur|par|via|cet"
        r"|cette|l['’]|le|la|ce|un|et|à|avec|[,/|+]|imprimer|envoyer|copier|commenter|facebook"
        r"|twitter|article)\b.{0,60})?"
        r"|ajouter .{0,40}(?:favoris|s[ée]lections?|article|comme source|google"
        r"|pr[ée]f[ée]r).{0,40}|t[ée]l[ée]charger .{0,60}|signaler (?:une|un|cet|le).{0,40}"
        r"|taille (?:du|de).{0,20}|agrandir.{0,30}|r[ée]utiliser.{0,20}"
        r"|[ée]couter(?: (?:cet|l['’]) ?article.{0,30}| \(?\d.{0,20})?|r[ée]duire.{0,20}"
        r"|google actualit[ée]s",
        (
            "Partager",
            "Partager sur Facebook",
            "Imprimer cet article",
            "Ajouter à mes favoris",
            "Copier le lien",
            "Écouter cet article",
        ),
        negatives=(
            (
                "Partager le pain fut leur seul plaisir dans ce port du nord où personne ne les "
                "attendait plus depuis vingt ans"
            ),
        ),
    ),
    Rule(
        "fr_follow",
        Role.BOILERPLATE,
        first(
            "suivez suivre rejoignez retrouvez abonnez suivez-nous abonnez-vous rejoignez-nous "
            "retrouvez-nous likez aimez contactez téléchargez toute"
        ),
        r"(?:suivez|suivre|rejoignez|retrouvez|abonnez|likez|aimez|contactez)(?:-nous|-moi"
        r"|-vous)?\b.{0,90}(?:\bsur\b.{0,30}(?:facebook|twitter|instagram|x\b|whatsapp|telegram"
        r"|youtube|tiktok|linkedin|google|r[ée]seaux|bluesky|threads|@)"
        r"|application|nos r[ée]seaux|r[ée]seaux sociaux|cha[îi]ne|newsletter).{0,60}|(?:suivez"
        r"|retrouvez|rejoignez|contactez)-nous.{0,80}|suivre|t[ée]l[ée]chargez (?:l['’]|notre"
        r"|nos).{0,80}",
        (
            "Suivez-nous sur Twitter",
            "Suivez toute l'actualité sur notre application",
            "Rejoignez-nous",
            "Téléchargez notre application",
        ),
        Kind.END,
        negatives=("Suivez le guide, dit la maire",),
        prose=True,
    ),
    Rule(
        "fr_newsletter",
        Role.BOILERPLATE,
        first(
            "infolettre notre nos inscrivez recevez abonnez inscrivez-vous abonnez-vous s'abonner"
            " s'inscrire je votre newsletter newsletters newsletterrecevez l'actualité ne restez"
            " inscription déjà profitez se connectez-vous créez soutenez merci réservé abonné abonnés"
            " accédez débloquez faites connexion identifiez-vous offre testez découvrez renseignez"
            " saisissez envie veuillez soutenir faire"
        ),
        _LETTER,
        (
            "Inscrivez-vous à notre lettre",
            "Recevez chaque matin les nouvelles du port",
            "Déjà abonné ? Connectez-vous",
        ),
        negatives=(
            "Il a quitté le port lundi",
            "Vous avez perdu, lui a dit la maire",
            "Je soussigné, maire",
        ),
        prose=True,
    ),
    Rule(
        "fr_newsletter_common",
        Role.BOILERPLATE,
        first("cet cette vous pour dès chaque tous contenu article lecture")
        + pairs("la", "newsletter lettre lecture suite matinale")
        + pairs("le", "meilleur récap brief journal club condensé résumé")
        + pairs("les", "nouvelles newsletters infos essentiels incontournables")
        + pairs("une", "newsletter fois lettre")
        + pairs("un", "mail email e-mail compte courriel")
        + pairs("en", "vous cliquant validant renseignant savoir")
        + pairs("il", "vous reste")
        + pairs("dans", "votre"),
        _LETTER,
        (
            "Il vous reste 70 % de cet article à lire.",
            "Les nouvelles du port, par courriel.",
        ),
        negatives=("Il a quitté le port lundi", "Vous avez perdu, lui a dit la maire"),
        prose=True,
        hints=_LETTER_HINTS,
    ),
    Rule(
        "fr_cookies",
        Role.BOILERPLATE,
        pairs("une", "extension")
        + first(
            "nous ce avec votre vos pour gérer accepter tout cookies cookie ce votre "
            "continuer refuser paramétrer contenu cet afin"
        )
        + pairs("la", "politique")
        + pairs("les", "cookies")
        + pairs("en", "acceptant poursuivant cliquant continuant naviguant"),
        r".{0,120}\b(?:cookies?\b.{0,80}\b(?:site|navigation|partenaires|consent|r[ée]seaux"
        r"|publicit|politique|donn[ée]es|accept|refus|audience|utilis|pour)|(?:d[ée]p[ôo]t"
        r"|utilis\w+|accept\w+|refus\w+|g[ée]rer|traceurs|nos|vos|des|les)\b.{0,30}\bcookies?\b"
        r"|politique de (?:confidentialit|cookies|protection)"
        r"|donn[ée]es personnelles\b.{0,60}(?:trait|partenaires|collect|responsable)"
        r"|votre navigateur|activer javascript|contenu (?:bloqu|n['’]est pas disponible))"
        r"|(?:tout )?(?:accepter|refuser)(?: (?:tout|et fermer|et continuer))?|(?:g[ée]rer"
        r"|param[ée]trer) (?:mes|les|vos).{0,40}|continuer sans accepter",
        (
            "Nous utilisons des cookies sur ce site",
            "En acceptant les cookies, vous soutenez la rédaction",
            "Tout accepter",
            "Continuer sans accepter",
        ),
        scope=Scope.HEAD,
        negatives=("Nous avons perdu la guerre", "Ce vote est historique"),
        prose=True,
        hints=_COOKIE_HINTS,
    ),
    Rule(
        "fr_ad",
        Role.BOILERPLATE,
        first("publicité publicite pub annonce annonces passer fermer contenu sponsorisé l'article après masquer")
        + pairs("la", "suite"),
        r"(?:publicit[ée]s?|pub|annonces?|passer (?:la )?(?:publicit[ée]|pub)"
        r"|fermer(?: la .{2,20})?|contenu (?:sponsoris[ée]|partenaire|de nos partenaires)"
        r"|sponsoris[ée]|la suite apr[èe]s (?:la|cette) (?:publicit[ée]|pub)"
        r"|l['’]article continue.{0,40}|(?:la suite|masquer)(?: .{0,30})?)",
        (
            "Publicité",
            "La suite après la publicité",
            "Passer la publicité",
            "Contenu sponsorisé",
        ),
        negatives=("Publicité mensongère au port de Brenn",),
    ),
    Rule(
        "fr_page_date",
        Role.BOILERPLATE,
        first(
            "publié publiée mis mise modifié mise dernière créé date posté actualisé première "
            "diffusé paru rédigé édité publié:"
        )
        + pairs("le", "0 lundi mardi mercredi jeudi vendredi samedi dimanche"),
        r"(?:publi[ée]e?|mise? (?:à|a) jour|mise? en ligne|modifi[ée]e?|cr[ée][ée]|post[ée]|actualis[ée]"
        r"|diffus[ée]e?|paru|r[ée]dig[ée]|(?:derni[èe]re|premi[èe]re) (?:mise à jour|modification"
        r"|publication|diffusion)|[ée]dit[ée]|date(?: de (?:publication|cr[ée]ation"
        r"|mise à jour))?)"
        r"\s?(?:[:,-]|le\b|l['’]|il y a\b|hier|aujourd|ce\b|à\b|(?-i:[a-z]+di)\b|\d"
        r"|depuis)\s?.{1,140}|mise? à jour|publi[ée]"
        r"|(?:le\s)?(?:" + DAY + r")\s?(?:" + CLOCK + r")?\s?(?:[-–—|,•·/(]|modifi|mis)\s?.{0,100}",
        (
            "Publié le 03/05/2021 à 10:04 | Mis à jour le 04/05/2021",
            "Mis à jour hier à 10h04",
            "Dernière mise à jour : 3 mai 2021",
            "Publié il y a 2 heures",
        ),
        Kind.SIGNED,
        negatives=(
            "Publié à Brenn par un petit éditeur qui, le livre fut un succès." * 3,
            "Mis en examen, le maire nie",
        ),
        prose=True,
    ),
    Rule(
        "fr_reading_time",
        Role.BOILERPLATE,
        first("temps lecture durée lu") + last("lecture minutes min mn minute"),
        r"(?:.{0,30}[|·•-]\s?)?(?:temps de lecture|lecture|dur[ée]e(?: de lecture)?|[àa] lire en"
        r"|lu en)\s?(?:estim[ée]\s?)?:?\s?(?:de\s|en\s)?(?:env(?:iron"
        r"|\.)?\s)?\d{0,3}\s?(?:min(?:ute)?s?|mn|sec)?\.?(?:\s?\d{1,2}\s?s\w*)?"
        r"|\d{1,3}\s?(?:min(?:ute)?s?|mn)\.?\s(?:de\s)?lecture|(?:temps de )?lecture",
        ("Temps de lecture : 4 min", "Lecture 3 min.", "4 minutes de lecture"),
        Kind.SIGNED,
        negatives=("Lecture publique au port",),
    ),
)
