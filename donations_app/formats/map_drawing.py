"""Reads the drawing of the six provinces: schematic, drawn for this program, and no survey."""

import json
from functools import cache

from msgspec import Struct

from resources import path

Point = tuple[float, float]  # from the west and from the north, in units of the drawing


class DrawnProvince(Struct, frozen=True):
    """A province: its corners, which it shares with its neighbours, and where its name stands."""

    code: str
    corners: tuple[Point, ...]
    label: Point


class MapDrawing(Struct, frozen=True):
    """The map."""

    size: Point
    sea: Point  # where its name stands
    provinces: tuple[DrawnProvince, ...]
    municipalities: dict[str, Point]  # by official code


@cache
def map_drawing() -> MapDrawing:
    """Return the drawing."""
    found = json.loads(path("reference", "map.json").read_text(encoding="utf-8"))
    corners = {name: _point(place) for name, place in found["corners"].items()}
    return MapDrawing(
        _point(found["size"]),
        _point(found["sea"]),
        tuple(
            DrawnProvince(one["code"], tuple(corners[name] for name in one["corners"]), _point(one["label"]))
            for one in found["provinces"]
        ),
        {code: _point(place) for code, place in found["municipalities"].items()},
    )


def _point(found: list[float]) -> Point:
    return found[0], found[1]


def is_within(place: Point, corners: tuple[Point, ...]) -> bool:
    """Tell whether a place lies within corners.

    >>> square = ((0, 0), (4, 0), (4, 4), (0, 4))
    >>> is_within((1, 1), square), is_within((5, 1), square)
    (True, False)
    """
    (x, y), is_inside = place, False
    for (left, top), (right, bottom) in zip(corners, (*corners[1:], corners[0]), strict=True):
        crosses = (top > y) != (bottom > y)
        if crosses and x < (right - left) * (y - top) / (bottom - top) + left:
            is_inside = not is_inside
    return is_inside


def province_at(place: Point) -> str:
    """Return the code of the province in which a place lies; nothing where it lies in none."""
    return next((one.code for one in map_drawing().provinces if is_within(place, one.corners)), "")
