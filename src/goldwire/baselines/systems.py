"""A system: one trained baseline for each step, what they were trained on, and the folder that keeps them.

`system.json` says which baselines a folder holds, with which settings and on what they were trained, and the SHA-256 of
every file; the files of a step's model lie in a folder of its name. Schema: `system.schema.json`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.protocol import LEVELS, STEPS, Baseline, Level, Model, Step, baselines, given
from goldwire.corpus.files import BadJson, parse_json, pretty_json
from goldwire.corpus.placing import put, seal, workshop
from goldwire.corpus.schemas import problems
from goldwire.model.annotation import Entity
from goldwire.model.incident import printable
from goldwire.model.layers import Gold, Layers, Link, PolarityOf, Prediction, SpeakerOf, Text, without_words
from goldwire.text.regular_file import LargerThanAllowed, NotRegular, read_regular, regular_sha256

SYSTEM = "system.json"
FORMAT = 1
_LIBRARIES = ("goldwire", "numpy", "python-crfsuite", "scikit-learn", "scipy")
"""Whose versions can change what is learned."""
_MOST_BYTES = 1 << 24
_NEEDS: dict[Step, tuple[str, ...]] = {
    "entities": ("mentions",),
    "speakers": ("mentions", "quotes"),
    "stances": ("mentions",),
}
"""The layers that a step cannot do without."""
_FILLS: dict[Step, str] = {"entities": "mentions", "speakers": "quotes"}
"""The layers that steps fill, where they are not called after them."""

Known = Mapping[tuple[Step, Level], Baseline]


class TrainedOn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a system has seen: a release, by the SHA-256 of its `manifest.json`, and which of its splits."""

    name: str
    version: str
    edition: Literal["public", "fetched", "hydrated"]
    manifest_sha256: str
    splits: list[str]
    documents: int


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    step: Step
    baseline: str
    configuration: dict[str, Any]
    files: dict[str, str]


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: int
    level: Level
    writer: dict[str, str]
    trained_on: TrainedOn
    steps: list[_Part]


@dataclass(frozen=True, slots=True)
class System:
    """Trained baselines of one level, by step and in the order of `STEPS`."""

    level: Level
    models: Mapping[Step, Model]
    trained_on: TrainedOn
    used: Mapping[Step, Baseline]
    """The baselines that the models are of."""
    writer: Mapping[str, str]
    """Programs that trained the system, and their versions."""

    def predict(self, text: Text, annotated: Layers | None = None) -> Layers:
        """All layers from the text alone, each step on what those before it found; or those that `annotated` lacks, on
        what it holds. A step whose layers nobody predicted is left out, and so are the roles of lines where no raw
        lines are at hand."""
        layers = there = annotated or Layers()
        for step, model in self.models.items():
            if getattr(there, _FILLS.get(step, step)) is not None:
                continue
            if step == "line_roles" and text.raw_lines is None:
                continue
            if all(getattr(layers, layer) is not None for layer in _NEEDS.get(step, ())):
                layers = model.predict(text, layers)
        return layers

    def prediction(self, gold: Gold) -> Prediction:
        """What the scorer scores: all layers from the text alone; and the entities of gold mentions, speakers of gold
        quotes and polarities of gold pairs, told with the other gold layers at hand. A withheld document's words are
        left out, for predictions get passed on."""
        found = self.predict(gold.text)
        whole = Prediction(
            doc_id=gold.doc_id,
            mentions=found.mentions,
            quotes=found.quotes,
            stances=found.stances,
            line_roles=found.line_roles,
            links=self._links(gold),
            speakers=self._speakers(gold),
            polarities=self._polarities(gold),
        )
        return without_words(whole) if gold.withheld else whole

    def save(self, folder: str | Path, *, replace: bool = False) -> None:
        """Write the system to `folder`, whole or not at all. The same training gives the same bytes.

        Raises `FileExistsError` where something stands there, unless `replace` is set and it is a system.
        """
        folder = Path(folder)
        refuse_place(folder, replace=replace)
        with workshop(folder) as work:
            parts = [self._written(step, model, work / step) for step, model in self.models.items()]
            whole = _File(
                format=FORMAT, level=self.level, writer=dict(self.writer), trained_on=self.trained_on, steps=parts
            )
            found = problems("system", msgspec.to_builtins(whole))
            if found:
                raise ValueError(f"the system cannot be saved: {found[0].pointer}: {found[0].message}")
            (work / SYSTEM).write_bytes(pretty_json(whole))
            seal(work)
            put(work, folder, replace=replace)

    def _written(self, step: Step, model: Model, folder: Path) -> _Part:
        folder.mkdir()
        model.save(folder)
        baseline = self.used[step]
        files = {path.name: regular_sha256(path) for path in sorted(folder.iterdir())}
        return _Part(step=step, baseline=baseline.name, configuration=_plain(baseline.configuration), files=files)

    def _links(self, gold: Gold) -> list[Link] | None:
        model = self.models.get("entities")
        if model is None or gold.layers.mentions is None:
            return None
        found = model.predict(gold.text, given(gold, "entities")).mentions or ()
        return [Link(mention=mention.id, entity=mention.entity) for mention in found if mention.id is not None]

    def _speakers(self, gold: Gold) -> list[SpeakerOf] | None:
        model = self.models.get("speakers")
        if model is None or gold.layers.quotes is None:
            return None
        found = model.predict(gold.text, given(gold, "speakers")).quotes or ()
        return [SpeakerOf(quote=q.id, entities=sorted(q.speaker_entities)) for q in found if q.id is not None]

    def _polarities(self, gold: Gold) -> list[PolarityOf] | None:
        model = self.models.get("stances")
        if model is None or gold.layers.stances is None:
            return None
        found = model.predict(gold.text, given(gold, "stances")).stances or ()
        return [
            PolarityOf(stance=stance.id, polarity=stance.polarity)
            for stance in found
            if stance.id is not None and stance.polarity is not None
        ]


