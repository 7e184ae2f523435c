"""How seconds grow with sizes, as a drawing (SVG): both axes by powers of ten, and a line in proportion."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final

_COLOURS: Final = (
    "#0b6b57", "#b3541e", "#2d5fa8", "#8a2c6b", "#6a7d10", "#555555", "#c08a00", "#007a99", "#a00020",
)  # fmt: skip
_LEFT, _TOP, _WIDE, _HIGH = 60, 20, 420, 360
_LEGEND: Final = 300


def drawing(sizes: Sequence[int], lines: Mapping[str, Sequence[float]]) -> str:
    """Return the drawing.

    Args:
        sizes: of the books, rising.
        lines: the seconds of each job, one for each size, above zero.
    """
    scale = _Scale(sizes, [seconds for line in lines.values() for seconds in line])
    size = f"0 0 {_LEFT + _WIDE + _LEGEND} {_TOP + _HIGH + 50}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" font-family="sans-serif" font-size="12">'
    )
    ground = '<rect width="100%" height="100%" fill="#ffffff"/>'
    return "\n".join([head, ground, *_grid(scale), *_lines(scale, lines), "</svg>\n"])


@dataclass(frozen=True)
class _Scale:
    sizes: Sequence[int]
    seconds: Sequence[float]

    @property
    def powers(self) -> range:
        return range(floor(log10(min(self.seconds))), ceil(log10(max(self.seconds))) + 1)

    def x(self, size: float) -> float:
        first, last = log10(self.sizes[0]), log10(self.sizes[-1])
        return _LEFT + _WIDE * (log10(size) - first) / (last - first)

    def y(self, seconds: float) -> float:
        low, high = self.powers[0], self.powers[-1]
        return _TOP + _HIGH - _HIGH * (log10(seconds) - low) / (high - low)


def _grid(scale: _Scale) -> Iterator[str]:
    for power in scale.powers:
        at = scale.y(10.0**power)
        yield f'<path d="M{_LEFT} {at:.1f}h{_WIDE}" stroke="#dddddd"/>'
        yield f'<text x="{_LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>'
    for size in scale.sizes:
        said = f"{size:,}".replace(",", "\u202f")
        yield f'<path d="M{scale.x(size):.1f} {_TOP}v{_HIGH}" stroke="#dddddd"/>'
        yield f'<text x="{scale.x(size):.1f}" y="{_TOP + _HIGH + 18}" text-anchor="middle">{said}</text>'
    yield f'<text x="{_LEFT}" y="{_TOP + _HIGH + 40}">payments; seconds of the processor'
    yield "; dashed: in proportion</text>"
    steps = log10(scale.sizes[-1] / scale.sizes[0])
    start, rises = scale.powers[0], min(steps, len(scale.powers) - 1)
    to_x = scale.x(scale.sizes[0] * 10**rises)
    to = f"L{to_x:.1f} {scale.y(10.0 ** (start + rises)):.1f}"
    dashed = 'stroke="#999999" stroke-dasharray="5 5"'
    yield f'<path d="M{_LEFT} {scale.y(10.0**start):.1f}{to}" {dashed}/>'


def _lines(scale: _Scale, lines: Mapping[str, Sequence[float]]) -> Iterator[str]:
    for number, (name, line) in enumerate(lines.items()):
        colour, at = _COLOURS[number % len(_COLOURS)], _TOP + 14 + 20 * number
        points = " ".join(
            f"{scale.x(size):.1f},{scale.y(seconds):.1f}"
            for size, seconds in zip(scale.sizes, line, strict=True)
        )
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield f'<path d="M{_LEFT + _WIDE + 16} {at - 4}h18" stroke="{colour}" stroke-width="2"/>'
        yield f'<text x="{_LEFT + _WIDE + 40}" y="{at}">{name}</text>'
