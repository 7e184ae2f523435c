"""Which projects a list is asked for: one meaning for the command line and the window.

Only projects are let through of which all that is asked holds.
"""

from collections.abc import Collection
from datetime import date
from typing import Final, Literal, Protocol

from msgspec import Struct

from donations_app.domain.folding import fold
from donations_app.domain.projects import STATES

ProjectSort = Literal["code", "title", "cost", "starts_on", "ends_on", "state"]
SORTS: Final[tuple[ProjectSort, ...]] = ("code", "title", "cost", "starts_on", "ends_on", "state")
OPEN: Final = "open"  # any state but done
STATES_ASKED: Final = (OPEN, *STATES)
_OWN: Final = ("axis", "action", "province", "municipality", "programme")


class ProjectFilter(Struct, frozen=True, kw_only=True):
    """Which projects; what is empty asks nothing."""

    axis: str = ""  # code
    action: str = ""  # code
    province: str = ""  # official code
    municipality: str = ""  # official code
    funder: str = ""  # reference of who promised, gave or asks something for it
    year: int | None = None  # in which it runs; a day that is not known bounds nothing
    state: str = ""  # of ``STATES_ASKED``
    programme: str = ""  # code
    association: str = ""  # reference of who carries it by the last budget
    text: str = ""  # each word of it begins a word of the project, whatever the case and the accents


class Filterable(Protocol):
    """What a project is asked about itself."""

    @property
    def axis(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def province(self) -> str: ...
    @property
    def municipality(self) -> str: ...
    @property
    def programme(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def starts_on(self) -> date | None: ...
    @property
    def ends_on(self) -> date | None: ...


def lets_through(
    only: ProjectFilter,
    project: Filterable,
    *,
    associations: Collection[str] = (),
    funders: Collection[str] = (),
    words: str = "",
) -> bool:
    """Tell whether all that is asked holds of a project.

    Args:
        only: what is asked; references are those that count of who was recorded twice.
        project: its facts.
        associations: references of those that carry it.
        funders: references of those who promised, gave or ask something for it.
        words: its code, titles, associations and places, folded.
    """
    if any((asked := getattr(only, name)) and asked != getattr(project, name) for name in _OWN):
        return False
    if only.state and only.state != project.state and (only.state != OPEN or project.state == "done"):
        return False
    if only.year is not None and not _runs_in(project, only.year):
        return False
    if only.association and only.association not in associations:
        return False
    if only.funder and only.funder not in funders:
        return False
    return all(f" {word}" in f" {words}" for word in fold(only.text).split())


def _runs_in(project: Filterable, year: int) -> bool:
    starts, ends = project.starts_on, project.ends_on
    return (starts is None or starts.year <= year) and (ends is None or ends.year >= year)
