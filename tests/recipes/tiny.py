"""Make tiny models with random weights and a vocabulary of a release's own words: what recipes are tried on without a
network. They know nothing, and are there to be trained for a few steps.

    python tests/recipes/tiny.py RELEASE FOLDER

makes `wordpiece`, `bytes` and `slow` in FOLDER, named after their tokenizers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import torch
import transformers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

POSITIONS = 64
_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
_SIZES = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}


def texts(release: Path) -> Iterator[str]:
    """The texts of the training split."""
    yield from pq.read_table(release / "data" / "documents" / "train.parquet")["text"].to_pylist()


def tokenizer(release: Path, kind: str) -> Any:
    """A fast tokenizer with few pieces, so that most words have several."""
    trainer: Any
    if kind == "wordpiece":
        made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        made.normalizer = normalizers.BertNormalizer(lowercase=False)
        made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        made.decoder = decoders.WordPiece()
        trainer = trainers.WordPieceTrainer(vocab_size=600, special_tokens=_SPECIAL, show_progress=False)
    else:
        made = Tokenizer(models.BPE(unk_token="[UNK]"))
        made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
        made.decoder = decoders.ByteLevel()
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer = trainers.BpeTrainer(
            vocab_size=600, special_tokens=_SPECIAL, initial_alphabet=alphabet, show_progress=False
        )
    made.train_from_iterator(texts(release), trainer)
    ends = [(name, made.token_to_id(name)) for name in ("[CLS]", "[SEP]")]
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=ends
    )
    names = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), _SPECIAL, strict=True))
    return transformers.PreTrainedTokenizerFast(tokenizer_object=made, model_max_length=POSITIONS, **names)


def make(release: Path, kind: str, folder: Path) -> None:
    """A model and its tokenizer in `folder`; `slow` has a tokenizer that is none of the fast ones."""
    torch.manual_seed(7)
    if kind == "slow":
        transformers.CanineTokenizer().save_pretrained(folder)
        model = transformers.CanineModel(transformers.CanineConfig(**_SIZES, num_hash_buckets=64))
    else:
        pieces = tokenizer(release, kind)
        pieces.save_pretrained(folder)
        sizes = {"vocab_size": len(pieces), "pad_token_id": pieces.pad_token_id, **_SIZES}
        if kind == "wordpiece":
            model = transformers.BertModel(transformers.BertConfig(max_position_embeddings=POSITIONS, **sizes))
        else:
            model = transformers.RobertaModel(
                transformers.RobertaConfig(max_position_embeddings=POSITIONS + 2, **sizes)
            )
    model.save_pretrained(folder)


if __name__ == "__main__":
    for name in ("wordpiece", "bytes", "slow"):
        make(Path(sys.argv[1]), name, Path(sys.argv[2]) / name)
