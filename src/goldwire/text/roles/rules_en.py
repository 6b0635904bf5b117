"""Rules for English pages, first part: links, lists, sharing, subscriptions, notices."""

from __future__ import annotations

from goldwire.model.line import Role
from goldwire.text.roles.patterns import (
    CLOCK,
    DAY,
    FULL_NAME,
    MONTH,
    SEVERAL_NAMES,
    WEEKDAY,
)
from goldwire.text.roles.rule import Kind, Rule, Scope, first, last, pairs

_STORY = (
    r"(?:stor(?:y|ies)|articles?|news|reading|coverage|headlines?|topics?|posts?|content|videos?"
    r"|reports?|items?|links?)"
)

_LETTER_HINTS = (
    "sign",
    "subscri",
    "newsletter",
    "inbox",
    "mail",
    "briefing",
    "trial",
    "alert",
    "spam",
    "register",
    "log",
    "support",
    "become a",
    "account",
    "privacy",
    "submitting",
    "clicking",
    "continuing",
    "journalism",
    "a member",
    "reserved",
    "available",
    "is for",
    "is only",
    "is free",
)

_COOKIE_HINTS = (
    "cookie",
    "browser",
    "privacy",
    "javascript",
    "personal data",
    "accept",
    "manage",
    "party content",
)

