"""Rules for what a site says to its readers, in both languages: limits, thanks, comments, opinions, "
"teasers."""

from __future__ import annotations

from goldwire.model.line import Role
from goldwire.text.roles.rule import Kind, Rule, Scope, closes, first, pairs, word

READER: tuple[Rule, ...] = (
    Rule(
        "en_reader_limit",
        Role.BOILERPLATE,
        first("you this please javascript subscribers unlock log live thank thanks your it's") + pairs("to", "read"),
        r"you (?:have|['’]ve) (?:\d+|one|two|three|no|reached|used|read) .{0,40}\b(?:articles?"
        r"|stories|limit)\b.{0,60}"
        r"|this (?:article|story|post|page|video) is (?:more than|over|at least|from) .{2,40}"
        r"|please (?:enable|turn on|log in|sign in|allow|wait|try|check|note that this|read our"
        r"|subscribe|upgrade)\b"
        r".{0,120}|javascript .{0,60}|subscribers (?:get|have|can|receive) .{2,100}|unlock .{0,80}"
        r"|log in or .{2,80}|live (?:coverage|blog|page|stream) (?:has|is) .{2,60}|thanks? (?:you )?for"
        r" (?:reading|signing|subscribing|your support|joining|visiting)\b.{0,100}|your (?:support"
        r"|donation|subscription"
        r"|membership|gift) (?:makes|helps|has|means|will|matters|keeps)\b.{0,100}|it['’]s free\b.{0,40}"
        r"|to read (?:more|the (?:full|rest)|this)\b.{0,80}",
        (
            "You have 3 free articles left.",
            "This article is more than 2 years old",
            "Please enable cookies to continue.",
            "Thank you for reading the Post.",
            "To read more, subscribe.",
        ),
        scope=Scope.HEAD,
        negatives=("You have to go, she said", "Please stay, he told the crew", "Thanks to the crew, nobody drowned"),
        prose=True,
    ),
    Rule(
        "en_reader_voice",
        Role.BOILERPLATE,
        first("what have tell be comments read views opinions clarification got share")
        + pairs("the", "views opinions"),
        r"what do you (?:think|make)\b.{0,30}\?.{0,80}|have you (?:been affected|got a (?:tip"
        r"|story))\b.{0,60}\?.{0,80}"
        r"|tell us\b.{0,80}|be the first to .{2,40}|comments (?:are|have been|on this) .{2,80}"
        r"|read our comment.{2,60}"
        r"|(?:the )?(?:views|opinions) (?:are|expressed|presented)\b.{2,180}|clarifications?\s?:.{2,150}"
        r"|got a (?:tip|story|question)\b.{0,80}|share your (?:thoughts|views|story|experiences?)\b.{0,80}",
        (
            "What do you think? Let us know in the comments.",
            "The views expressed here are the author's own.",
            "Comments are moderated before publication.",
            "Be the first to comment",
        ),
        Kind.END,
        Scope.HEAD,
        negatives=("Have you seen the harbour?", "What do you want, she asked", "The views from the quay are wide"),
        prose=True,
    ),
    Rule(
        "label_teaser",
        Role.BOILERPLATE,
        first(
            "don't miss opinion editorial explainer analysis gallery carte portrait vrai diaporama "
            "replay décryptage "
            "sondage quiz map timeline watch"
        )
        + pairs("en", "images vidéo bref"),
        r"(?:don['’]t miss|opinion|editorial|explainer|gallery|quiz|map|timeline)\s?[:|>]\s?.{10,140}"
        r"|(?:carte|en images|en vid[ée]o|diaporama|replay|quiz|sondage|vrai ou faux)\s?[.:|>!]\s.{8,140}",
        ("Don't miss: The harbour closes for a week", "Opinion: The harbour must open", "CARTE. Le port et ses quais"),
        Kind.CHROME,
        negatives=("Opinion is divided in the harbour", "Carte sur table, dit la maire"),
    ),
    Rule(
        "caption_in_brackets",
        Role.CAPTION,
        closes(")]"),
        r".{12,}[(\[](?:image|picture|pic|photo|cr[ée]dits?|file|visuel|dr)\s?[:/]\s?[^()\[\]]{2,60}[)\]]$",
        ("The harbour at dawn (Image: Ida Holt)", "Le port de Brenn en mai (Crédit : Le Port)"),
        Kind.NOTE,
        Scope.TAIL,
        negatives=("The harbour (closed: for now)",),
    ),
    Rule(
        "caption_bar_name",
        Role.CAPTION,
        word("|"),
        r".{14,}[.…]\s\|\s(?:photo\s?:?\s)?(?-i:[A-ZÀ-Þ])[^.|]{3,60}$",
        ("Workers wait at the gate of the harbour. | Ida Holt", "Le port, mardi. | Photo Ida Holt"),
        Kind.NOTE,
        Scope.TAIL,
    ),
    Rule(
        "fr_reader_notice",
        Role.BOILERPLATE,
        first("cet merci votre avez-vous publié publiée ce") + pairs("en", "cliquant vous"),
        r"cet article vous (?:a|int[ée]resse|est).{2,80}|merci (?:d['’]avoir|de (?:votre|nous|lire)"
        r"|pour votre)\b.{0,80}"
        r"|votre (?:inscription|abonnement|compte|adresse|e-?mail|commentaire|soutien|don) .{2,100}"
        r"|en (?:cliquant|vous (?:inscrivant|abonnant)) .{2,120}|avez-vous (?:trouv[ée]|vu"
        r"|rep[ée]r[ée]) une? .{2,80}\?"
        r"|publi[ée]e? dans (?:l['’][ée]dition|le num[ée]ro|le journal)\b.{2,60}"
        r"|ce (?:texte|billet|contenu) (?:a [ée]t[ée] publi|est paru|n['’]engage).{2,100}",
        (
            "Cet article vous a plu ? Soutenez le port.",
            "Merci d'avoir lu cet article.",
            "Votre inscription a bien été prise en compte.",
            "Publié dans l'édition du 3 mai 2021",
        ),
        scope=Scope.HEAD,
        negatives=("Cet article de loi fut rejeté", "Merci, a-t-elle dit", "Votre ville est belle"),
        prose=True,
    ),
    Rule(
        "fr_reader_voice",
        Role.BOILERPLATE,
        first("vous")
        + pairs("les", "commentaires propos opinions contributions")
        + pairs("la", "rédaction")
        + pairs("le", "contenu"),
        r"vous (?:souhaitez|voulez|avez|pouvez|aimez) .{0,40}\b(?:r[ée]agir|cet article|commenter"
        r"|t[ée]moigner|une info"
        r"|la r[ée]daction)\b.{0,100}|les commentaires (?:sont|seront|ne sont|font|publi[ée]s"
        r"|post[ée]s) .{2,100}|les (?:propos|opinions|contributions) .{0,60}n['’]engagent"
        r".{2,80}|la r[ée]daction (?:n['’]est pas|se r[ée]serve|ne saurait) .{2,120}",
        (
            "Vous souhaitez réagir à cet article ?",
            "Les commentaires sont modérés.",
            "Les propos tenus n'engagent que leur auteur.",
        ),
        Kind.END,
        negatives=(
            "Vous avez tort, a dit la maire",
            "Les commentaires de la maire ont choqué",
            "Les propos de la maire ont choqué",
        ),
        prose=True,
    ),
)
