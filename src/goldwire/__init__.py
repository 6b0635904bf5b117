"""Goldwire: an annotated news corpus that behaves like software."""

from goldwire.loading import NoRelease, load, path

__all__ = ["NoRelease", "load", "path"]
