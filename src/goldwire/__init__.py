"""Goldwire: an annotated news corpus that behaves like software."""

from goldwire.loading import NoRelease, builder, load, path

__all__ = ["NoRelease", "builder", "load", "path"]
