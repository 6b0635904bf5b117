"""Rules for English pages, second part: dates, names, captions, players, comments, legal lines, sections."""

from __future__ import annotations

from goldwire.model.line import Role
from goldwire.text.roles.patterns import FULL_NAME, NAME, SEVERAL_NAMES
from goldwire.text.roles.rule import Kind, Rule, Scope, first, last, pairs, word

_LEGAL_HINTS = (
    "article",
    "story",
    "reserved",
    "terms ",
    "our ",
    "privacy",
    "about us",
    "contact us",
    "reproduction",
    "reuse",
    "correction",
    " note",
    "accessib",
    "careers",
    "licens",
    "error",
    "typo",
    "disclaimer",
    "advertise",
    "republish",
    "this page",
    "this post",
    "this report",
)

ENGLISH_PAGE: tuple[Rule, ...] = (
    Rule(
        "en_reporter_place",
        Role.BYLINE,
        last(
            "correspondent editor reporter writer staff columnist producer journalist bureau desk "
            "service news analyst chief team contributor"
        )
        + word("correspondent correspondents reporter editor"),
        SEVERAL_NAMES + r"\s?(?:[,|–—·•-]|in)\s?(?:(?:the |our |a )?[\w&’' ]{0,40}\b(?:correspondent|editor"
        r"|reporter|writer|columnist|producer|journalist|analyst"
        r"|contributor|bureau|desk|staff|team|service)\b(?:,? (?:in|for|at|,)? ?[\w ,’']{2,40})?"
        r"|in " + FULL_NAME + r")",
        (
            "Ida Holt, correspondent in Brenn",
            "Ida Holt, Political Editor",
            "Brenn Post Staff Writer, news desk",
        ),
        Kind.SIGNED,
        negatives=(
            "Holt was killed in Brenn last year",
            "Ida Holt, a ferry captain, is in Brenn today with her crew of ten",
        ),
    ),
    Rule(
        "en_name_in_place",
        Role.BYLINE,
        word("in"),
        NAME
        + r"\s"
        + NAME
        + r"(?:\s(?:and|&)\s"
        + NAME
        + r"\s"
        + NAME
        + r")?\s(?-i:in)\s"
        + NAME
        + r"(?:\s"
        + NAME
        + r")?",
        ("Ida Holt in Brenn", "Ida Holt and Jon Vestergaard in Salt Island"),
        Kind.SIGNED,
        negatives=("Holt was killed in Brenn last year", "Cashing in on Brenn"),
    ),
    Rule(
        "en_reporting_credit",
        Role.CREDIT,
        last("report story article")
        + word("contributed reported")
        + first(
            "some audio video material reporting additional with editing source sources credit "
            "credits produced agencies information this"
        ),
        r"(?:some )?(?:information|material|reporting) (?:for|in|from) this .{2,80}|(?:audio"
        r"|video) produced by.{2,60}|.{3,120}\bcontributed\b(?: reporting)?.{0,40}"
        r"|"
        + NAME
        + r"(?:\s"
        + NAME
        + r"){0,2} reported from .{2,60}|\(?(?:(?:additional |further )?reporting (?:by|from|in)"
        r"|editing by|produced by|with (?:additional |further )?(?:reporting|information|files"
        r"|material|contributions|inputs?|agencies)\b)"
        r".{2,150}|\(?(?:sources?|credits?)\s?:\s?[\w,.&/’' -]{2,60}\)?|with agencies|agencies"
        r"|\(?agenc(?:y|ies)\)?",
        (
            "Source: AFP",
            "Source : Le Port",
            "With additional reporting by Ida Holt",
            "Source: Brenn Post",
            "Agencies",
        ),
        Kind.NOTE,
        negatives=("Source code was found",),
        prose=True,
    ),
    Rule(
        "en_photo_credit",
        Role.CREDIT,
        first(
            "photo photograph photos image images picture pictures credit video illustration "
            "photography photographs pic graphic"
        ),
        r"(?:photo(?:graph(?:y|s)?|s)?|images?|pic(?:ture)?s?|video|illustration"
        r"|graphic)\s?(?:credits?|source|by|courtesy(?: of)?)?\s?[:/,]?\s?(?:(?<=[:/,] )|(?<=by )"
        r"|(?<=of ))"
        r"(?:©\s?)?" + SEVERAL_NAMES + r"(?:\s?[/|,–-]\s?[\w .’/]{2,50})?",
        (
            "Photo : Ida Holt",
            "Photo: Ida Holt",
            "Photograph: Ida Holt/Brenn Post",
            "Image source, Brenn Post",
            "Photo by Ida Holt",
        ),
        Kind.PHOTO,
        negatives=("Photo shows the harbour", "Pictures by the dozen were sold"),
    ),
    Rule(
        "en_photo_label",
        Role.BOILERPLATE,
        first("image media view photo picture caption hide enlarge getty file open toggle play"),
        r"(?:image|media|photo|picture|video) (?:caption|source|credit|copyright),?|(?:view|open"
        r"|enlarge|expand) (?:image|photo|picture|this image)(?: in .{2,30})?"
        r"|(?:hide|toggle|show) caption|caption|image",
        ("Image caption,", "View image in fullscreen", "Toggle caption"),
        Kind.PICTURE,
    ),
    Rule(
        "en_caption_prefix",
        Role.CAPTION,
        first("file image photo caption picture pictured above left from illustration media archive"),
        r"(?:file(?: photo| image| picture)?\s?[:–—-]|image (?:caption|source),?\s"
        r"|media caption,?\s|(?:photo|image|picture|caption|illustration)(?: caption)?\s?:\s|"
        r"(?:above|pictured|left|from left|archive (?:photo|image))\s?[:,]\s).{10,}",
        (
            "FILE - The mayor of Brenn speaks to sailors",
            "Image caption, The old harbour at dawn",
            "Pictured: the ferry in dock",
        ),
        Kind.NOTE,
        Scope.HEAD,
        negatives=("File sharing was blocked in Brenn",),
        prose=True,
    ),
    Rule(
        "en_caption_last",
        Role.CAPTION,
        last("photo file image picture pictured photos courtesy"),
        r".{12,}(?:[.,;–—|(\[]\s?(?:file|archive|handout|courtesy)(?: (?:photo|image|picture))?"
        r"|\b(?:file|handout) (?:photo|image|picture)|\((?:pictured|photo|image"
        r"|file)[^()]{0,30}\))[\])]?\.?$",
        (
            "The ferry in dock last year - file photo",
            "The mayor of Brenn on the quay. File picture",
            "Ida Holt at the quay (file image)",
        ),
        Kind.NOTE,
        Scope.TAIL,
    ),
    Rule(
        "en_player",
        Role.BOILERPLATE,
        first(
            "listen watch play your now pause playing unmute mute video this media no embed "
            "playback current audio download live"
        )
        + pairs("the", "code")
        + pairs("to", "play"),
        r"listen to (?:the|this|our|an?)? ?.{0,20}\b(?:explanations?|report|interview|podcast"
        r"|episode|story|article|analysis|audio|full)\b.{0,60}"
        r"|watch (?:the|this|our)? ?.{0,15}\b(?:video|report|clip|interview|live|full)\b.{0,60}"
        r"|play(?:ing)?(?: (?:video|audio|now|all|in picture))?.{0,20}|pause|(?:un)?mute"
        r"|your browser does not .{2,80}|this (?:video|audio|content|media) (?:can|is|cannot"
        r"|could|has).{0,80}|(?:no )?media (?:source )?(?:currently )?(?:un)?available.{0,40}"
        r"|the code has been .{2,60}|current time.{0,20}|playback .{2,60}|embed"
        r"|video player.{0,40}|live(?: now| tv| radio| stream)?",
        (
            "Listen to the report of Ida Holt",
            "Watch the video of the launch",
            "Play video",
            "Pause",
            "Live now",
        ),
        Kind.PLAYER,
        negatives=(
            "Play in the harbour was banned for years by the mayor of Brenn",
            "Listen to the sea, she said",
        ),
        prose=True,
    ),
    Rule(
        "en_tags",
        Role.BOILERPLATE,
        first(
            "tags tag topics topic related filed keywords categories category explore section "
            "sections posted country countries"
        )
        + pairs("in", "this"),
        r"(?:tags?|topics?|keywords?|categor(?:y|ies)|filed under|posted in"
        r"|explore more on these topics|sections?|countr(?:y|ies))(?:\s?:.{0,150}"
        r"|\s+in this (?:article|story).{0,30})?"
        r"|related (?:topics|tags|terms|keywords).{0,100}",
        (
            "Tags: vote, harbour, Brenn",
            "Topics",
            "Filed under: Politics",
        ),
        Kind.END,
        negatives=("Topics will include the harbour",),
    ),
    Rule(
        "en_comments",
        Role.BOILERPLATE,
        first("comments comment leave view no show post write add have 0 join your send got do")
        + last("comments comment"),
        r"(?:comments?(?: \(?\d+\)?| are closed.{0,40}| policy| section)?|(?:no|\d+|view|show"
        r"|view all|see|read|load|post|add|write|leave|0)(?: \d+)? ?(?:a |your "
        r"|the )?(?:comments?|reply|replies)(?: .{0,30})?"
        r"|have your say.{0,60}|your (?:email address will not|comment).{0,80}|(?:got"
        r"|do you have) (?:a (?:tip|story|question)|news|any).{0,80})",
        (
            "Comments",
            "14 comments",
            "Leave a comment below",
            "Have your say on the vote",
        ),
        Kind.END,
        negatives=(
            "Comments by the mayor angered the crew",
            "No comment came from the ministry in Brenn on Monday",
        ),
        prose=True,
    ),
    Rule(
        "en_legal",
        Role.BOILERPLATE,
        first(
            "all terms privacy this about contact reproduction advertise reuse correction "
            "corrections editor's if republish"
            " read accessibility help careers licensing report disclaimer get"
        )
        + pairs("our", "standards journalism editorial policies"),
        r"(?:all rights reserved.{0,80}|terms (?:of|and|&) .{2,60}|our (?:standards|journalism"
        r"|editorial|policies).{0,100}|privacy(?: policy| notice| &.{2,30})?|about us"
        r"|contact us.{0,40}"
        r"|(?:this (?:article|story|piece|report|page|material|post)"
        r"|this) .{0,40}\b(?:was (?:originally |first |amended|corrected|updated|published"
        r"|produced|translated|reviewed|edited|generated)"
        r"|has been (?:updated|corrected|amended|edited|republished|translated)|appear(?:s|ed)"
        r"|may not be (?:published|reproduced)|is part of|misstated|incorrectly"
        r"|mis-?spelled)\b.{0,150}"
        r"|reproduction .{2,80}|advertise with.{0,30}|reuse this content.{0,20}"
        r"|corrections?(?:\s?:.{2,150}| policy.{0,20}| and clarifications.{0,20})?|(?:editor['’]s"
        r"|publisher['’]s) note.{0,150}"
        r"|accessibility(?: .{2,30})?|careers|licensing.{0,20}|report (?:an? )?(?:error|typo"
        r"|correction|inaccuracy).{0,30}|disclaimer.{0,120}"
        r"|if you (?:have|spot|see|notice|are|would|want|enjoyed|found) .{0,60}\b(?:error|typo"
        r"|mistake|tip|story|contact|comment|e-?mail|subscri|article)\b.{0,100}|republish.{0,40})",
        (
            "All rights reserved.",
            "Terms of use",
            "Our standards: the charter of the desk",
            "This article was amended on 3 May to correct a name.",
            "Reuse this content",
        ),
        Kind.END,
        negatives=(
            "This story is long",
            "About the vote she said nothing",
            "A version of events",
        ),
        prose=True,
        hints=_LEGAL_HINTS,
    ),
    Rule(
        "en_version",
        Role.BOILERPLATE,
        pairs("the", "story article")
        + pairs("a", "version longer shorter previous")
        + pairs("an", "earlier previous older"),
        r"(?:an? (?:earlier|previous|shorter|longer)? ?version of this|the (?:story"
        r"|article) was (?:first|originally)|an earlier version).{2,180}",
        (
            "A version of this story ran in print on May 3.",
            "An earlier version of this article misspelled a name.",
        ),
        Kind.END,
        negatives=("A version of events that few believe",),
        prose=True,
        hints=("version of this", "earlier version", "was first", "was originally"),
    ),
    Rule(
        "en_author_box",
        Role.BOILERPLATE,
        first("about media press author written biography contact more follow reach") + pairs("the", "author writer"),
        r"about (?-i:[A-Z])\S+(?: (?-i:[A-Z])\S+){0,3}|about the (?:author|writer|reporter"
        r"|journalist)s?.{0,30}|author(?: (?:information|bio|profile))?|(?:more|all"
        r"|(?:read )?more) (?:stories|articles|posts) by .{2,40}|the author"
        r"|(?:media|press) contacts?.{0,60}|contacts?(?: (?:the author|information|details"
        r"|media).{0,40}|:.{0,80})?|reach (?:her|him|them|the) .{2,60}",
        ("About the author", "Media contact:"),
        Kind.END,
        negatives=("Contacts with the rebels were lost",),
    ),
    Rule(
        "en_press_release",
        Role.BOILERPLATE,
        first("for embargoed press notes news under immediate"),
        r"for immediate release.{0,40}|(?:under )?embargo(?:ed)? until .{2,60}"
        r"|press release.{0,40}|news release.{0,40}|notes (?:to|for) (?:the )?editors?.{0,10}"
        r"|immediate release",
        (
            "FOR IMMEDIATE RELEASE",
            "Embargoed until 3 May",
            "Notes to editors",
            "Press release",
        ),
        negatives=("For immediate relief, call the harbour",),
    ),
    Rule(
        "en_nav",
        Role.BOILERPLATE,
        first(
            "menu search home close open back next previous loading skip go toggle breaking weather "
            "newsletter newsletters edition account contents jump"
            " hide expand return sections site navigation main subscribe exclusive updated "
            "english breaking"
        ),
        r"(?:(?:main |site |open |close |toggle |hide |show )*(?:menu|navigation|search|sections"
        r"|contents|site ?map|account|my account|settings)(?: (?:menu|bar|box|for|field|button"
        r"|results?).{0,20})?|home(?:page)?|close|back(?: to .{2,30})?|next|previous(?: .{2,20})?"
        r"|loading\W*|go (?:to|back).{0,30}|weather|newsletters?|(?:international |us "
        r"|uk )?edition.{0,15}|breaking(?: news)?\W?|jump to .{2,30}|expand(?: .{0,20})?"
        r"|return to .{2,30}|exclusive|english)",
        ("Menu", "Search", "Back to top", "Breaking news", "Newsletters"),
        negatives=(
            "Back to back storms hit the harbour on Monday and Tuesday nights",
            "Search teams left",
            "Home rule for Brenn",
        ),
    ),
    Rule(
        "en_section",
        Role.BOILERPLATE,
        first(
            "world politics business sport sports culture opinion opinions health science technology "
            "tech environment africa asia europe americas"
            " economy middle us uk entertainment lifestyle travel life society local national "
            "international education climate arts food money markets"
            " features analysis news commentary investigations investigation style books music "
            "film explainer editorial letters magazine wellness weather"
            " property motoring crime obituaries classifieds puzzles games jobs cars homes shop "
            "legals nation community law courts video latin north south regions home war "
            "conflict conflicts human justice defense defence security"
        ),
        r"(?:(?:world|politics|business|sports?|culture|opinions?|health|science|tech(?:nology)?"
        r"|environment|africa|asia|europe|(?:latin |north |south )?americas?|economy|middle east"
        r"|us|uk"
        r"|entertainment|lifestyle|travel|life|society|local|national|international|education"
        r"|climate|arts|food|money|markets|features?|analysis|news|commentary|investigations?"
        r"|style|books|music|film"
        r"|explainer|editorial|letters|magazine|wellness|weather|property|motoring|crime|obituaries"
        r"|classifieds|puzzles|games|jobs|cars|homes|shop|legals|e-?edition|nation|community|schools"
        r"|archives?|events|recipes|shopping|tv|law"
        r"|courts|video|regions|wars?|conflicts?|human rights|justice|defen[cs]e|security)"
        r"(?:\s?(?:[&,/|>·•-]|and)?\s?)){1,12}",
        (
            "News | Sport | Weather",
            "Politics",
            "World news",
            "Science & Environment",
            "Middle East",
            "US Politics",
        ),
        Kind.LABEL,
        negatives=("World leaders", "Business as usual", "News of the strike"),
    ),
)
