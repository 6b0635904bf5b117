"""Where the words of a licence are."""

from __future__ import annotations

import re
from collections.abc import Mapping

from goldwire.model.document import Licence
from goldwire.model.rights import UnknownLicence, licence_id, licences_in, may_pass_on

Own = Mapping[str, Licence]
"""Licences that a corpus declares, by id."""
NO_LICENCES: Own = {}
_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-(\d\.\d)(?:-([A-Z]{2,3}))?")
_PAGES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "OGL-UK-1.0": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/1/",
    "OGL-UK-2.0": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/2/",
    "OGL-UK-3.0": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
"""Pages of licences of texts that ask to be named by their own address."""


def licence_page(licence: str, own: Own = NO_LICENCES) -> str:
    """The page of a licence: the one that the corpus declares, or the one at SPDX. Where it has neither, its name."""
    if licence in own:
        return own[licence].url
    try:
        known = licence_id(licence)
    except UnknownLicence:
        return licence
    single = licences_in(known) == [known] and may_pass_on(known)
    return f"https://spdx.org/licenses/{known}.html" if single else licence


def licence_address(licence: str, own: Own = NO_LICENCES) -> str:
    """The address that a licence asks to be named by, where that is known; else as `licence_page`."""
    commons = _CREATIVE_COMMONS.fullmatch(licence)
    if commons is None:
        return _PAGES.get(licence) or licence_page(licence, own)
    kind, version, place = commons.groups()
    return f"https://creativecommons.org/licenses/{kind.lower()}/{version}/{f'{place.lower()}/' if place else ''}"
