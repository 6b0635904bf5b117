"""What the Hub knows by names of its own, as its documentation lists them: licences and sizes."""

from __future__ import annotations

from collections.abc import Iterable

from goldwire.model.rights import licences_in

_LICENCES = frozenset(
    """
    afl-3.0 agpl-3.0 apache-2.0 artistic-2.0 bsd-2-clause bsd-3-clause bsd-3-clause-clear bsl-1.0 c-uda cc-by-2.0
    cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0
    cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cc-by-nd-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc0-1.0
    cdla-permissive-1.0 cdla-permissive-2.0 cdla-sharing-1.0 ecl-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 gpl-2.0
    gpl-3.0 isc lgpl-2.1 lgpl-3.0 lgpl-lr lppl-1.3c mit mpl-2.0 ms-pl ncsa odc-by odbl ofl-1.1 osl-3.0 pddl
    postgresql unlicense wtfpl zlib
    """.split()  # noqa: SIM905
)
_SPELLED_OTHERWISE = {"lgpllr": "lgpl-lr", "odbl-1.0": "odbl", "odc-by-1.0": "odc-by", "pddl-1.0": "pddl"}
"""SPDX ids, in lower case, of licences to which the Hub gives other names."""

OTHER = "other"
"""The licence of a card that the Hub has no name for; the card names it beside."""

_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
    (1_000_000_000, "100M<n<1B"),
)
_LARGER = "1B<n<10B"


def licence(spdx: str) -> str:
    """The Hub's name of a licence, or `OTHER`."""
    name = spdx.lower()
    name = _SPELLED_OTHERWISE.get(name, name)
    return name if name in _LICENCES else OTHER


def card_licence(licences: Iterable[str], *, redistributable: bool) -> dict[str, str | list[str]]:
    """What the header of a card says of licences.

    Args:
        licences: Those of the annotations and of the texts, as SPDX expressions.
        redistributable: Whether every text may be passed on.

    Returns:
        `license`: the Hub's name, or a list of them where there are several; `other` where the Hub has no name for one,
        with all of them in `license_name`, and where a text may not be passed on.
    """
    if not redistributable:
        return {"license": OTHER}
    expressions = sorted({expression.lower() for expression in licences})
    single = sorted({part.lower() for expression in expressions for part in licences_in(expression)})
    names = [licence(part) for part in single]
    if OTHER in names:
        return {"license": OTHER, "license_name": ", ".join(expressions)}
    if len(single) == 1 and names[0] != single[0]:
        return {"license": names[0], "license_name": single[0]}
    if len(single) == 1:
        return {"license": names[0]}
    return {"license": sorted(set(names))}


def size(rows: int) -> str:
    """The Hub's name of a number of rows."""
    return next((name for limit, name in _SIZES if rows < limit), _LARGER)
