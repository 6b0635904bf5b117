"""Rules that hold in any language: signs, numbers, agencies, names of places and people."""

from __future__ import annotations

from goldwire.model.line import Role
from goldwire.text.roles.patterns import (
    AGENCY,
    AGENCY_LAST,
    CLOCK,
    DAY,
    FULL_NAME,
    MONTH,
    PHOTO_SOURCE,
)
from goldwire.text.roles.rule import (
    UPPER_LAST,
    Kind,
    Rule,
    Scope,
    closes,
    first,
    holds,
    last,
    opens,
    pairs,
    word,
)

_DATE_WORDS = "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday"
_JOURS = "lundi mardi mercredi jeudi vendredi samedi dimanche on"
_MONTHS = (
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july "
    "august september"
    " october november december"
)

COMMON: tuple[Rule, ...] = (
    Rule(
        "framed_heading",
        Role.SUBHEAD,
        opens("-–—"),
        r"(?:-{1,2}|–|—)\s+\S.{1,70}\S\s+(?:-{1,2}|–|—)",
        ("- A broken promise -", "– Vote in doubt –", "-- The long wait --"),
        Kind.HEADING,
        negatives=("- bread and milk", "- a vote - he said - and a promise", "–"),
    ),
    Rule(
        "quoted_heading",
        Role.SUBHEAD,
        opens("‘'“\"«"),
        r"[‘'“\"«]\s?[^‘’“”\"«»]{2,90}(?:(?<=\w)['’][^‘’“”\"«»]{1,60})?[^\s.,;!?…]\s?[’'”\"»]",
        (
            "‘The harbour must reopen’",
            "“A new start for Brenn”",
            "« Un pari sur demain »",
        ),
        Kind.HEADING,
        negatives=("“We are done.”", "“Yes,” she said", "“We will stay,”"),
    ),
    Rule(
        "copyright_legal",
        Role.BOILERPLATE,
        opens("©") + first("copyright"),
        r"(?:©|copyright)[^|:]{0,44}?\b(?:(?:19|20)\d{2}\b|(?:rights|droits) r[ée]serv).*",
        ("© 2021 Brenn Media. All rights reserved.", "Copyright © 2019 Kessel Post"),
        Kind.END,
        negatives=("© Ida Holt, AFP", "© AP"),
        prose=True,
    ),
    Rule(
        "copyright_caption",
        Role.CAPTION,
        opens("©"),
        r"©.{1,80}(?:[|:]|\s[-–—]\s)\s*\S.{15,}",
        (
            "© Ida Holt, AFP | The mayor of Brenn at the quay",
            "© Reuters - La maire de Brenn sur le quai",
        ),
        Kind.NOTE,
        Scope.HEAD,
        negatives=("© 2021 Brenn Media",),
        prose=True,
    ),
    Rule(
        "copyright_credit",
        Role.CREDIT,
        opens("©") + first("copyright"),
        r"(?:©|copyright)\s?:?\s?[^.]{2,70}",
        ("© Ida Holt, AFP", "©AFP", "Copyright : Ida Holt"),
        Kind.PHOTO,
        negatives=("© 2021. All rights reserved.",),
    ),
    Rule(
        "bracketed_photo_source",
        Role.CAPTION,
        closes(")]"),
        r"\S+ \S+ .*[\[(](?:(?:file\s+)?photos?\b|pic(?:ture)?\b|image|cr[ée]dits?\b|©"
        r"|archives?\b|via\s)?[^\[\]()]{0,60}?"
        r"(?:"
        + PHOTO_SOURCE
        + r"(?:[/,\s-][^\[\]()]{0,40})?|(?<=hoto )[^\[\]()]{2,60}|(?<=hoto: )[^\[\]()]{2,60})[\])]$",
        (
            "A quay in the old harbour (Photo Ida Holt)",
            "A ferry leaves Brenn next week [Getty]",
        ),
        Kind.NOTE,
        Scope.TAIL,
        negatives=("BRENN (AFP)", "The vote was lost (again)"),
    ),
    Rule(
        "photo_source_last",
        Role.CAPTION,
        last("afp ap reuters images getty shutterstock sipa maxppp epa belga alamy imago file anadolu istock stock"),
        r".{20,}[\s.,/|]\s?(?:©|[-–—|/•]|(?-i:[A-Z])\S+\s?/|(?:photo|cr[ée]dits?|picture|image"
        r"|photograph)\s?:)\s?"
        r"[^.]{0,50}?" + PHOTO_SOURCE + r"[^.]{0,30}$",
        (
            "Le quai de Brenn, le 3 mai. (Photo Ida Holt / Sipa)",
            "The mayor of Brenn at the quay, May 3. © Ida Holt / AFP",
            "The old harbour at dawn Photograph: Ida Holt/Getty Images",
            "La maire de Brenn sur le quai, le 3 mai. IDA HOLT / AFP",
        ),
        Kind.NOTE,
        Scope.TAIL,
    ),
    Rule(
        "capital_credit",
        Role.CAPTION,
        UPPER_LAST + closes("»)"),
        r".{14,}(?:[.,;:]|\||[’'”»])\s(?:\(|©|[–—/|-])?\s?(?-i:[A-ZÀ-Þ][A-ZÀ-Þ’'.-]+(?:[ /,"
        r"|•]{1,3}[A-ZÀ-Þ][A-ZÀ-Þ’'.-]*){1,7})"
        r"(?:\s(?:POUR|FOR|VIA)\s.{2,40})?\)?$",
        (
            "Le quai de Brenn, le 3 mai 2021. IDA HOLT POUR « LE PORT »",
            "Le quai de Brenn, mercredi 3 mai. | BRENN MATIN",
            "Une rue de Brenn, le 3 mai. (IDA HOLT / RADIO BRENN)",
        ),
        Kind.NOTE,
        Scope.TAIL,
        negatives=("The vote was held in the USA",),
    ),
    Rule(
        "copyright_last",
        Role.CAPTION,
        word("credit crédit credits crédits photo photos photograph photographie") + holds("©", "redit."),
        r".{14,}(?:©|\bcredit\s?(?:\.{3}|…|:)|\bcr[ée]dits?(?: photos?)?\s?:"
        r"|photo(?:graph)?\s?:)\s?[^.©]{2,70}$",
        (
            "Le ferry échoué, samedi. © Maxphoto / Ida Holt",
            "A crew at work outside Brenn. Credit...Ida Holt for The Post",
            "The old harbour. Photograph: Ida Holt/The Post",
        ),
        Kind.NOTE,
        Scope.TAIL,
    ),
    Rule(
        "player_prefix",
        Role.BOILERPLATE,
        word("audio podcast podcasts video photos watch listen"),
        r"(?:(?-i:[A-Z]+)\s)?(?-i:AUDIO|PODCASTS?|VIDEO:|PHOTOS:|WATCH:|LISTEN:"
        r"|Podcast\s[-:])\s?[.:|–—-]?\s?\S.{4,}",
        (
            "AP AUDIO: Court frees two editors",
            "PODCAST. Le procès du port",
            "VIDEO: The ferry runs aground",
        ),
        scope=Scope.HEAD,
        negatives=("The AUDIO was clear",),
    ),
    Rule(
        "photo_source_alone",
        Role.CREDIT,
        last("afp ap reuters images getty shutterstock sipa maxppp epa belga alamy imago file anadolu istock stock"),
        r"(?:"
        + FULL_NAME
        + r"\s?[-–—/|,•]\s?){0,3}(?:AFP\s(?=via))?(?:(?:AFP|AP)?\s?via\s)?"
        + PHOTO_SOURCE
        + r"(?:\s?[/,]\s?[\w .]{2,30})?(?:\s+photo)?",
        (
            "AFP, AP, Reuters",
            "Getty Images",
            "Ida Holt/Getty Images",
            "Ida Holt - AFP",
            "AFP via Getty Images",
        ),
        Kind.PHOTO,
        negatives=("The strike was announced by Reuters",),
    ),
    Rule(
        "agency_alone",
        Role.CREDIT,
        last(AGENCY_LAST),
        r"\(?(?:sources?|cr[ée]dits?)?\s?:?\s?"
        + AGENCY
        + r"(?:\s?(?:[/,;&+]|et|and|with|avec)\s?"
        + AGENCY
        + r"){0,4}\)?",
        ("SourceThe Associated Press", "(AP)"),
        Kind.NOTE,
        negatives=("AFP says it will hire",),
    ),
    Rule(
        "paper_with_agency",
        Role.CREDIT,
        last(AGENCY_LAST + " agences agencies agence"),
        r"[\[(]?(?:[\w.’'\- ]{1,40}?\s)?(?:with|avec|from|via|and|et|d['’]après|material from|wires?,?)\s"
        r"(?:les\s|l['’])?(?:" + AGENCY + r"|agences?|agencies|news agencies)"
        r"(?:(?:\s?(?:[/,;&+]|et|and)\s?)" + AGENCY + r"){0,4}\.?[\])]?",
        (
            "I.H. avec AFP",
            "(BRENN POST with AP)",
            "Avec Reuters",
            "La rédaction avec AFP",
            "With AFP and Reuters",
        ),
        Kind.NOTE,
        negatives=("He was glad to speak with AP about the vote on the harbour",),
    ),
    Rule(
        "place_agency",
        Role.DATELINE,
        closes(")-–—") + last(AGENCY_LAST),
        FULL_NAME
        + r"(?:,\s?"
        + FULL_NAME
        + r")?(?:,?\s(?:\d{1,2}\s"
        + MONTH
        + r"|"
        + MONTH
        + r"\s\d{1,2})(?:,?\s\d{4})?)?"
        r"\s?\("
        + AGENCY
        + r"\)\s?[-–—]*|"
        + FULL_NAME
        + r",\s"
        + FULL_NAME
        + r"\s?[–—]|(?-i:[A-ZÀ-Þ ,.'-]{3,40}?)\s?[-–—]{1,2}(?:\s?"
        + AGENCY
        + r")?",
        ("Brenn (AFP)", "BRENN, Kessel (AP) —", "BRENN —"),
        Kind.NOTE,
        negatives=("The ferry (AFP) left",),
    ),
    Rule(
        "date_alone",
        Role.BOILERPLATE,
        opens("0123456789") + first(_DATE_WORDS) + pairs("le", "0") + first(_JOURS) + first(_MONTHS),
        r"(?:" + DAY + r")(?:\s?[-–—|,·•/]?\s?" + CLOCK + r")?(?:\s?[-–—|·•/]\s?.{0,30})?",
        (
            "08 May, 2021",
            "2021-05-03 10:04",
            "3 mai 2021 à 10h04",
            "Mon 3 May 2021 10.04 BST",
            "May 3, 2021 | 10:04 AM",
        ),
        Kind.DATE,
        negatives=("3 May was a cold day in Brenn", "2021 was a good year"),
    ),
    Rule(
        "clock_alone",
        Role.BOILERPLATE,
        opens("0123456789"),
        r"\d{1,2}\s?[h:.]\s?\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?\s*(?-i:[A-Z]{2,4})?",
        ("10:04", "3:24", "10h04", "9.15 am GMT"),
        Kind.PLAYER,
        negatives=("10:04 The vote begins", "10,000"),
    ),
    Rule(
        "player_time",
        Role.BOILERPLATE,
        opens("0123456789-"),
        r"-?\d{1,2}:\d{2}(?::\d{2})?\s?[/|]?\s?-?\d{1,2}:\d{2}(?::\d{2})?",
        ("0:00 / 3:24", "00:00 00:02:33"),
        Kind.PLAYER,
    ),
    Rule(
        "duration",
        Role.BOILERPLATE,
        opens("0123456789"),
        r"(?:\d{1,3}\s?(?:h|hrs?|hours?|heures?)\s?)?\d{1,3}\s?(?:min(?:ute)?s?|mn|m"
        r"|['’′])\.?\s?(?:\d{1,2}\s?(?:s|secs?|seconde?s?|[\"”″])?)?"
        r"|\d{1,3}\s?(?:s|secs?|seconde?s?)\.?",
        ("12 min", "41 secs", "3 min 20 s", "2'30"),
        Kind.PLAYER,
        negatives=("12 minutes later the vote began",),
    ),
    Rule(
        "ago",
        Role.BOILERPLATE,
        last("ago") + pairs("il", "y"),
        r"(?:\d+|an?|une?)\s?(?:[smhdj]|secs?|mins?|minutes?|hours?|hrs?|days?|weeks?|months?|years?)\sago"
        r"|il y a (?:\d+|une?)\s?(?:min(?:ute)?s?|h(?:eure)?s?|jours?|semaines?|mois|ans?)",
        ("3 hours ago", "il y a 2 jours"),
        Kind.SIGNED,
    ),
    Rule(
        "hashtag_line",
        Role.BOILERPLATE,
        opens("#"),
        r"#\s?[\w’'%&. ]{1,30}(?:\s*#\w{1,30})*|#{2,}",
        ("#HARBOUR 51", "#vote #brenn", "###"),
        Kind.CHROME,
    ),
    Rule(
        "crumb_trail",
        Role.BOILERPLATE,
        word("> › » / | · •"),
        r"(?:[^>›»/|·•.]{2,25}\s[>›»/|·•]\s?){2,8}[^>›»/|·•.]{0,60}|(?:home|accueil)\s[>›»/|·•]\s.{2,80}",
        (
            "Home > World > Kessel",
            "Accueil / Monde / Afrique",
        ),
        negatives=("« Yes » or no",),
    ),
    Rule(
        "address_line",
        Role.BOILERPLATE,
        first("http https www") + holds("/", "www.", "@"),
        r"(?:\W{0,3}(?:https?://|www\.)\S+|[\w.’' -]{0,60}(?:https?://|www\.)\S+|@\w{2,30}"
        r"|[\w’'.: -]{0,50}[\s:|(]@\w{2,30}\)?"
        r"|[\w .:-]{0,40}[\w.+-]{1,40}@[\w-]{1,40}\.[\w.]{2,20})",
        (
            "https://brenn.example/vote",
            "@ida_holt",
            "Ida Holt @ida_holt",
            "Email: desk@brenn.example",
        ),
        negatives=("The site www.brenn.example was closed on Monday by the town.",),
    ),
    Rule(
        "counter",
        Role.BOILERPLATE,
        opens("0123456789+") + first("fig image photo"),
        r"\+?\d[\d,. ]{0,8}\s?[kKmM]?|\d+\s?(?:/|of|sur)\s?\d+|(?:image|photo"
        r"|fig\.?)\s?\d+\s?(?:/|of|sur)\s?\d+",
        ("12", "1/12", "3 of 12", "Photo 1 sur 4"),
        negatives=("12 people",),
    ),
    Rule(
        "network_name",
        Role.BOILERPLATE,
        first(
            "facebook twitter x whatsapp linkedin instagram youtube telegram e-mail email mail "
            "messenger pinterest reddit"
            " flipboard bluesky threads tiktok snapchat rss sms tumblr"
        ),
        r"(?:(?:facebook|twitter|x|whats\s?app|linkedin|instagram|youtube|telegram|e-?mail|mail"
        r"|messenger|pinterest|reddit"
        r"|flipboard|bluesky|threads|tiktok|snapchat|rss|sms|tumblr|print|link|share|\(twitter\)"
        r"|ex-twitter)[\s,|/·•]*){1,10}",
        ("Facebook", "Facebook Twitter WhatsApp", "E-mail"),
        negatives=("Facebook said the page was closed",),
    ),
    Rule(
        "audio_video",
        Role.BOILERPLATE,
        first(
            "video vidéo audio podcast live direct diaporama infographie portfolio gallery galerie "
            "watch playlist replay"
        ),
        r"(?:videos?|vid[ée]os?|audio|podcasts?|live|direct|diaporama|infographie|portfolio"
        r"|galerie|gallery|playlist|replay)"
        r"(?:\s?[-–—:|]?\s?\d{1,2}:\d{2}(?::\d{2})?)?",
        ("VIDEO", "Podcast", "Vidéo 2:31"),
        Kind.PLAYER,
    ),
    Rule(
        "rule_line",
        Role.BOILERPLATE,
        opens("-–—_*=•·|/\\.…~+<>×✕✖►▶→↓↑←"),
        r"[\W_]{1,200}|[×✕✖xX]",
        ("-----", "***", "►"),
    ),
)
