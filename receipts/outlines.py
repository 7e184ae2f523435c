"""Outlines of letters as PDF draws them; ISO 32000-1, 8.5.2."""


class Outline:
    """Writes an outline as operators of PDF, curves of TrueType as those of PDF."""

    def __init__(self) -> None:
        self.operators: list[str] = []
        self._at = (0.0, 0.0)

    def moveTo(self, to: tuple[float, float]) -> None:  # noqa: N802 -- names that a pen has
        """Begin a contour."""
        self._lay("m", to)

    def lineTo(self, to: tuple[float, float]) -> None:  # noqa: N802
        """Draw a straight line."""
        self._lay("l", to)

    def qCurveTo(self, middle: tuple[float, float], to: tuple[float, float]) -> None:  # noqa: N802
        """Draw a curve with one point beside it, as one with two."""
        first, second = (
            tuple(end + (beside - end) * 2 / 3 for end, beside in zip(one, middle, strict=True))
            for one in (self._at, to)
        )
        self._lay("c", first, second, to)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        """Draw a curve with two points beside it."""
        self._lay("c", *points)

    def closePath(self) -> None:  # noqa: N802
        """End a contour."""
        self.operators.append("h")

    def _lay(self, operator: str, *points: tuple[float, ...]) -> None:
        self._at = points[-1][0], points[-1][1]
        self.operators.append(" ".join([f"{x:.0f} {y:.0f}" for x, y in points] + [operator]))
