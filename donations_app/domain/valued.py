"""What is given for a project without money passing: labour, land, materials, transport, each with its value."""

from typing import Final, Literal

ContributionKind = Literal["labour", "land", "materials", "transport"]
CONTRIBUTIONS: Final[tuple[ContributionKind, ...]] = ("labour", "land", "materials", "transport")
