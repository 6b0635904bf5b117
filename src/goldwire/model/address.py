"""Addresses of files that texts are fetched from: which of them Goldwire records and asks for."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import unquote, urlsplit

LONGEST_ADDRESS = 2000
"""Characters; servers and proxies refuse longer ones."""

_CHARACTERS = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")
"""RFC 3986: what an address is written with."""
_NAME = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
"""A host's name: labels of DNS, of which the last is no number, so that nothing else is read as an IP address."""
_SEPARATOR = re.compile(r"[/\\]")


def address_trouble(address: str) -> str | None:
    """What is wrong with an address as the address of a file to fetch.

    Args:
        address: Any text.

    Returns:
        What is wrong and what to do, to follow "the address"; None where nothing is.
    """
    if not address.startswith(("https://", "http://")):
        return "does not begin with https://; give the https address of the file"
    if len(address) > LONGEST_ADDRESS:
        return f"has {len(address):,} characters, of which {LONGEST_ADDRESS:,} are allowed; give a shorter one"
    match = _CHARACTERS.match(address)
    end = match.end() if match is not None else 0
    if end < len(address):
        char = address[end]
        return (
            f"has {char!a} at character {end + 1}, which is not followed by two hex digits"
            if char == "%"
            else f"has {char!a} at character {end + 1}; percent-encode what is not ASCII, as %20 for a space"
        )
    if "#" in address:
        return "has a fragment; leave out # and what follows, which no server gets to see"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        return f"is no valid URL ({error}); copy it anew"
    if "@" in parts.netloc:
        return "holds a user name or password; give one that anybody may ask for"
    if not _is_host(host, bracketed="[" in parts.netloc):
        return f"has no valid host ({host!a}); give the host's name in ASCII, or its IP address"
    if port == 0 or parts.netloc.endswith(":"):
        return "has no valid port; leave out the port, or name one from 1 to 65535"
    if parts.scheme == "http" and not is_this_machine(host):
        return "is not https; give the https address (http is for hosts on this machine)"
    if _has_dot_segments(parts.path):
        return "has . or .. between slashes; give the path without them"
    return None


def is_this_machine(host: str) -> bool:
    """Whether a host's name or IP address, without brackets, stands for the machine itself."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_host(host: str, *, bracketed: bool) -> bool:
    if len(host) <= 253 and not bracketed and _NAME.fullmatch(host):
        return True
    try:
        return (ipaddress.ip_address(host).version == 6) is bracketed and "%" not in host
    except ValueError:
        return False


def _has_dot_segments(path: str) -> bool:
    """Whether a server or a proxy may read the path as another one, however often it takes off percent signs."""
    while True:
        if any(segment in {".", ".."} for segment in _SEPARATOR.split(path)):
            return True
        plain = unquote(path)
        if plain == path:
            return False
        path = plain
