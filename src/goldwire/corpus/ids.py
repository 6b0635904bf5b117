"""Document ids: `gw-` and 80 bits of the SHA-256 of the raw bytes, in Crockford's base 32, lower case."""

from __future__ import annotations

import hashlib

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
# Two characters at a time: base64.b32encode is written in Python and takes eight times as long.
_PAIRS = tuple(first + second for first in _CROCKFORD for second in _CROCKFORD)
_SHIFTS = tuple(range(70, -1, -10))
_ID_BYTES = 10


def sha256_hex(data: bytes) -> str:
    """SHA-256 of `data`, 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def doc_id(sha256: str) -> str:
    """The document id that belongs to a SHA-256 in hex. Raises `ValueError` for anything else."""
    digest = bytes.fromhex(sha256)
    if len(digest) != 32:
        raise ValueError(f"{sha256!r} is not a SHA-256 in hex")
    number = int.from_bytes(digest[:_ID_BYTES], "big")
    return "gw-" + "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])
