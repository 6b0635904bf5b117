"""Code point offsets in the units of other programs."""

from __future__ import annotations


def utf8_offset(text: str, offset: int) -> int:
    """`offset` (code points) in bytes of UTF-8."""
    return len(text[:offset].encode("utf-8"))


def utf16_offset(text: str, offset: int) -> int:
    """`offset` (code points) in UTF-16 code units, as browsers, Label Studio and UIMA count."""
    return len(text[:offset].encode("utf-16-le")) // 2


def from_utf8_offset(text: str, offset: int) -> int:
    """Bytes of UTF-8 to code points. Raises `ValueError` where the offset is inside a character or outside."""
    return _from(text, offset, "utf-8", 1)


def from_utf16_offset(text: str, offset: int) -> int:
    """UTF-16 code units to code points. Raises `ValueError` where the offset is inside a character or outside."""
    return _from(text, offset, "utf-16-le", 2)


def _from(text: str, offset: int, encoding: str, unit: int) -> int:
    data = text.encode(encoding)
    if not 0 <= offset * unit <= len(data):
        raise ValueError(f"offset {offset} is outside a text of {len(data) // unit} units")
    try:
        return len(data[: offset * unit].decode(encoding))
    except UnicodeDecodeError:
        raise ValueError(f"offset {offset} is inside a character") from None
