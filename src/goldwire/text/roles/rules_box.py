"""Rules for the small boxes of a page in both languages: rows of buttons, credits, datelines, end notes."""

from __future__ import annotations

from goldwire.model.line import Role
from goldwire.text.roles.patterns import AGENCY, DAY, FULL_NAME, MONTH, MONTH_WORDS, NAME
from goldwire.text.roles.rule import Kind, Rule, Scope, closes, first, holds, last, opens, pairs, word

BOXES: tuple[Rule, ...] = (
    Rule(
        "button_row",
        Role.BOILERPLATE,
        holds("   ", "\t"),
        r".{0,190}\S(?: {3,}|\s*\t\s*)\S.*",
        ("Une   Deux   Trois", "Video 01:48 The first lorry   ▶ Play"),
        scope=Scope.HEAD,
        negatives=("Share prices fell",),
    ),
    Rule(
        "bracketed_player",
        Role.BOILERPLATE,
        opens("["),
        r"\[(?:audio|vid[ée]o|video|podcast|live|watch|listen|photos?|gallery|diaporama"
        r"|infographi\w+)\].{0,120}",
        ("[Audio] Hear the bulletin", "[VIDÉO] Le port vu du ciel"),
        Kind.PLAYER,
        negatives=("[The mayor] will not stand again",),
    ),
    Rule(
        "bracketed_names",
        Role.CAPTION,
        closes(")]"),
        r".{14,}[.\w’'”»]\s[(\[](?:photo\s?:?\s)?(?-i:[A-ZÀ-Þ][\w’'. -]{1,40}/\s?[A-ZÀ-Þ][\w’'. -]{1,40})[)\]]$",
        (
            "The quay at Brenn on May 3. (AP Photo/Ida Holt)",
            "The mayor greets the crew at the quay. (Brenn Wire/Ida Holt)",
            "Le quai de Brenn en mai (Ida Holt/Le Port)",
        ),
        Kind.NOTE,
        Scope.TAIL,
        negatives=("BRENN (Kessel/Holt)",),
    ),
    Rule(
        "photo_then_name",
        Role.CAPTION,
        word("photo photos"),
        r".{14,}[.…!?]\s(?:ph\.|photos?|crédit)\s(?-i:[A-ZÀ-Þ])[^.:]{2,60}$",
        ("Le vieux quai, mardi matin. Photo Mairie de Brenn", "Le ferry au port. Photo Ida Holt"),
        Kind.NOTE,
        Scope.TAIL,
    ),
    Rule(
        "name_slash_source",
        Role.CREDIT,
        holds("/"),
        r"(?:" + NAME + r"\s){1,3}" + NAME + r"\s?/\s?(?:(?-i:[A-Z]{2,8})|" + FULL_NAME + r")",
        ("Ida Holt / ALB", "Ida Holt/Brenn Wire"),
        Kind.PHOTO,
        negatives=("News / Sport", "Home / News / Sport"),
    ),
    Rule(
        "initials",
        Role.CREDIT,
        holds("/") + closes(")"),
        r"(?-i:[a-z]{2,4})(?:[/-](?-i:[a-z]{2,4})){1,4}(?:\s?\((?:" + AGENCY + r"|(?-i:[A-Z]{2,6}))\))?",
        ("ih/jv", "ih/jv/km (ALB)", "ih-jv (AFP)"),
        Kind.NOTE,
        negatives=("the crew and/or the mayor", "the (ABC)"),
    ),
    Rule(
        "initials_with",
        Role.CREDIT,
        word("avec with"),
        r"\(?(?-i:[A-ZÀ-Þ]\.?[ -]?){1,3},?\s?(?:\s|,\s)(?:avec|with)\s(?:les?\s|l['’]"
        r"|the\s)?(?-i:[A-ZÀ-Þ]|agenc).{1,60}",
        ("I. H., avec Agence du Port", "(I. H., with Brenn Wire)"),
        Kind.NOTE,
        negatives=("A day with Ida Holt",),
    ),
    Rule(
        "fr_with_agencies",
        Role.CREDIT,
        first("avec"),
        r"\(?avec (?:les (?:informations|infos|agences)|notre|nos|l['’]agence|des agences|agences?"
        r"|l['’]aide).{0,90}\)?",
        ("Avec les agences", "(Avec notre correspondante à Brenn)", "Avec l'aide d'Ida Holt"),
        Kind.NOTE,
        negatives=("Avec les enfants, elle part",),
        prose=True,
    ),
    Rule(
        "place_day",
        Role.DATELINE,
        last(MONTH_WORDS) + closes("0123456789-–—)"),
        FULL_NAME
        + r"(?:\s?\([^()]{2,30}\))?\s?[,|]\s?(?:(?:le|on)\s)?(?:(?:"
        + DAY
        + r")|\d{1,2}(?:er|st|nd|rd|th)?\s"
        + MONTH
        + r"|"
        + MONTH
        + r"\s\d{1,2})(?:\s?\((?:"
        + AGENCY
        + r"|(?-i:[A-Z][\w. ]{1,20}))\))?\s?[-–—/.]*",
        (
            "BRENN, May 3 (Reuters) -",
            "Brenn, 3 May 2021",
            "BRENN, May 3 —",
            "Brenn, le 3 mai 2021",
            "Col de Brenn, le 6 septembre",
            "BRENN, 5 September",
            "BRENN (Kessel), 12 mars 2021 (ALB)",
            "Salt Island, May 3",
        ),
        Kind.SIGNED,
        negatives=("The vote was held on 3 May",),
    ),
    Rule(
        "en_inline_newsletter",
        Role.BOILERPLATE,
        word("inbox newsletter newsletters briefing"),
        r".{0,140}\b(?:(?:in|to|into) your inbox\b|enter your e-?mail"
        r"|our (?:\w+ ){0,3}(?:newsletters?|briefing)\b).{0,120}",
        (
            "The Harbour at Six: our evening newsletter, free",
            "The Morning Sail: a free briefing, in your inbox by seven",
        ),
        negatives=("Newsletter editors were arrested", "A briefing of the crew"),
    ),
    Rule(
        "fr_inline_newsletter",
        Role.BOILERPLATE,
        word("infolettre newsletter newsletters mail matinale"),
        r".{0,140}\b(?:dans votre (?:bo[îi]te|mail)|(?:notre|nos|la"
        r"|votre) (?:\w+ ){0,2}(?:newsletters?|infolettres?)\b"
        r"|par (?:e-?)?mail\b|la lettre (?:matinale|du|de)).{0,120}",
        ("Le Port à six heures : notre newsletter gratuite", "La Vigie, chaque soir dans votre mail"),
        negatives=("Un mail perdu",),
    ),
    Rule(
        "film_length",
        Role.BOILERPLATE,
        first("video durée duration running length"),
        r"(?:video |audio )?(?:duration|length|running time)\s?:.{1,20}"
        r"|dur[ée]e(?: de (?:la vid[ée]o|l['’](?:audio|[ée]mission|extrait)))?\s?:.{1,20}",
        ("Video duration: 00:47", "Durée de la vidéo : 00h01mn52s"),
        Kind.PICTURE,
        negatives=("Duration matters",),
    ),
    Rule(
        "score_line",
        Role.BOILERPLATE,
        word("- –"),
        FULL_NAME + r"\s\d{1,3}\s?[-–]\s?\d{1,3}\s" + FULL_NAME,
        ("Brenn 2 - 1 Kessel", "FC Brenn 0 – 3 Salt Island"),
        negatives=("Brenn 2 - 1 Kessel: how it happened",),
    ),
    Rule(
        "en_sponsor",
        Role.BOILERPLATE,
        first("content presented brought provided") + pairs("a", "message"),
        r"(?:a message from|content (?:by|from)|presented by|brought to you by) .{2,40}",
        ("Content by Harbour Bank", "A message from the ferry line:"),
        Kind.NEXT,
        negatives=("Content by the sea, she said she would never leave Brenn again",),
    ),
    Rule(
        "live_teaser",
        Role.BOILERPLATE,
        first("live direct suivez") + word("live direct") + pairs("en", "direct"),
        r"(?:.{3,90}[:–—-]\s)?(?-i:LIVE|EN DIRECT|DIRECT)\b.{2,120}",
        ("Brenn 3-2 Kessel: LIVE reaction", "EN DIRECT : le vote au conseil", "LIVE: the vote in Brenn"),
        Kind.CHROME,
        negatives=("Live music returns to Brenn", "Direct hit on the harbour"),
    ),
    Rule(
        "wire_slug",
        Role.BOILERPLATE,
        first("1st 2nd 3rd 4th lead update wrapup urgent alert adds corrects refiles"),
        r"(?-i:(?:\d(?:ST|ND|RD|TH) )?(?:LEAD|UPDATE(?: \d)?|WRAPUP(?: \d)?|ALERT|ADDS|CORRECTS"
        r"|REFILES)\b).{0,120}",
        ("2ND LEAD: adds reaction of the mayor", "UPDATE 3 - Brenn votes", "WRAPUP 1: The harbour reopens"),
        negatives=("Lead pipes poison the harbour", "Update on the vote"),
    ),
    Rule(
        "inner_heading",
        Role.SUBHEAD,
        first("key summary background takeaways context analysis: repères contexte points")
        + pairs("the", "details background")
        + pairs("en", "résumé bref")
        + pairs("à", "retenir"),
        r"key (?:points|takeaways|facts|findings)|summary|background|takeaways|the (?:details|background)"
        r"|rep[èe]res|contexte|points cl[ée]s|en r[ée]sum[ée]|[àa] retenir",
        ("Key points", "Summary", "Repères", "En résumé"),
        Kind.HEADING,
        negatives=("Summary justice at the harbour", "Key figures in the vote"),
    ),
    Rule(
        "match_sheet",
        Role.BOILERPLATE,
        first(
            "but buts avertissement avertissements expulsion expulsions arbitre mi-temps spectateurs "
            "remplaçants "
            "referee attendance bookings subs substitutes goals scorers booked"
        )
        + pairs("la", "fiche"),
        r"(?:buts?|avertissements?|expulsions?|arbitres?|mi-temps|spectateurs|rempla[çc]ants|referee"
        r"|attendance"
        r"|bookings|booked|subs(?:titutes)?|goals|scorers)\s?:\s.{2,180}|la fiche technique",
        ("Referee: I Holt. Attendance: 8,204.", "Buts : Holt (12e) pour Brenn.", "La fiche technique"),
        Kind.END,
        Scope.HEAD,
        negatives=("Goals change games", "But what next?"),
        prose=True,
    ),
    Rule(
        "paper_reference",
        Role.BOILERPLATE,
        first("doi citation journal more reference references") + pairs("to", "cite"),
        r"doi\s?:.{2,120}|(?:journal|more|further)? ?(?:information|reference|citation)s?\s?:.{3,190}"
        r"|to cite this .{2,150}",
        ("doi: 10.0000/brenn", "More information: Ida Holt, The harbour (2021)", "Citation: The harbour (2021)"),
        Kind.END,
        Scope.HEAD,
        negatives=("Citation needed, said the mayor",),
        prose=True,
    ),
    Rule(
        "en_reporter_title",
        Role.BYLINE,
        first("reporter correspondent senior chief political business staff sports science health crime foreign"),
        r"(?:(?:senior|chief|political|business|staff|sports?|science|health|crime|foreign|special"
        r"|environment"
        r"|diplomatic|defence|world|data|duty) ){0,2}(?:reporter|correspondent|editor|writer|producer)"
        r"(?:,? (?:in|at|for) .{2,40})?",
        ("Reporter in Salt Island", "Senior political correspondent", "Chief reporter"),
        Kind.SIGNED,
        negatives=("Reporter freed after a month in jail", "Business owners"),
    ),
    Rule(
        "fr_reporter_alone",
        Role.BYLINE,
        first("par"),
        r"par\s?:?",
        ("Par", "Par :"),
        Kind.SIGNED,
    ),
    Rule(
        "en_page_notice",
        Role.BOILERPLATE,
        first("this published from need you want") + pairs("to", "comment"),
        r"this (?:live |document |blog |page |feed |video )+(?:is|has|can|may)\b.{0,30}\b(?:closed"
        r"|ended|subject|no longer"
        r"|available|archived).{0,150}|published in the .{0,40}\b(?:print|edition|issue)\b.{0,120}"
        r"|from\s?:\s(?-i:[A-Z]).{2,70}|need a break\?\s?(?:play|try|take).{2,80}"
        r"|(?:want|you) to (?:comment|respond|reply).{0,80}",
        (
            "This live page is now closed.",
            "This document is subject to copyright.",
            "Published in the print edition of May 3, 2021",
            "From: Ministry of Ports",
        ),
        scope=Scope.HEAD,
        negatives=("This video game is fun", "From here on, the harbour is closed"),
        prose=True,
        hints=(
            "closed",
            "ended",
            "subject",
            "longer",
            "available",
            "archived",
            "edition",
            "issue",
            "from:",
            "from :",
            "break?",
            "to comment",
            "to respond",
            "to reply",
        ),
    ),
)
