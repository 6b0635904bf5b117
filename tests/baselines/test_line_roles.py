"""Roles of lines: the cleaner sees what it saw in the raw text, and what is looked up was seen in training."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from goldwire.baselines.protocol import LEVELS, Level, Model, baselines
from goldwire.model.layers import Gold, Layers, LineRole, RawLine, Text
from goldwire.model.line import Role
from goldwire.text.clean import clean

PAGES = [
    "Home | News | Sport\n\nHarbour lights return\n\nBy Odra Venn\nPublished 3 June\n\n"
    "The harbour was lit again on Monday.\nNobody had asked for it.\n\nRead also: a year of dark\n\nShare\n",
    "Accueil\r\n\r\nLe port se rallume\r\n\r\nPar Odra Venn\r\n\r\nLe port est éclairé depuis lundi.\r\n"
    "Personne ne l'avait demandé.\r\n\r\nLire aussi : un an de nuit\r\n\r\nPartager\r\n",
    "\n\n  Harbour lights return  \n \t \nThe harbour was lit again.\u200b\n\n\n© The Courier\n",
]


def page(raw: str, *, roles: list[Role] | None = None) -> Gold:
    judged = clean(raw, roles).lines
    return Gold(
        text=Text(
            doc_id="gw-0000000000000000",
            language="en",
            text="",
            lines=[],
            raw_lines=[RawLine(start=line.start, end=line.end, text=raw[line.start : line.end]) for line in judged],
        ),
        collection="open",
        story="harbour",
        layers=Layers(line_roles=[LineRole(start=line.start, end=line.end, role=line.role) for line in judged]),
    )


def trained(level: Level, *documents: Gold) -> Model:
    return baselines()["line_roles", level].train(documents or [page(raw) for raw in PAGES], {})


def roles(model: Model, raw: str) -> list[Role]:
    return [line.role for line in model.predict(page(raw).text, Layers()).line_roles or ()]


@pytest.mark.parametrize("raw", PAGES)
def test_the_cleaner_sees_what_it_sees_in_the_raw_text(raw: str) -> None:
    gold = page(raw)
    assert trained("standard").predict(gold.text, Layers()).line_roles == gold.layers.line_roles


@settings(max_examples=50, deadline=None)
@given_any(
    lines=st.lists(
        st.sampled_from(
            ["Home", "By Odra Venn", "Share", "The harbour was lit again on Monday.", "", "Monday, 3 June"]
        ),
        max_size=12,
    )
)
def test_the_cleaner_sees_what_it_sees_in_any_page(lines: list[str]) -> None:
    gold = page("\n".join(lines))
    assert trained("standard").predict(gold.text, Layers()).line_roles == gold.layers.line_roles


def test_lookup_takes_the_line_then_its_shape_then_body() -> None:
    raw = "Lights return\nBy Odra Venn\nIt was lit on 3 June.\n© The Courier\nShare > Home\nShare > Home"
    wanted = [Role.HEADLINE, Role.BYLINE, Role.BODY, Role.CREDIT, Role.BOILERPLATE, Role.BOILERPLATE]
    model = trained("lookup", page(raw, roles=wanted), page("By Odra Venn", roles=[Role.BYLINE]))
    assert roles(model, raw) == wanted
    new = "Ships sink\nBy Pell Marrow\nIt rains on 24 July.\n© A. Quay\n© The Old Lamp\nNews > Sport"
    assert roles(model, new) == [Role.HEADLINE, Role.BYLINE, Role.BODY, Role.BODY, Role.CREDIT, Role.BOILERPLATE]
    assert roles(trained("lookup", page("A b", roles=[Role.CREDIT]), page("A b", roles=[Role.BODY])), "A b") == [
        Role.BODY
    ]


def test_lookup_keeps_no_words(tmp_path: Path) -> None:
    trained("lookup").save(tmp_path)
    assert all(b"arbour" not in path.read_bytes() for path in tmp_path.iterdir())


def test_majority_gives_every_line_the_commonest_role() -> None:
    model = trained("majority", page("a\nb\nc", roles=[Role.BODY, Role.CREDIT, Role.CREDIT]))
    assert set(roles(model, PAGES[0])) == {Role.CREDIT}


@pytest.mark.parametrize("level", LEVELS)
def test_without_raw_lines_nothing_is_told(level: Level) -> None:
    text = Text(doc_id="gw-0000000000000000", language="fr", text="Le port.", lines=[])
    assert trained(level).predict(text, Layers()) == Layers()


@pytest.mark.parametrize("level", ["lookup", "majority"])
def test_nothing_to_learn_from_is_said(level: Level) -> None:
    with pytest.raises(ValueError, match="nothing to learn from"):
        trained(level, page(""))


@pytest.mark.parametrize("level", LEVELS)
def test_saved_models_are_the_same_bytes_and_say_the_same(level: Level, tmp_path: Path) -> None:
    written = []
    baseline = baselines()["line_roles", level]
    for name in ("one", "two", "three"):
        folder = tmp_path / name
        folder.mkdir()
        (baseline.load(tmp_path / "one") if name == "two" else trained(level)).save(folder)
        written.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert written[0] == written[1] == written[2]
    for raw in PAGES:
        assert roles(baseline.load(tmp_path / "two"), raw) == roles(trained(level), raw)


HOSTILE = [b"", b"\xff", b"[]", b"null", b'{"other": 1}', b"[" * 100_000, b'{"role": "blank"}',
           b'{"lines": {"0": "blank"}, "shapes": {}}', b'{"lines": {"0": "photo"}, "shapes": {}}']  # fmt: skip


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("data", HOSTILE)
def test_hostile_files_are_refused(level: Level, data: bytes, tmp_path: Path) -> None:
    trained(level).save(tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_bytes(data)
    with pytest.raises(ValueError, match=path.name):
        baselines()["line_roles", level].load(tmp_path)


_lines = st.lists(
    st.builds(
        RawLine,
        start=st.integers(0, 2**31 - 1),
        end=st.integers(0, 2**31 - 1),
        text=st.text(max_size=12) | st.sampled_from(["a\r\nb", "\n", "\u2028", "Share"]),
    ),
    max_size=6,
)


@pytest.mark.parametrize("level", LEVELS)
@settings(max_examples=40, deadline=None)
@given_any(lines=_lines)
def test_every_line_of_any_text_has_one_role(level: Level, lines: list[RawLine]) -> None:
    text = Text(doc_id="gw-0000000000000000", language="en", text="", lines=[], raw_lines=lines)
    model = trained(level)
    found = model.predict(text, Layers()).line_roles or []
    assert sorted((line.start, line.end) for line in found) == sorted((line.start, line.end) for line in lines)
    assert all(line.role is not Role.BLANK for line in found)
    assert found == model.predict(text, Layers()).line_roles
