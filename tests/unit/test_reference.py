"""Axes, provinces and municipalities: what names one, and what is refused by its name."""

import pytest

from donations_app.domain.reference import named
from donations_app.formats.map_drawing import map_drawing, province_at
from donations_app.formats.reference import axes, code_of, municipalities, provinces, territory

AXES = tuple(one.en for one in axes())
PROVINCES = ("Al Haouz", "Ouarzazate", "Chtouka-Aït Baha", "Taroudannt", "Tiznit", "Tata")


@pytest.mark.parametrize(
    ("axis", "province", "municipality", "found"),
    [
        ("", "", "", []),
        ("public_services", "08.401", "08.401.01.07", []),
        ("public_services", "", "08.401.01.07", []), ("", "09.541", "", []),
        ("n'importe quoi", "", "", [("axis", "axis_unknown", {"choices": AXES})]),
        ("Services publics", "", "", [("axis", "axis_unknown", {"choices": AXES})]),
        ("water", "", "",
         [("axis", "axis_is_action", {"axis": "Improve the access for population to public services"})]),
        ("Construire des barrages de retenue", "", "",
         [("axis", "axis_is_action", {"axis": "Improve the management and the promotion of the environment"})]),
        ("", "Mars", "", [("province", "province_unknown", {"choices": PROVINCES})]),
        ("", "", "Amizmis", [("municipality", "municipality_like", {"choices": ("Amizmiz",)})]),
        ("", "", "Zzzz", [("municipality", "municipality_unknown", {})]),
        ("", "09.541", "07.041.01.03",
         [("municipality", "municipality_elsewhere", {"province": "Taroudannt", "own": "Al Haouz"})]),
        ("x", "Mars", "07.041.01.03",
         [("axis", "axis_unknown", {"choices": AXES}), ("province", "province_unknown", {"choices": PROVINCES})]),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused_by_its_name(
    axis: str, province: str, municipality: str, found: list[tuple[str, str, dict[str, str]]]
) -> None:
    problems = territory().problems(axis, province, municipality, language="en")
    assert [(one.field, one.code, one.data) for one in problems] == found


def test_names_are_told_in_the_language_asked_for() -> None:
    (told,) = territory().problems("", "Mars", "", language="ar")
    assert told.data["choices"][1] == "ورزازات"


def test_every_entry_is_named_by_its_code_and_by_each_of_its_names() -> None:
    for known in (axes(), provinces(), municipalities()):
        for one in known:
            assert named(one.code, known) is one
            for name in filter(None, (one.fr, one.en, one.ar)):
                assert named(name.upper(), known) is one, name


def test_what_names_nothing_stays_as_it_was_written() -> None:
    assert (code_of("tiznit", provinces()), code_of("Mars", provinces()), code_of("", provinces())) == (
        "09.581", "Mars", "",
    )  # fmt: skip


def test_the_map_has_each_municipality_within_its_province_and_corners_that_neighbours_share() -> None:
    drawn = map_drawing()
    assert {one.code for one in drawn.provinces} == {one.code for one in provinces()}
    away = [one.fr for one in municipalities() if province_at(drawn.municipalities[one.code]) != one.province]
    assert away == []
    assert set(drawn.municipalities) == {one.code for one in municipalities()}
    shared = [
        {
            corner
            for corner in one.corners
            for other in drawn.provinces
            if other is not one and corner in other.corners
        }
        for one in drawn.provinces
    ]
    assert min(map(len, shared)) >= 3
    assert province_at((0, 0)) == ""
