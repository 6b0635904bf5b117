"""The role of each line of a saved news page: article text, or the debris around it."""

from goldwire.text.roles.classify import assign_roles

__all__ = ["assign_roles"]
