"""Rules for French pages, second part: dates, names, captions, players, comments, legal lines, sections."""

from __future__ import annotations

from goldwire.model.line import Role
from goldwire.text.roles.patterns import NAME, SEVERAL_NAMES
from goldwire.text.roles.rule import Kind, Rule, Scope, first, last, pairs, word

_LEGAL_HINTS = (
    "droits",
    "mentions",
    "cgu",
    "conditions",
    "politique d",
    "charte",
    "plan du",
    "qui sommes",
    "contact",
    "reproduction",
    "gestion d",
    "cet article",
    "ce texte",
    "dépêche",
    "cette tribune",
    "cette page",
    "cette pub",
    "cette info",
    "ce contenu",
    "ce billet",
    "version",
    "prenez note",
    "automatis",
    "erreur",
    "faute",
    "coquille",
    "signaler",
    "témoin",
    "aide",
    "faq",
    "traduit",
)

FRENCH_PAGE: tuple[Rule, ...] = (
    Rule(
        "fr_byline",
        Role.BYLINE,
        first(
            "par propos texte textes de reportage article avec écrit recueilli entretien rédigé "
            "auteur auteurs récit analyse interview signé tribune"
        )
        + pairs("un", "article texte reportage récit")
        + pairs("une", "citation enquête"),
        r"(?:par|(?:propos|entretien|interview|t[ée]moignages?)(?: recueillis?| r[ée]alis[ée]e?s?"
        r"| conduit)?(?: et traduits?)? (?:par|avec)|(?:textes?|reportage|article|r[ée]cit"
        r"|analyse|enqu[êe]te|tribune|un (?:article|texte|reportage))(?: r[ée]dig[ée]| [ée]crit"
        r"| sign[ée])?\s?(?:par|de|:)"
        r"|(?:[ée]crit|r[ée]dig[ée]|sign[ée]) par|auteurs?\s?:?|une citation de|de (?:notre"
        r"|nos) (?:correspondant|envoy[ée])\w*+.{0,40}?[,:]?)\s?:?\s*+(?:(?:la|le|l['’]|notre"
        r"|nos)\s?)?"
        r"(?:" + SEVERAL_NAMES + r"|r[ée]daction.{0,40})(?:\s?[,|/·•(–—-]\s?.{1,80}|\s(?:à|au|en|pour"
        r"|le)\s.{2,60})?",
        (
            "De notre correspondant à Brenn",
            "Par Ida Holt",
            "Propos recueillis par Ida Holt",
            "Par Ida Holt, à Brenn",
            "Par Ida Holt et Jon Vestergaard avec AFP",
            "Article rédigé par Ida Holt",
            "Par la rédaction",
        ),
        Kind.SIGNED,
        negatives=(
            "Par ailleurs, le port est fermé",
            (
                "Par Brenn et par Kessel, la route est coupée depuis lundi, selon la préfecture du nord, "
                "qui a appelé à la prudence dans toute la région ce soir."
            ),
        ),
    ),
    Rule(
        "fr_reporter_place",
        Role.BYLINE,
        last(
            "correspondant correspondante correspondants journaliste rédaction envoyé envoyée "
            "spécial spéciale spéciaux reporter rédacteur rédactrice chef éditorialiste politique "
            "économique france"
        )
        + word(
            "envoyé envoyée envoyés correspondant correspondante correspondance journaliste notre rédaction "
            "rédacteur rédactrice (à"
        ),
        SEVERAL_NAMES + r"\s?[,|–—·•(-]\s?.{0,30}?\b(?:correspondant|envoy[ée]|journaliste|r[ée]dact(?:eur|rice"
        r"|ion)|reporter|chroniqueu|[ée]ditorialiste|chef|service)\w*.{0,60}"
        r"|(?:de )?(?:notre|nos) (?:correspondant|envoy[ée])\w*.{0,70}|(?:correspondance"
        r"|correspondante?)(?: (?:à|au|en|de|particuli)\S*.{0,30})?|journaliste.{0,50}"
        r"|(?:la )?r[ée]daction(?: (?:de|du|avec|web|num[ée]rique|internationale?).{0,40})?"
        r"|" + NAME + r"\s" + NAME + r"\s\((?:à|au|en)\s.{2,40}\)",
        (
            "Ida Holt, correspondante à Brenn",
            "Ida Holt, envoyée spéciale à Brenn",
            "Journaliste au service Monde",
        ),
        Kind.SIGNED,
        negatives=(
            (
                "Journaliste de guerre, Ida Holt a quitté Brenn dimanche avec toute son équipe après "
                "deux mois de siège, a-t-elle annoncé."
            ),
        ),
    ),
    Rule(
        "fr_credit",
        Role.CREDIT,
        first("source sources crédit crédits photo photos photographie image illustration visuel vidéo montage ©"),
        r"\(?(?:sources?|cr[ée]dits?(?: photos?)?|photos?|photographies?|images?|illustration"
        r"|visuel|vid[ée]o|montage)\s?(?::|©|/|par\s|-)\s?(?:©\s?)?(?:d\.?r\.?|"
        + SEVERAL_NAMES
        + r")(?:\s?[/|,–-]\s?[\w .’'/]{2,50})?\)?\.?"
        r"|photo d['’](?:illustration|archives?).{0,60}|\(?(?:image"
        r"|photo) (?:d['’]illustration|d['’]archives?|prétexte|symbolique)\)?.{0,60}",
        (
            "Crédit photo : Ida Holt / Port",
            "Photo d'illustration. Ida Holt",
        ),
        Kind.PHOTO,
        negatives=("Source de vie, le port",),
        prose=True,
    ),
    Rule(
        "fr_caption_last",
        Role.CAPTION,
        last("d'illustration d'archives d'archive illustration archives photo droite gauche réservés dr"),
        r".{12,}(?:(?:\(|[.,–—|/-]\s?)(?:photo |image |vue )?(?:d['’](?:illustration|archives?)"
        r"|illustration|archives|DR|\s?droits r[ée]serv[ée]s)|\((?:photo|image|illustration"
        r"|archives?|à (?:droite|gauche))[^()]{0,60}\))\)?\.?$",
        (
            "Le port de Brenn en mai (photo d'illustration)",
            "La maire de Brenn, en mai. - DR",
            "Le vieux quai, en mai. Photo d'archives",
        ),
        Kind.NOTE,
        Scope.TAIL,
    ),
    Rule(
        "fr_caption_prefix",
        Role.CAPTION,
        first("légende photo image illustration ici vue capture photo: image:"),
        r"(?:l[ée]gende(?: de l['’]image)?\s?:?\s|(?:photo|image|illustration)\s?:\s.{25,}"
        r"|(?:photo|image) (?:montrant|de|d['’]un).{10,}|capture d['’][ée]cran).{5,}",
        (
            "Légende : Le port de Brenn au petit matin",
            "Capture d'écran du site du port",
            "Photo montrant le port de Brenn en mai",
        ),
        Kind.NOTE,
        negatives=("Image ternie pour la maire",),
        prose=True,
    ),
    Rule(
        "fr_player",
        Role.BOILERPLATE,
        first(
            "écoutez ecoutez écouter regardez regarder voir lecteur lecture lancer votre cette "
            "réécouter podcast pause couper mute activer podcasts lire podcast:"
        )
        + pairs("la", "vidéo")
        + pairs("le", "lecteur"),
        r"[ée]coute[zr] (?:les?|la|l['’]|notre|ce|cet|cette|son|aussi).{0,120}"
        r"|r[ée][ée]couter.{0,60}|regarde[zr] (?:la|le|cette|notre|l['’]).{0,30}(?:vid[ée]o"
        r"|reportage|[ée]mission|interview|extrait|direct|document).{0,50}|voir la vid[ée]o.{0,30}"
        r"|lecteur (?:audio|vid[ée]o).{0,30}|lancer la .{2,20}|(?:cette vid[ée]o|le lecteur"
        r"|la vid[ée]o) (?:n['’]est|ne peut|est|va).{0,60}|lire (?:la vid[ée]o|l['’]audio)"
        r"|couper le son|activer le son|podcasts?\s?:.{0,100}",
        (
            "Écoutez le reportage d'Ida Holt",
            "Regardez la vidéo du départ",
            "Lecteur audio",
            "Réécouter",
        ),
        Kind.PLAYER,
        negatives=(
            "Écoutez, dit-elle, le port est fermé",
            "Regardez la mer, dit la maire",
        ),
        prose=True,
    ),
    Rule(
        "fr_tags",
        Role.BOILERPLATE,
        first(
            "tags mots thèmes thème mots-clés sujets thématiques catégories catégorie rubriques "
            "rubrique tag étiquettes classé lieux personnalités"
        ),
        r"(?:tags?|mots[ -]cl[ée]s|th[èe]mes?|th[ée]matiques|cat[ée]gories?|rubriques?"
        r"|[ée]tiquettes|sujets|lieux|personnalit[ée]s|class[ée] (?:dans|sous))(?: (?:associ[ée]s"
        r"|li[ée]s|de l['’]article|abord[ée]s).{0,20})?(?:\s?:.{0,150})?",
        ("Mots-clés : vote, port", "Thèmes associés", "Rubrique : Monde"),
        Kind.END,
        negatives=("Thèmes de campagne au port",),
    ),
    Rule(
        "fr_comments",
        Role.BOILERPLATE,
        first(
            "commentaires commentaire commenter réagissez voir lire laisser laissez 0 soyez écrire "
            "réactions vos votre ajouter poster participez donnez aucun cet"
        )
        + pairs("les", "commentaires commentaire réactions")
        + last("commentaires commentaire réactions réaction"),
        r"(?:\d+|voir|lire|laisse[rz]|aucun|[ée]crire|ajouter|poster|tous|vos|les|un|le"
        r"|soyez le premier [àa] r[ée]agir)?(?: \d+)? ?(?:un |le |les |votre |vos |des "
        r"|tous les )?(?:commentaires?|r[ée]actions?)(?: \(?\d+\)?| sont ferm[ée]s.{0,20}"
        r"| sur .{2,60})?"
        r"|r[ée]agissez.{0,60}|soyez le premier .{2,40}|participez .{2,60}"
        r"|donnez votre avis.{0,40}|votre adresse .{2,80}|commenter(?: l['’]article.{0,20})?",
        (
            "14 commentaires",
            "Laisser un commentaire",
            "Commentaires (12)",
            "Réagissez à cet article",
        ),
        Kind.END,
        negatives=("Commentaires acerbes de la maire au conseil",),
    ),
    Rule(
        "fr_legal",
        Role.BOILERPLATE,
        first(
            "tous mentions cgu conditions politique charte plan qui contact contactez-nous "
            "reproduction signaler nos gestion cet ce cette prenez aide faq l'écoute "
            "traduit vous"
        )
        + pairs("la", "dépêche reproduction")
        + pairs("une", "erreur faute coquille information correction première précédente version")
        + pairs("un", "témoignage")
        + last("réservés"),
        r"(?:.{0,60}tous droits.{2,80}|mentions l[ée]gales.{0,40}|cgu.{0,20}"
        r"|conditions (?:g[ée]n[ée]rales|d['’]utilisation).{0,60}|politique (?:de"
        r"|des) (?:confidentialit|cookies|donn[ée]es|protection).{0,40}|charte .{2,60}"
        r"|plan du site|qui sommes[- ]nous.{0,10}|contact(?:s|ez[- ]nous)?(?:\s?:.{2,80})?"
        r"|reproduction .{2,80}|gestion (?:des|du) .{2,30}|(?:cet article|ce texte"
        r"|cette (?:information|d[ée]p[êe]che|tribune|publication|page)|ce (?:contenu|billet)"
        r"|la d[ée]p[êe]che|une (?:premi[èe]re"
        r"|pr[ée]c[ée]dente) version)\b.{0,50}\b(?:a [ée]t[ée]|est (?:paru|extrait|initialement"
        r"|issu|publi[ée])|indiquait|pourrait contenir|provient|n['’]engage|affirmait"
        r"|mentionnait).{0,150}"
        r"|prenez note.{0,160}|l['’][ée]coute automatis.{0,140}|une (?:erreur|faute|coquille"
        r"|information|correction)\b.{0,80}(?:signal|article|texte|[ée]crivez|contact"
        r"|partag).{0,80}|vous (?:avez|souhaitez|constatez|[êe]tes) .{0,80}(?:erreur|faute"
        r"|t[ée]moin|signaler|info[ar]?|contact).{0,80}|aide(?: et contact)?|faq|traduit (?:de"
        r"|par|du) .{2,60}|tous droits)",
        (
            "Tous droits réservés",
            "Mentions légales",
            "Cet article a été modifié le 3 mai",
            "Une précédente version indiquait un autre nom",
            "Conditions générales de vente",
        ),
        Kind.END,
        negatives=("Cet article de loi fut rejeté par la maire", "Tous sont partis"),
        prose=True,
        hints=_LEGAL_HINTS,
    ),
    Rule(
        "fr_correction",
        Role.BOILERPLATE,
        first("correction rectificatif précision erratum mise note ndlr"),
        r"(?:correction|rectificatif|pr[ée]cision|erratum|note (?:de la r[ée]daction"
        r"|aux r[ée]dactions)|ndlr)\b\s?(?:[:,|(–-].{0,180}|du \d.{0,150}|apport.{0,120}"
        r"|le \d.{0,150})?",
        (
            "Rectificatif : le nom de la maire a été corrigé",
            "Note de la rédaction",
            "Correction du 3 mai : le port est au nord",
        ),
        Kind.END,
        negatives=("Correction sévère pour la maire",),
        prose=True,
    ),
    Rule(
        "fr_press",
        Role.BOILERPLATE,
        first("communiqué contact contacts sous pour dossier diffusion service") + pairs("à", "propos"),
        r"communiqu[ée](?: de presse)?(?: du .{2,30}| n\S.{1,10})?|(?:contacts?|service"
        r"|dossier de) presse.{0,60}|sous embargo.{0,60}|pour diffusion imm[ée]diate"
        r"|à propos (?:de|du|d['’]).{2,60}|diffusion imm[ée]diate",
        (
            "Communiqué de presse",
            "Contact presse : Ida Holt",
            "Pour diffusion immédiate",
            "À propos de Brenn Énergie",
        ),
        Kind.END,
        negatives=("Communiqué de guerre lu à la radio par le général",),
        prose=True,
    ),
    Rule(
        "fr_nav",
        Role.BOILERPLATE,
        first(
            "article menu accueil rechercher recherche fermer retour suivant précédent aller "
            "connexion navigation ouvrir afficher mon services météo jeux boutique réessayer s'informer "
            "chargement haut accéder"
            " précédente suivante valider ok annuler passer édition inscription programmes programme"
        ),
        r"(?:ouvrir |fermer |afficher )?(?:menu|navigation|recherche(?:r)?)(?: .{0,20})?|accueil"
        r"|fermer|retour(?: (?:à|au|en|vers|accueil|sur).{0,30})?|(?:article )?(?:suivant"
        r"|pr[ée]c[ée]dent)e?s?|aller (?:au|à|en) .{2,30}|connexion|mon compte.{0,20}|m[ée]t[ée]o"
        r"|jeux|boutique"
        r"|chargement\W*|r[ée]essayer|haut de (?:la )?page|acc[ée]der au .{2,30}|valider|ok|annuler"
        r"|passer (?:au|à la|au) .{2,20}|[ée]dition .{2,20}|programmes?(?: t[ée]l[ée])?",
        (
            "Menu   La ville   Sports",
            "Accueil",
            "Retour à l'accueil",
            "Aller au contenu",
            "Article suivant",
        ),
        negatives=(
            "Retour de la maire au port",
            "Menu spécial pour les enfants de la ville de Brenn et de toute la région",
        ),
    ),
    Rule(
        "fr_section",
        Role.BOILERPLATE,
        first(
            "monde politique économie société culture sport sports santé sciences science afrique "
            "europe asie amériques moyen-orient france international internationale faits justice "
            "education éducation"
            " environnement planète tech médias idées opinions débats tribune tribunes "
            "éditorial édito régions région météo loisirs musique cinéma livres actualité "
            "actualités actu infos info analyse"
            " décryptage reportage enquête récit entretien portrait vidéos conflit guerre "
            "climat emploi immobilier high-tech proche-orient grand direct lifestyle "
            "style people télé conso argent bourse"
        )
        + pairs("la", "guerre france planète bourse")
        + pairs("le", "monde conflit"),
        r"(?:(?:le |la |l['’])?(?:monde|politique|[ée]conomie|soci[ée]t[ée]|culture|sports?"
        r"|sant[ée]|sciences?|afrique|europe|asie|am[ée]riques?|moyen[- ]orient|proche[- ]orient"
        r"|france|international(?:e|es)?|faits[- ]divers|justice|[ée]ducation|environnement"
        r"|plan[èe]te|(?:high-)?tech|m[ée]dias"
        r"|id[ée]es|opinions?|d[ée]bats?|tribunes?|[ée]ditorial|[ée]dito|r[ée]gions?|m[ée]t[ée]o"
        r"|loisirs|musique|cin[ée]ma|livres|actualit[ée]s?|actu|infos?|analyse|d[ée]cryptage"
        r"|reportage|enqu[êe]te|r[ée]cit|entretien|portrait|vid[ée]os|conflits?|guerre|climat"
        r"|emploi|immobilier|people|t[ée]l[ée]|conso|argent|bourse)"
        r"(?:\s?(?:[&,/|>·•-]|et)?\s?)){1,12}",
        (
            "Monde",
            "Politique",
            "Sciences et Santé",
            "Faits divers",
            "International / Afrique",
        ),
        Kind.LABEL,
        negatives=("Guerre au nord", "Le monde change", "Politique de la ville"),
    ),
)
