"""Search the packages that were built for words of wire and press articles, where these are at hand."""

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from goldwire.corpus.cache import Cache
from goldwire.corpus.store import Corpus
from test_wire import REPO, WIRE, repeating, runs

cache = Cache()
fetched = (cache.match(one)[1] for one in Corpus(REPO).documents().value if one.fetched)
texts = [path.read_text("utf-8") for path in WIRE.glob("*.txt")] + [data.decode() for data in fetched if data]
known = frozenset(run for text in texts for run in runs(text))
if not known:
    print(f"packages not searched: no raw files of the wire collection at {WIRE}, no fetched text in {cache.folder}")
    sys.exit()
for package in sys.argv[1:]:
    with tempfile.TemporaryDirectory() as place:
        shutil.unpack_archive(package, place, "zip" if package.endswith(".whl") else "gztar")
        files = [path for path in Path(place).rglob("*") if path.is_file()]
        if not any(path.match("data/standoff/wire.parquet") for path in files):
            sys.exit(f"{package} holds no release")
        if found := repeating(files, known):
            sys.exit(f"{package} repeats an article: {found}")
        size = f"{Path(package).stat().st_size:,} bytes, {len(files):,} files"
        print(f"{package}: {size}; none repeats any of {len(texts):,} articles")
