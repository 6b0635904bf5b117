"""Where the words of a licence are."""

from __future__ import annotations

from collections.abc import Mapping

from goldwire.model.document import Licence
from goldwire.model.rights import UnknownLicence, licence_id, licences_in, may_pass_on

Own = Mapping[str, Licence]
"""Licences that a corpus declares, by id."""
NO_LICENCES: Own = {}


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
