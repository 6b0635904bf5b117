"""Goldwire: an annotated news corpus that behaves like software."""

from goldwire.evaluating import score
from goldwire.loading import NoRelease, builder, load, path

__all__ = ["NoRelease", "builder", "load", "path", "score"]
