"""What is not installed is named with a line for pip that works."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from corpora import REPO
from goldwire.extras import missing, pip_line, requirements

EXTRAS = tomllib.loads((REPO / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]


@pytest.mark.parametrize("extra", ["agreement", "baselines", "recipes"])
def test_the_line_names_all_that_an_extra_brings(extra: str) -> None:
    assert requirements(extra) == sorted(EXTRAS[extra])
    line = pip_line(extra, None)
    assert line.startswith("pip install ")
    assert [str(Requirement(name)) for name in re.findall(r'"([^"]+)"', line)] == sorted(EXTRAS[extra])
    assert "goldwire" not in line
    said = missing(ModuleNotFoundError("No module named 'x'", name="x"), extra)
    assert said == f"this command needs x, which is not installed: {line}"


def test_an_extra_that_nobody_knows_names_the_module() -> None:
    assert requirements("nonsense") == []
    assert pip_line("nonsense", "krippendorff") == 'pip install "krippendorff"'


@pytest.mark.parametrize(
    ("recipe", "module"),
    [
        ("token_classification.py", "torch"),
        ("pair_classification.py", "transformers"),
        ("token_classification.py", "accelerate"),
        ("spacy_ner/convert.py", "spacy"),
        ("spacy_ner/predict.py", "spacy"),
    ],
)
def test_a_recipe_without_its_libraries_gives_the_line(recipe: str, module: str, tmp_path: Path) -> None:
    # A module that cannot be imported stands in the way of one that is installed; the others are empty.
    for name in {"accelerate", "torch", "transformers"} - {module}:
        (tmp_path / f"{name}.py").write_text("")
    (tmp_path / f"{module}.py").write_text(f"raise ModuleNotFoundError('No module named {module}', name='{module}')")
    done = subprocess.run(
        [sys.executable, str(REPO / "recipes" / recipe), "--help"],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 2
    # What spaCy's recipes need is small beside torch, and the other way round.
    needed = ("spacy",) if module == "spacy" else ("accelerate", "torch", "transformers")
    line = pip_line("recipes", module, only=needed)
    assert ("torch" in line) is (module != "spacy")
    assert done.stderr == f"error: this recipe needs {module}, which is not installed: {line}\n"


def test_recipes_predict_validation_where_no_split_is_named() -> None:
    for recipe in ("common.py", "spacy_ner/predict.py"):
        assert '"--split", default="validation"' in (REPO / "recipes" / recipe).read_text("utf-8")


def test_no_page_and_no_message_sends_pip_to_an_index() -> None:
    pages = [*(REPO / "docs").glob("*.md"), *(REPO / "src").rglob("*.py"), *(REPO / "recipes").rglob("*.py")]
    wrong = [
        (path.name, line)
        for path in pages
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"pip install \"?goldwire\[", line) and "finds nothing" not in line
    ]
    assert wrong == []