def train_system(
    level: Level,
    documents: Iterable[Gold],
    entities: Mapping[str, Entity],
    trained_on: TrainedOn,
    *,
    steps: Iterable[Step] = STEPS,
    progress: Callable[[Step], None] | None = None,
    known: Known | None = None,
) -> System:
    """Train the baselines of one level, for some steps. `progress` is called as the training of each begins; `known`
    are the baselines to choose from, all registered ones if None.

    Raises `ValueError` where there are no documents, or no baseline for a step, and `ModuleNotFoundError` where the
    libraries of extra `baselines` are missing.
    """
    known = baselines() if known is None else known
    wanted = set(steps)
    used = {step: _baseline(known, step, level) for step in STEPS if step in wanted}
    if wanted - used.keys():
        raise ValueError(f"no step is called {', '.join(sorted(wanted - used.keys()))}; there are {', '.join(STEPS)}")
    if not used:
        raise ValueError(f"no step to train; there are {', '.join(STEPS)}")
    seen = list(documents)
    if not seen:
        raise ValueError("there are no documents to learn from")
    models: dict[Step, Model] = {}
    for step, baseline in used.items():
        if progress is not None:
            progress(step)
        models[step] = baseline.train(seen, entities)
    return System(level, models, trained_on, used, _writer())


def refuse_place(folder: str | Path, *, replace: bool) -> None:
    """Raise `FileExistsError` where a system cannot be saved to `folder`: so one knows before training."""
    folder = Path(folder)
    if os.path.lexists(folder) and not (replace and (folder / SYSTEM).is_file() and not folder.is_symlink()):
        what = "is no saved system, and is left alone" if replace else "is there already"
        raise FileExistsError(f"{printable(str(folder))} {what}")


