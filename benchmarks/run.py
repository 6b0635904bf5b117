"""Run the benchmarks and write benchmarks/results.json, from which `make docs` fills the README's tables."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def figures(script: str, *arguments: str) -> Any:
    """What a benchmark prints as JSON."""
    command = [sys.executable, str(HERE / script), "--json", *arguments]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def main() -> None:
    results = {"cleaning": figures("cleaning.py", *sys.argv[1:]), "pipeline": figures("pipeline.py")}
    (HERE / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(f"{HERE / 'results.json'} written; next: make docs")


if __name__ == "__main__":
    main()
