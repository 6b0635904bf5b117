"""Pieces of patterns that the rule tables share: agencies, names, dates, clocks."""

from __future__ import annotations

AGENCY = (
    r"(?:AFP|A\.?F\.?P\.?|AP|Associated Press|The Associated Press|Reuters|DPA|EFE|ANSA|PA Media"
    r"|PA|UPI|Xinhua"
    r"|Belga|ATS|Keystone|TASS|Bloomberg|EPA(?:-EFE)?|La Presse Canadienne|The Canadian Press"
    r"|Agence[\s-]France[\s-]?Presse)"
)
"""Agencies as they sign: the one table of proper names in the rules."""

AGENCY_LAST = "afp ap reuters dpa efe ansa upi xinhua belga ats tass bloomberg epa presse press pa canadienne"
"""The last words of those names, as triggers."""

PHOTO_SOURCE = (
    r"(?:AFP|AP|Reuters|Getty(?:\s+Images)?|EPA|Shutterstock|iStock|Alamy|Unsplash|Pexels|Flickr|Wikimedia"
    r"|Sipa(?:\s+Press)?|Maxppp|Bloomberg|Rex|Anadolu|Keystone|Belga|Imago|Hans Lucas"
    r"|Abaca(?:press)?|Adobe\s?Stock)"
)
"""Where the pictures come from."""

NAME = r"(?-i:[A-ZÀ-Þ][\w’'.\-]*)"
"""One capitalised word."""

FULL_NAME = NAME + r"(?:\s+(?:de|du|des|van|von|der|den|la|le|al|el|bin|ben|\d{1,3}|" + NAME + r")){0,4}"
"""A person's, paper's or place's name: one to five words."""

SEVERAL_NAMES = FULL_NAME + r"(?:\s*(?:,|&|\band\b|\bet\b|\bavec\b|\bwith\b)\s*" + FULL_NAME + r"){0,4}"
"""One to five names."""

MONTH = (
    r"(?:jan(?:uary|vier|v)?|feb(?:ruary)?|f[ée]v(?:rier|r)?|mar(?:ch|s)?|apr(?:il)?|avr(?:il)?"
    r"|may|mai|june?|juin|july?"
    r"|juil(?:let)?|aug(?:ust)?|ao[ûu]t|sept?(?:ember|embre)?|oct(?:ober|obre)?|nov(?:ember|embre)?"
    r"|dec(?:ember)?|d[ée]c(?:embre)?)\.?"
)

MONTH_WORDS = (
    "january february march april may june july august september october november december janvier février mars "
    "avril mai juin juillet août septembre octobre novembre décembre"
)
"""The months as triggers."""

WEEKDAY = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
)

DAY = (
    r"(?=\D{0,24}\d)(?:(?:" + WEEKDAY + r")\.?,?\s+)?(?:(?:le|on)\s+)?"
    r"(?:\d{1,2}(?:st|nd|rd|th|er)?\.?\s+" + MONTH + r",?\s+\d{4}|" + MONTH + r"\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})"
)
"""A full date, in letters or in figures; the look ahead spares the rest where no figure is near."""

CLOCK = (
    r"(?:(?:at|à|-|–|—|\||,|·|•|T)?\s*\d{1,2}\s?[:.hH](?:\s?\d{1,2}|\s(?=:))?(?::\d{2})?(?:\s*[ap]\.?m\.?)?"
    r"\s*\(?(?:[A-Z]{2,4}|[+-]\d{1,2}(?::?\d{2})?|heure de \w+|heures?|local time)?(?:[+-]\d{1,2})?\)?)"
)
"""A time of day after a date, with or without its zone. No two parts beside one another take the same spaces: else a
line of them is tried in thousands of ways."""
