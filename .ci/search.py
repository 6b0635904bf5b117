"""Search the packages that were built for words of the wire articles, where these are at hand."""

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from test_wire import WIRE, repeating, runs

known = frozenset(run for path in WIRE.glob("*.txt") for run in runs(path.read_text("utf-8")))
if not known:
    print(f"packages not searched: no raw files of the wire collection at {WIRE}")
    sys.exit()
for package in sys.argv[1:]:
    with tempfile.TemporaryDirectory() as place:
        shutil.unpack_archive(package, place, "zip" if package.endswith(".whl") else "gztar")
        files = [path for path in Path(place).rglob("*") if path.is_file()]
        if not any(path.match("data/standoff/wire.parquet") for path in files):
            sys.exit(f"{package} holds no release")
        if found := repeating(files, known):
            sys.exit(f"{package} repeats a wire article: {found}")
        print(f"{package}: {Path(package).stat().st_size:,} bytes, {len(files):,} files; none repeats a wire article")
