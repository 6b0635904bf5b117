"""The dataset card: what programs read in it, and what people read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from datasets import DatasetInfo, Features
from datasets.info import DatasetInfosDict
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCard, DatasetCardData

from corpora import MINI_RAW, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.store import Corpus
from goldwire.release.build import build
from goldwire.release.configs.registry import configs


@pytest.fixture(scope="module", params=["public", "hydrated"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_mini(tmp_path_factory.mktemp("card"))
    raw = MINI_RAW if request.param == "hydrated" else None
    return build(open_corpus(Corpus(root), raw), "0.1.0", root / "dist").folder


def card(folder: Path) -> DatasetCard:
    return DatasetCard((folder / "README.md").read_text("utf-8"), ignore_metadata_errors=False)


def test_the_header_is_read_by_the_hub(folder: Path) -> None:
    data = card(folder).data
    assert isinstance(data, DatasetCardData)
    assert data.pretty_name == "Mini News"
    assert data.language == ["en", "fr"]
    assert data.license == ("other" if folder.name.endswith("hydrated") else "cc-by-4.0")
    assert data.size_categories == ["n<1K"]


def test_every_config_has_its_version_and_its_files(folder: Path) -> None:
    header: dict[str, Any] = {"configs": card(folder).data.get("configs")}
    read = MetadataConfigs.from_dataset_card_data(card(folder).data)
    assert list(read) == [each["config_name"] for each in header["configs"]] == [c.name for c in configs()]
    assert read.get_default_config_name() == "documents"
    for each in header["configs"]:
        assert each["version"] == "0.1.0"
        assert each["description"].startswith("rows ")
        for part in each["data_files"]:
            assert (folder / part["path"]).is_file()
            assert part["path"] == f"data/{each['config_name']}/{part['split']}.parquet"


def test_sizes_and_features_are_those_of_the_tables(folder: Path) -> None:
    infos = DatasetInfosDict.from_dataset_card_data(card(folder).data)
    for config in configs():
        info: DatasetInfo = infos[config.name]
        tables = {path.stem: pq.read_table(path) for path in (folder / "data" / config.name).glob("*.parquet")}
        assert {name: split.num_examples for name, split in info.splits.items()} == {
            name: table.num_rows for name, table in tables.items()
        }
        # A table that was read back may hold masks of nulls that the written one did not need.
        for name, split in info.splits.items():
            assert split.num_bytes == pytest.approx(tables[name].nbytes, rel=0.02)
        assert info.dataset_size == sum(split.num_bytes for split in info.splits.values())
        paths = (folder / "data" / config.name).glob("*.parquet")
        assert info.download_size == sum(path.stat().st_size for path in paths)
        for table in tables.values():
            assert info.features.arrow_schema.remove_metadata() == table.schema.remove_metadata()
            assert Features.from_arrow_schema(table.schema) == info.features


def test_words_for_people(folder: Path) -> None:
    text = card(folder).text
    hydrated = folder.name.endswith("hydrated")
    assert ("Not for redistribution" in text) is hydrated
    assert ("text included in this edition only" in text) is hydrated
    assert f"load_dataset('{folder.name}', 'documents')" in text
    assert "| all |" in text
    for config in configs():
        assert f"## Config `{config.name}`" in text
        for column in config.columns:
            assert f"| `{column.name}` |" in text