def load_system(folder: str | Path, *, known: Known | None = None) -> System:
    """A system that `save` wrote. Nothing in the folder is run as code.

    Raises `ValueError`, with the place and what to do, where the folder is no system, was changed, or is of a baseline,
    settings or a format that this version of Goldwire does not have.
    """
    folder = Path(folder)
    known = baselines() if known is None else known
    shown = printable(str(folder))
    whole = _read(folder, shown)
    steps = [part.step for part in whole.steps]
    if steps != [step for step in STEPS if step in steps]:
        raise ValueError(f"{shown}: {SYSTEM}: steps twice or out of order: {', '.join(steps)}")
    used = {part.step: _trained(known, part, whole, shown) for part in whole.steps}
    for part in whole.steps:
        _verify(folder / part.step, part.files, f"{shown}: {part.step}")
    models = {step: baseline.load(folder / step) for step, baseline in used.items()}
    return System(whole.level, models, whole.trained_on, used, whole.writer)


def _read(folder: Path, shown: str) -> _File:
    path = folder / SYSTEM
    try:
        data = read_regular(path, max_bytes=_MOST_BYTES)
    except LargerThanAllowed:
        raise ValueError(f"{shown}: {SYSTEM} is larger than {_MOST_BYTES >> 20} MiB, which none is") from None
    except (FileNotFoundError, NotADirectoryError, NotRegular):
        raise ValueError(
            f"{shown} is no trained system: it has no file {SYSTEM}; make one with goldwire train"
        ) from None
    except OSError as error:
        raise ValueError(f"{shown}: {SYSTEM}: {error.strerror or error}") from None
    try:
        value = parse_json(data)
    except BadJson as error:
        raise ValueError(f"{shown}: {SYSTEM}: {error}") from None
    written = value.get("format") if isinstance(value, dict) else None
    if isinstance(written, int) and written > FORMAT:
        raise ValueError(
            f"{shown} is a system in format {written}, and this version of Goldwire reads {FORMAT}: install a newer one"
        )
    found = problems("system", value)
    if found:
        raise ValueError(f"{shown}: {SYSTEM}{found[0].pointer}: {printable(found[0].message)}")
    try:
        return msgspec.convert(value, _File)
    except msgspec.ValidationError as error:  # JSON Schema calls 1.0 an integer
        raise ValueError(f"{shown}: {SYSTEM}: {error}") from None


def _trained(known: Known, part: _Part, whole: _File, shown: str) -> Baseline:
    """The baseline of a saved model, if it is still the same one."""
    baseline = _baseline(known, part.step, whole.level)
    by = f"trained by Goldwire {printable(whole.writer.get('goldwire', 'of an unknown version'))}"
    if baseline.name != part.baseline:
        raise ValueError(
            f"{shown}: its {part.step} are of baseline {printable(part.baseline)}, {by}; here the {whole.level} one is "
            f"{baseline.name}: train it again"
        )
    here = _plain(baseline.configuration)
    if here != part.configuration:
        differ = sorted(
            key for key in here.keys() | part.configuration.keys() if here.get(key) != part.configuration.get(key)
        )
        raise ValueError(
            f"{shown}: baseline {baseline.name}, {by}, has other settings here ({printable(', '.join(differ))}): "
            "train it again"
        )
    return baseline


def _baseline(known: Known, step: Step, level: Level) -> Baseline:
    if level not in LEVELS:
        raise ValueError(f"no level is called {level!r}; there are {', '.join(LEVELS)}")
    if (step, level) not in known:
        have = ", ".join(s for s, of in known if of == level) or "nothing"
        raise ValueError(f"there is no {level} baseline for {step}; there is one for {have}")
    return known[step, level]


def _verify(folder: Path, files: Mapping[str, str], shown: str) -> None:
    """Refuse a folder that is not just the files that `system.json` lists."""
    try:
        there = {path.name for path in folder.iterdir()}
        for name in sorted(files.keys() | there):
            path = folder / name
            if name not in files:
                raise ValueError(f"{shown}: {printable(name)} is not listed in {SYSTEM}: remove it")
            if name not in there or path.is_symlink() or not path.is_file():
                raise ValueError(f"{shown}: {name} is missing, or no plain file: train the system again")
            if regular_sha256(path) != files[name]:
                raise ValueError(f"{shown}: {name} was changed since it was written: train the system again")
    except OSError as error:
        raise ValueError(f"{shown}: {error.strerror or error}: train the system again") from None


def _plain(configuration: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as JSON gives them back."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(dict(configuration), order="deterministic"))
    return plain


def _writer() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
