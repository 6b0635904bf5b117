"""Incidents of a file that may hold any number of them: the first of each code are kept, the rest counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from goldwire.model.incident import Code, Incident, Severity

KEPT = 100
"""Incidents of one code that are kept."""


class Collected:
    """What is wrong with one file of predictions. `left_out` counts, by code, those that are not in `incidents`."""

    def __init__(self, file: str | None, unit: str) -> None:
        self.file = file
        self.unit = unit
        self.incidents: list[Incident] = []
        self.left_out: Counter[str] = Counter()
        self.errors = 0
        self._kept: Counter[str] = Counter()

    def room(self, code: Code) -> bool:
        """Whether a further incident of a code would be kept."""
        return self._kept[code.code] < KEPT

    def add(
        self,
        code: Code,
        message: str | Callable[[], str],
        *,
        line: int = 0,
        document: str | None = None,
        pointer: str = "",
    ) -> None:
        """Keep or count an incident. A message that takes time to make is a function, called where it is kept. `line`
        counts from 1; 0 is for what is wrong with the file as a whole."""
        self.errors += code.severity is Severity.ERROR
        if not self.room(code):
            self.left_out[code.code] += 1
            return
        self._kept[code.code] += 1
        where = f"{self.unit} {line:,}: " if line else ""
        said = message if isinstance(message, str) else message()
        self.incidents.append(code.at(where + said, document=document, file=self.file, pointer=pointer[:2000]))
