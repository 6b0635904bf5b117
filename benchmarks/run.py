"""Run the benchmarks and write benchmarks/results.json, from which `make docs` fills the README's tables.

python benchmarks/run.py [--raw DIR] [--only KEY]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
KEYS = ("cleaning", "pipeline", "scoring")
"""Each is a script and a key of the results."""


def figures(script: str, *arguments: str) -> Any:
    """What a benchmark prints as JSON."""
    command = [sys.executable, str(HERE / script), "--json", *arguments]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--raw", help="folder with the raw files of withheld documents, for cleaning")
    parser.add_argument("--only", choices=KEYS, help="run one benchmark and leave the figures of the others")
    arguments = parser.parse_args()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if arguments.only else {}
    for key in [arguments.only] if arguments.only else KEYS:
        more = ["--raw", arguments.raw] if key == "cleaning" and arguments.raw else []
        results[key] = figures(f"{key}.py", *more)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(f"{RESULTS} written; next: make docs")


if __name__ == "__main__":
    main()
