"""Every pattern of the package, on strings that are made against it: its time grows with their length, no faster."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
from hostile_strings import attacks

import goldwire
from goldwire import loading_splits
from goldwire.baselines.cue_lexicon import LANGUAGES, seed
from goldwire.baselines.cues import Lexicon
from goldwire.text import declared
from goldwire.text.roles import promo
from goldwire.text.roles.features import RULES
from goldwire.text.roles.rule import HEAD_CHARS, TAIL_CHARS, Rule, Scope

Pattern = re.Pattern[str] | re.Pattern[bytes]

BOUNDED = {promo.AUTHOR_BOX: HEAD_CHARS, promo.STANDING: HEAD_CHARS, promo.CONTRIBUTED: HEAD_CHARS}
"""Patterns that only ever see so much of a line."""

ANCHORED = {declared.ATTRIBUTE, declared.UNCLOSED, declared.XML, loading_splits.FIRST_NAME}
"""Patterns that are matched at the beginning or where the last match ended, and never searched for."""

WITH_DATA = {
    "corpus/schema_words.py",
    "audit/quotes.py",
    "baselines/cues.py",
    "baselines/quotes_lookup.py",
    "text/roles/rule.py",
}
"""Modules that make patterns of words, or of the rules, when they run."""

NOTICEABLE = 0.004
"""Seconds of computing below which a ratio says nothing."""
DOUBLED = 3.0
"""What is linear takes twice as long for twice the length, and what is quadratic four times."""
MANY_CHARS = 800
ATTEMPTS = 4
STEEPEST = 10
"""How many times the time of a pattern that goes through a line two hundred times a rule may take."""


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(goldwire.__path__, "goldwire."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def patterns() -> dict[str, Pattern]:
    """Those that the package's modules hold, however deep in containers, classes and defaults of functions."""
    found: dict[Pattern, str] = {}
    seen: set[int] = set()

    def look(value: Any, name: str) -> None:
        if isinstance(value, re.Pattern):
            found.setdefault(value, name)
            return
        if id(value) in seen:
            return
        seen.add(id(value))
        if isinstance(value, dict):
            for key, item in value.items():
                look(item, f"{name}[{str(key)[:20]}]")
        elif isinstance(value, list | tuple | set | frozenset):
            for place, item in enumerate(value):
                look(item, f"{name}[{place}]")
        elif isinstance(value, type) and value.__module__.startswith("goldwire"):
            for key, item in dict(vars(value)).items():
                look(item, f"{name}.{key}")
        elif isinstance(value, FunctionType) and value.__module__.startswith("goldwire"):
            look(value.__defaults__ or (), name)

    for module in modules():
        for name, value in dict(vars(module)).items():
            if not name.startswith("__"):
                look(value, f"{module.__name__.removeprefix('goldwire.')}.{name}")
    for language in LANGUAGES:
        for name, value in vars(Lexicon(language, seed(language))).items():
            look(value, f"lexicon[{language}].{name}")
    return {name: pattern for pattern, name in found.items()}


PATTERNS = patterns()


def seconds(work: Callable[[], Any], runs: int = 3) -> float:
    """Computing time of the quickest of some runs: others on the machine only ever add to it."""
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
        if best > 1:
            break
    return best


def working(pattern: Pattern, text: str) -> Callable[[], Any]:
    """The pattern's way through a text: everything it finds, and whether it fits."""

    def work() -> None:
        if isinstance(pattern.pattern, bytes):
            data: Any = text.encode("latin-1", "replace")
        else:
            data = text
        if pattern not in ANCHORED:
            for _ in pattern.finditer(data):
                pass
        pattern.match(data)
        pattern.fullmatch(data)

    return work


def grows_too_fast(pattern: Pattern, before: str, unit: str, after: str) -> bool:
    def at(length: int, runs: int = 3) -> float:
        return seconds(working(pattern, before + unit * (length // len(unit)) + after), runs)

    length = 250
    while at(length, 1) < NOTICEABLE:
        length *= 4
        if length > 4_000:
            return False
    return all(at(2 * length) > DOUBLED * at(length) for _ in range(ATTEMPTS))


def test_there_are_many_patterns() -> None:
    assert len(PATTERNS) > 80
    assert {"text.sentences._END", "baselines.stance_scene._PART", "baselines.quote_candidates._COLON"} <= set(PATTERNS)


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_time_grows_with_length(name: str) -> None:
    pattern = PATTERNS[name]
    if pattern in BOUNDED:
        pytest.skip("sees only the beginning of a line")
    strings = list(attacks(pattern))
    # Of a pattern with hundreds of words, a part will do: they are alternatives of one form.
    chosen = strings[:: 1 + len(pattern.pattern) // MANY_CHARS]
    assert [attack for attack in chosen if grows_too_fast(pattern, *attack)] == []


def test_a_pattern_that_grows_too_fast_is_found() -> None:
    for source in (r"\s+$", r"[.!?]+\s+", r"x\s*\s*y"):
        pattern = re.compile(source)
        assert any(grows_too_fast(pattern, *attack) for attack in attacks(pattern)), source


def visible(rule: Rule, text: str) -> str:
    seen = text if rule.cased else text.lower()
    return seen[-TAIL_CHARS:] if rule.scope is Scope.TAIL else seen[:HEAD_CHARS]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_quick_on_the_longest_line_that_it_sees(rule: Rule) -> None:
    """Rules see a bounded part of a line, so what counts is how steep they are up to there: 0.3.0 had some of 100
    milliseconds a line. Measured by a pattern that goes through the line from each of its characters."""
    pattern = re.compile(rule.pattern, re.IGNORECASE if rule.cased else 0)
    known = re.compile(r"[ a]*[ a]*b")

    def slow(text: str) -> bool:
        reference = seconds(lambda: known.match(" " * HEAD_CHARS))
        return seconds(lambda: rule.matches(text)) > STEEPEST * reference

    for before, unit, after in attacks(pattern):
        body = (before + unit * HEAD_CHARS)[: HEAD_CHARS - len(after)]
        text = visible(rule, body + after)
        assert not all(slow(text) for _ in range(ATTEMPTS)), (before, unit, after)


def test_patterns_are_made_where_the_tests_above_find_them() -> None:
    root = Path(next(iter(goldwire.__path__)))
    inside = []
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                continue
            for call in ast.walk(function):
                if (
                    isinstance(call, ast.Call)
                    and isinstance(call.func, ast.Attribute)
                    and isinstance(call.func.value, ast.Name)
                    and call.func.value.id == "re"
                    and call.func.attr != "escape"
                    and name not in WITH_DATA
                ):
                    inside.append(f"{name}:{call.lineno}")
    assert inside == []
