"""What a list of projects is asked: only those of which all that is asked holds."""

from dataclasses import dataclass
from typing import Final, Literal

ProjectSort = Literal["code", "title", "cost", "starts_on", "ends_on", "state"]
SORTS: Final[tuple[ProjectSort, ...]] = ("code", "title", "cost", "starts_on", "ends_on", "state")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFilter:
    """Which projects; what is empty asks nothing."""

    axis: str = ""  # code
    action: str = ""  # code
    province: str = ""  # official code
    municipality: str = ""  # official code
    funder: str = ""  # reference of who promised, gave or asks something for it
    year: int | None = None  # in which it runs; a day that is not known bounds nothing
    state: str = ""
    programme: str = ""  # code
    association: str = ""  # reference of who carries it by the last budget
