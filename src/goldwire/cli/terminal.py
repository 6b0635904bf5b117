"""What reaches a terminal: nothing from outside is read as Rich markup, and none of its characters acts on it.

Commands print through `out` and `err`, or through `write`; each of them makes hidden characters visible, so that no
command has to remember it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from inspect import cleandoc
from typing import Any

import msgspec
from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.segment import Segment
from typer.core import TyperGroup

from goldwire.model.incident import IN_TEXT, printable

_RAW_IN_JSON = re.compile(r"[\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
"""What JSON may hold as it is, though it acts on a terminal or cannot be seen."""
_IN_A_PARAGRAPH = re.compile(r"(?<!\n)\n[ ]*(?=\S)")
"""The end of a line that ends no paragraph: the terminal is as wide as it is."""


class Shown(Console):
    """A console that prints text as it stands, and hidden characters escaped, whatever holds them."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, highlight=False, soft_wrap=True, emoji=False)

    def print(self, *objects: Any, **options: Any) -> None:
        # Before Rich sees it: of some control characters it leaves nothing.
        super().print(*(printable(one, keep=IN_TEXT) if isinstance(one, str) else one for one in objects), **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            # Control segments are Rich's own: they move the cursor of a progress bar.
            yield segment if segment.control else segment._replace(text=printable(segment.text, keep=IN_TEXT))

    @property
    def coloured(self) -> bool:
        """Whether colours are seen: not in a file or pipe, on a dumb terminal, or with NO_COLOR."""
        return self.color_system is not None and not self.no_color


out = Shown()
err = Shown(stderr=True)


def write(text: str) -> None:
    """Words of a program, with text from outside in them, on stdout."""
    sys.stdout.write(printable(text, keep=IN_TEXT))


def write_data(text: str) -> None:
    """Text to work on, on stdout: as it is into a file or a pipe, with hidden characters escaped on a terminal."""
    sys.stdout.write(printable(text, keep=IN_TEXT) if sys.stdout.isatty() else text)


def json_text(value: Any) -> str:
    """A value as JSON over several lines, in which nothing acts on a terminal. It reads back as the same value."""
    try:
        text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    except UnicodeEncodeError:  # a path whose bytes are no text in the encoding of the file system
        return json.dumps(msgspec.to_builtins(value), indent=2)
    return harmless_json(text)


def harmless_json(text: str) -> str:
    """JSON with what acts on a terminal, or cannot be seen, as escapes: JSON has characters only inside strings."""
    return _RAW_IN_JSON.sub(lambda found: json.dumps(found[0])[1:-1], text)


class LiteralGroup(TyperGroup):
    """Commands whose help and error messages are printed as they are written: what stands in brackets stays."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for command in (self, *self.commands.values()):
            if command is self or not isinstance(command, LiteralGroup):
                _make_literal(command)

    def make_context(self, *arguments: Any, **options: Any) -> Any:
        with _shown_errors():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: Any) -> Any:
        with _shown_errors():
            return super().invoke(ctx)


def _make_literal(command: Any) -> None:
    for held in (command, *command.params):
        for name in ("help", "short_help", "epilog"):
            text = getattr(held, name, None)
            if isinstance(text, str):
                setattr(held, name, escape(_IN_A_PARAGRAPH.sub(" ", cleandoc(text))))


@contextmanager
def _shown_errors() -> Iterator[None]:
    """Escape the hidden characters of arguments in what the command line finds wrong with them."""
    try:
        yield
    except Exception as error:
        said = getattr(error, "format_message", None)
        if said is not None:
            error.format_message = lambda: printable(said(), keep=IN_TEXT)  # type: ignore[attr-defined]
        raise
