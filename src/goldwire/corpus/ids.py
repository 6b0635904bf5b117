"""Document ids: `gw-` and 80 bits of the SHA-256 of the raw bytes, in Crockford's base 32, lower case."""

from __future__ import annotations

import base64
import hashlib

_RFC4648 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_CROCKFORD = b"0123456789abcdefghjkmnpqrstvwxyz"
_TO_CROCKFORD = bytes.maketrans(_RFC4648, _CROCKFORD)
_ID_BYTES = 10


def sha256_hex(data: bytes) -> str:
    """SHA-256 of `data`, 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def doc_id(sha256: str) -> str:
    """The document id that belongs to a SHA-256 in hex. Raises `ValueError` for anything else."""
    digest = bytes.fromhex(sha256)
    if len(digest) != 32:
        raise ValueError(f"{sha256!r} is not a SHA-256 in hex")
    return "gw-" + base64.b32encode(digest[:_ID_BYTES]).translate(_TO_CROCKFORD).decode("ascii")
