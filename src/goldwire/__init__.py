"""Goldwire: an annotated news corpus that behaves like software."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from goldwire.downloading import fetch
    from goldwire.evaluating import score
    from goldwire.loading import NoRelease, builder, load, path
    from goldwire.loading_fetched import FetchFailed

__all__ = ["FetchFailed", "NoRelease", "builder", "fetch", "load", "path", "score"]
_HOME = {
    "FetchFailed": "goldwire.loading_fetched",
    "fetch": "goldwire.downloading",
    "score": "goldwire.evaluating",
}


def __getattr__(name: str) -> object:
    """The public names are loaded when they are asked for: the command has Ctrl-C in hand before anything is loaded."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    globals()[name] = found = getattr(import_module(_HOME.get(name, "goldwire.loading")), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