ENGLISH: tuple[Rule, ...] = (
    Rule(
        "en_link_prompt",
        Role.BOILERPLATE,
        first("read learn see watch view find discover listen show load continue click tap hear explore"),
        r"(?:read|learn|see|watch|view|find out|discover|listen|show|load|hear|explore|click here to read)\s+"
        r"(?:more|also|next|now|full (?:story|article)|the full (?:story|article)|here|all)\s?[.…>»→:]*",
        ("Learn more", "See also", "Load more", "Read the full story >"),
        Kind.LINK,
        negatives=("Read more about the vote", "See more clearly now, said Holt"),
    ),
    Rule(
        "en_link_with_title",
        Role.BOILERPLATE,
        first("read learn see watch view find discover listen click tap explore more also related recommended"),
        r"(?:read|learn|see|watch|view|find out|listen|explore|click here|also|discover)\s+"
        r"(?:more|also|next|now|full|the full|our|this|here|read)\b\s?(?:[:|>»–—-]|about|from|on"
        r"|in|stor|article|at|of|to|for|with|than)"
        r"|(?:read|see|watch|listen|also|also read|see also|recommended|related|more)\s?(?::|\||–|—|>|»)\s",
        (
            "Read more about the vote",
            "Watch: The ferry that never came",
            "See also | The long strike",
            "READ: Brenn votes",
        ),
        scope=Scope.HEAD,
        negatives=("Read the letter twice", "Watch the harbour, she told him"),
        prose=True,
    ),
    Rule(
        "en_list_label",
        Role.BOILERPLATE,
        first(
            "most related more recommended trending top popular latest editor's editors' don't "
            "recent you latest also other"
            " must featured keep what's up suggested further elsewhere from read watch "
            "best story next sponsored paid promoted"
            " around list end now today's live follow what stories explore"
        )
        + pairs("the", "most top best latest")
        + pairs("our", "best top latest picks picks partners selection pick")
        + pairs("in", "pictures case this other depth brief focus"),
        r"(?:the )?(?:most|top)[ -](?:read|viewed|popular|watched|shared|commented|recent|stories"
        r"|headlines|news|clicked)(?: .{0,40})?"
        r"|related(?: (?:"
        + _STORY
        + r"|to this .{0,20}|internet links))?:?|(?:more|further|other|suggested|recent|featured"
        r"|also) "
        + _STORY
        + r"(?: .{0,30})?|more (?:from|on|in|like|about) .{1,40}|more:?|recommended(?: (?:for you|"
        + _STORY
        + r"|by .{1,20}))?:?"
        r"|trending(?: .{0,30})?|popular(?: .{0,30})?|latest(?: (?:" + _STORY + r"|from .{1,30}"
        r"|in .{1,30}|updates?))?"
        r"|editor(?:['’]s|s['’]) (?:picks?|choice)|(?:don['’]?t|do not) miss(?: .{0,20})?"
        r"|recently (?:published|viewed|added)"
        r"|you (?:may|might|might also|may also|could also) (?:also )?(?:like|be interested in"
        r"|have missed|want to read).{0,20}"
        r"|in (?:pictures|case you missed it|this story|this article|other news|depth|brief"
        r"|focus)|must[ -](?:reads?|see|watch)"
        r"|keep (?:reading|exploring)|what['’]s (?:new|hot|trending|next)|up next|read (?:next"
        r"|this next|these next)|next (?:article|story|up)"
        r"|(?:elsewhere|around) (?:on|the) .{2,25}|from (?:the web|our partners|around the web"
        r"|the archives?|our network|the same .{2,20})"
        r"|our (?:best|top|latest|picks?|partners|selection).{0,20}|best of .{2,25}"
        r"|sponsored(?: .{0,30})?|paid (?:content|post).{0,20}"
        r"|promoted .{2,20}|list of \d+ items|list \d+ of \d+|now (?:playing|reading)"
        r"|today['’]s (?:top|headlines|paper).{0,20}"
        r"|live updates|story highlights|what (?:to read|you need to know)(?: next)?"
        r"|explore (?:further|more topics)",
        (
            "Related topics",
            "More articles by Ida Holt",
            "Most viewed",
            "Related stories",
            "More from this desk",
            "Editor's picks",
            "You may also like",
            "Recommended for you",
        ),
        Kind.LIST,
        negatives=(
            "Most people stayed",
            "More ferries left the harbour",
            "Top ministers met",
            "Latest figures show a fall",
        ),
    ),
    Rule(
        "en_share",
        Role.BOILERPLATE,
        first(
            "end click share2 share3 share4 share5 share save print email copy bookmark like tweet "
            "post send listen comment comments add pin forward gift"
            " resize text font download report embed give"
        ),
        r"end of list|share\d+|click here to share.{0,40}|(?:share|save|tweet|like|pin|forward"
        r"|print|e-?mail|copy|send|bookmark|post|embed)(?:\s?[:!+]|(?: (?:this|it|on|to|via|with"
        r"|by|link|as"
        r"|now|your?|for|page|article|story|close)\b.{0,50}|(?:[\s,/|]+(?:share|save|tweet|print"
        r"|e-?mail|link|copy))*))?"
        r"|copy (?:url|link).{0,30}|text size.{0,10}|font size.{0,10}|(?:listen|add"
        r"|report) (?:to (?:this )?(?:article|story)|(?:a )?comment"
        r"|this .{2,20}|us on .{2,20}|as .{2,40}).{0,30}|download (?:the|our|pdf).{0,40}"
        r"|gift (?:this )?article.{0,10}|give this article.{0,10}",
        (
            "Share   Copy link   Save",
            "Share",
            "Share this story",
            "Save to read later",
            "Listen to this article",
            "Copy link to clipboard",
            "Print Email",
        ),
        Kind.CHROME,
        negatives=(
            "Share prices fell again",
            "Save the harbour, they cried",
            "Like many here, she fears the vote",
        ),
    ),
    Rule(
        "en_follow",
        Role.BOILERPLATE,
        first("follow like join find connect get stay subscribe download watch"),
        r"(?:follow|like|join|find|connect with|stay connected|subscribe to|watch)\b(?: (?:us|me"
        r"|him|her|them|our|the conversation|"
        + FULL_NAME
        + r")(?![\w’'.-])){0,2}.{0,40}?(?:\bon\b|\bvia\b|with|:|@|channel|in)\s?.{0,30}(?:twitter|facebook"
        r"|instagram|x\b|whatsapp|telegram|youtube|tiktok"
        r"|linkedin|bluesky|threads|social|google news|news app|podcasts?|spotify|@\w).{0,80}"
        r"|follow(?:ing| us)?:?|stay connected"
        r"|join our .{2,40}|join the (?:conversation|discussion|debate).{0,40}",
        (
            "Follow Ida Holt on Twitter",
            "Like the desk on Facebook",
            "Follow us: @brenn_post",
            "Join our WhatsApp channel",
            "Follow",
        ),
        Kind.END,
        negatives=(
            "Follow the money, Holt told the court",
            "Join the army, he was told",
        ),
        prose=True,
    ),
    Rule(
        "en_newsletter",
        Role.BOILERPLATE,
        first(
            "sign subscribe get receive enter join enjoy want support become register your please "
            "start try register create"
            " start thank thanks already this unlock log by you independent"
        )
        + pairs(
            "our",
            "newsletter newsletters free daily weekly morning evening best subscribers briefing emails journalism",
        ),
        r"(?:sign[ -]?(?:up|in)\b.{0,160}|subscribe(?:d|rs?)?\b.{0,20}|subscribe (?:to|now|for"
        r"|today|here).{0,160}|register (?:now|here|for (?:free|our)).{0,80}"
        r"|log[ -]?(?:in|out).{0,30}|(?:get|receive|join|enjoy|want|enter|your|please|try|thanks?"
        r"|thank you|unlock|start|our|the|love|you)\s"
        r"(?!subscri).{0,130}(?:newsletter|in your inbox|to your inbox|e-?mail address"
        r"|your e-?mail|briefing(?: every| daily|,)|subscri(?:be|ption|ber)|free trial"
        r"|e-?mail alerts?"
        r"|unsubscribe|spam|privacy policy|valid email|breaking news alerts?).{0,120}"
        r"|support (?:our|independent|quality|us|local).{0,130}|become a (?:member|supporter"
        r"|subscriber).{0,120}|create (?:an|a free|your) account.{0,60}"
        r"|already (?:a subscriber|registered|have an account|a member).{0,60}|this (?:article"
        r"|content|story) is (?:for|reserved|available|only|free).{0,100}"
        r"|by (?:signing up|entering your|submitting|subscribing|clicking|continuing).{0,140}"
        r"|independent journalism.{0,80})",
        (
            "Sign up for our morning letter",
            "Get the day's news in your inbox",
            "Subscribe now",
            "Support independent journalism",
            "By signing up you agree to our terms",
            "Enter your email address",
        ),
        negatives=(
            "Get out of the harbour, he said",
            "The passengers of the ferry line were angry",
            "Sign of the times",
        ),
        prose=True,
        hints=_LETTER_HINTS,
    ),
    Rule(
        "en_cookies",
        Role.BOILERPLATE,
        first("we this by your manage accept cookie cookies privacy you")
        + pairs("our", "website site partners cookie cookies use")
        + pairs("to", "play view continue read display watch see show use improve accept"),
        r".{0,120}\b(?:cookies?\b.{0,60}\b(?:use|policy|settings|preferences|consent|experience"
        r"|accept|site|website|to)\b|your (?:browser|device|consent|privacy)\b.{0,60}"
        r"(?:support|settings|javascript|cookies|data|choices?|advert)|(?:use|uses|accept|reject"
        r"|manage|our)\b.{0,30}\bcookies?\b|privacy (?:policy|notice|settings|preferences)"
        r"|enable javascript|personal data\b.{0,60}(?:process|partners|consent)"
        r"|third-party content|load(?:ed)? content from)|accept(?: all| and continue| & close)?"
        r"|manage (?:options|preferences|settings)",
        (
            "We use cookies to improve this site",
            "To play this video you need to enable JavaScript in your browser",
            "Cookie policy for this site",
            "Accept all",
        ),
        scope=Scope.HEAD,
        negatives=(
            "We bake cookies in the harbour",
            "The privacy of the mayor is at stake",
        ),
        prose=True,
        hints=_COOKIE_HINTS,
    ),
    Rule(
        "en_ad",
        Role.BOILERPLATE,
        first(
            "content paid presented brought provided advertisement advertising advert ad ads skip "
            "article sponsored promotion supported continue story scroll close"
        )
        + pairs("a", "message"),
        r"(?:advertisement|advertising|advert|ad feedback|ads?|sponsored(?: by .{0,40})?"
        r"|promotion|supported by.{0,40}|close(?: ad)?)(?: .{0,25})?"
        r"|(?:article|story) continues (?:below|after).{0,40}|skip (?:to|past|ad|advert|content"
        r"|navigation|the|promotion).{0,60}"
        r"|(?:a message from|content by|paid for by|presented by|brought to you by"
        r"|provided by) .{2,40}|continue (?:reading|to|with).{0,50}"
        r"|scroll (?:down )?to continue.{0,30}",
        (
            "Advertisement",
            "Article continues below",
            "Skip to content",
            "Continue reading the story below",
        ),
        negatives=(
            "Ads that mocked the mayor were taken down",
            "Advertising spending fell by half in Brenn this year",
        ),
    ),
    Rule(
        "en_page_date",
        Role.BOILERPLATE,
        first(
            "published updated last latest first posted modified date created issued on publication "
            "reviewed edited updated:"
        ),
        r"(?:(?:first |last |date |latest )?(?:published|updated?|modified|posted|created|issued"
        r"|edited|reviewed)|date|publication date)"
        r"(?: date)?\s?(?:on|at|:|-|–)?\s?(?:(?:"
        + DAY
        + r")|"
        + CLOCK
        + r"|\d|(?:an?|\w+) (?:\w+ )?ago|today|yesterday|(?-i:[A-Z])\w{2,8}\.?\s\d).{0,110}"
        r"|(?:first |last )?(?:published|updated|posted)(?:\s?(?:on|at))?:?",
        (
            "Published On 3 May 2021",
            "Last updated: 3 hours ago",
            "Updated 10:04 AM EDT, Mon May 3, 2021",
            "Posted May 3, 2021",
        ),
        Kind.SIGNED,
        negatives=(
            "Published by a small press in Brenn, the book sold out",
            "Updated rules will apply",
        ),
        prose=True,
    ),
    Rule(
        "en_reading_time",
        Role.BOILERPLATE,
        last("read reading listen watch min mins minutes minute") + first("reading estimated time"),
        r"(?:[\w ,.|·•-]{0,30}?)(?:\d{1,3}|one|two|three|four"
        r"|five)[\s-]?min(?:ute)?s?[\s-](?:read|listen|watch|reading)(?: time)?"
        r"|(?:estimated )?(?:reading|read) time\s?:?\s?\d{0,3}\s?(?:min(?:ute)?s?)?\.?|time to read.{0,20}",
        ("6 min read", "4-minute listen", "Reading time: 2 minutes"),
        Kind.SIGNED,
        negatives=("A report that nobody will read",),
    ),
    Rule(
        "en_byline",
        Role.BYLINE,
        first(
            "by text written reporting story words analysis from report author authors additional "
            "interview compiled edited photographs"
            " reported opinion updated"
        ),
        r"(?:by|from|author|authors|(?:text|words|story|analysis|interview|report|photographs?"
        r"|opinion|review|edited|compiled|written|reported|"
        r"(?:additional )?reporting)(?: (?:and|&) (?:text|words|photographs?|photos|pictures"
        r"|video|editing))?(?: by|:))\s?:?\s*(?:the\s)?(?!(?:"
        + WEEKDAY
        + "|"
        + MONTH
        + r")\b)"
        + SEVERAL_NAMES
        + r"(?:\s?[,|/·•–—-]\s?[^.]{1,60}|\s(?:in|at|for)\s[^.]{2,50})?(?:;.{0,80})?",
        (
            "Reporting by Ida Holt; Editing by Jon Vestergaard",
            "By Ida Holt",
            "By Ida Holt and Jon Vestergaard",
            "Text by BRENN POST",
            "By Ida Holt, political editor",
            "Written by Ida Holt in Brenn",
        ),
        Kind.SIGNED,
        negatives=(
            "By the end of the week, the strike was over",
            "By Monday, the ferry had left Brenn.",
            "From Brenn with love to all of them",
        ),
    ),
)
