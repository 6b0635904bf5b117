"""The address of a Hub, looked at before anything is asked of it.

`huggingface_hub` reads `HF_ENDPOINT` while it loads, and ends in a traceback where that is no address. So nothing of it
is imported here.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from goldwire.model.incident import printable

ENDPOINT_VARIABLE = "HF_ENDPOINT"


class NoAddress(ValueError):
    """An endpoint that is no address of a server."""


def checked_endpoint(endpoint: str) -> str:
    """The endpoint without the name and password that its address may hold. Raises `NoAddress`."""
    shown = printable(endpoint)
    try:
        parts = urlsplit(endpoint)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        # The address as a whole may hold a password.
        raise NoAddress(_advice(f"holds no address ({error})")) from None
    netloc = parts.netloc.rpartition("@")[2]
    bare = endpoint.replace(parts.netloc, netloc, 1) if parts.netloc else endpoint
    if parts.scheme not in ("http", "https") or not host or port == 0:
        raise NoAddress(_advice(f"is {printable(bare)!r}, which is no address of a server"))
    if shown != endpoint or any(mark in bare for mark in ("?", "#", "\\")) or not bare.isascii() or " " in bare:
        raise NoAddress(_advice(f"is {printable(bare)!r}, and an address of a Hub holds nothing of that kind"))
    return bare


def _advice(said: str) -> str:
    return f"{ENDPOINT_VARIABLE} {said}; write https://HOST or https://HOST:PORT, or unset it for the Hugging Face Hub"


def check_environment() -> None:
    """Look at the Hub that `HF_ENDPOINT` names, before `huggingface_hub` is loaded. Raises `NoAddress`."""
    named = os.environ.get(ENDPOINT_VARIABLE)
    if named is not None:
        checked_endpoint(named.rstrip("/"))
