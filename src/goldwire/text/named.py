"""Encodings that a person names: labels of the WHATWG standard, and text encodings of Python."""

from __future__ import annotations

import codecs
import difflib
import encodings.aliases
import re
from functools import cache, lru_cache

from resiliparse.parse.encoding import map_encoding_to_html5

from goldwire.text.declared import web_encoding

_NAME = re.compile(r"[\w.: -]{1,40}", re.ASCII)
_SEPARATORS = re.compile("[^a-z0-9]")
_NO_TEXT = frozenset(
    (
        *("base64_codec", "bz2_codec", "hex_codec", "quopri_codec", "rot_13", "uu_codec", "zlib_codec", "charmap"),
        *("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "utf_7"),
    )
)
"""Codecs that are no character encodings, or take the square of their input's length."""
_SHORT = {"latin_1": "cp1252", "ascii": "cp1252", "mac_roman": "mac-roman", "utf_16": "utf-16", "utf_32": "utf-32"}
_EXAMPLES = ("utf-8", "windows-1252", "iso-8859-15", "mac-roman", "windows-1250", "cp850", "utf-16le", "koi8-r")


class UnknownEncoding(ValueError):
    """A name that is no text encoding's; the message names those that come near."""


def named_encoding(name: str) -> str:
    """The codec that a name stands for.

    A name of the WHATWG standard stands for what browsers read it as: `iso-8859-1` for Windows-1252, which holds it.

    Args:
        name: A WHATWG label (`windows-1252`) or the name of a text encoding in Python (`cp850`); case does not matter.

    Returns:
        The name of a Python codec that decodes text.

    Raises:
        UnknownEncoding: The name is neither. Codecs that are no character encodings (`zlib`, `rot13`, `idna`) count as
            unknown.
    """
    label = name.strip().lower()
    if _NAME.fullmatch(label):
        if label.replace("_", "-") in ("utf-16", "utf16"):
            return "utf-16"  # with or without a byte order mark; see `goldwire.text.decode`
        if found := web_encoding(label) or map_encoding_to_html5(label, fallback_utf8=False):
            return str(found)
        if codec := _python_codecs().get(_key(label)):
            return _SHORT.get(codec, codecs.lookup(codec).name)
    names = {*_EXAMPLES, *(codec.replace("_", "-") for codec in _python_codecs().values())}
    near = difflib.get_close_matches(label[:40].replace("_", "-"), sorted(names), 3, 0.7)
    hint = f"did you mean {', '.join(near)}?" if near else f"known are {', '.join(_EXAMPLES)} and others"
    raise UnknownEncoding(f"{name[:60]!r} is not the name of a text encoding; {hint}")


@lru_cache(256)
def is_text_encoding(codec: str) -> bool:
    """Whether a codec is a text encoding's: records and releases of others may name any."""
    return _key(codec) in _python_codecs()


@cache
def _python_codecs() -> dict[str, str]:
    """Python's text encodings by their names and aliases; what is no text encoding is never looked up."""
    known = {alias: codec for alias, codec in encodings.aliases.aliases.items() if codec not in _NO_TEXT}
    more = ("cp720", "cp737", "cp856", "cp874", "cp875", "cp1006", "koi8_r", "koi8_u", "utf_8_sig", "mac_croatian")
    names = {**{codec: codec for codec in (*known.values(), *more)}, **known, "mac": "mac_roman"}
    return {_key(name): codec for name, codec in names.items()}


def _key(name: str) -> str:
    return _SEPARATORS.sub("", name.lower())
