"""Reading JSON that people edit by hand or that comes from outside."""

from __future__ import annotations

import json
from typing import Any, NoReturn


class BadJson(ValueError):
    """Bytes that are not JSON as Goldwire reads it."""


def parse_json(data: bytes) -> Any:
    """Parse one JSON value. Raises `BadJson` for bad syntax, a key given twice (the first would be lost), NaN or
    Infinity, a lone surrogate, text that is not UTF-8, and absurd depth."""
    try:
        text = data.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError as error:
        raise BadJson(f"not UTF-8 at byte {error.start:,}") from None
    except UnicodeEncodeError:
        raise BadJson("a lone surrogate (\\ud800 to \\udfff) stands for no character") from None
    except RecursionError:
        raise BadJson("nested too deeply") from None
    except json.JSONDecodeError as error:
        raise BadJson(f"{error.msg} at line {error.lineno}, column {error.colno}") from None
    except BadJson:
        raise
    except ValueError as error:  # a number of more digits than Python converts
        raise BadJson(str(error)) from None
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise BadJson(f"the key {twice!r} is given twice in one object")
    return result


def _refuse_constant(name: str) -> NoReturn:
    raise BadJson(f"{name} is not JSON")
