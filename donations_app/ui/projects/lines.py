"""The lines of the table of projects: a project, and opened below it its associations and the project alone."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from msgspec import Struct

from donations_app.db.queries.project_overview import ListedProject
from donations_app.db.queries.shares import AssociationShare
from donations_app.domain.private_share import PrivateShare
from donations_app.domain.project_table import verdict_of
from donations_app.formats.reference import name_of_place
from donations_app.i18n import _, count, figures, language, ngettext
from donations_app.words.codes import together
from donations_app.words.verdicts import (
    VERDICTS,
    missing_abroad_words,
    missing_words,
    percent_words,
    verdict_name,
    verdict_told,
)

ALONE: Final = "\x00"  # in the place of a reference: the money that names the project alone
Key = tuple[str, str]  # code, and reference of an association; empty: the project


class Line(Struct, frozen=True):
    """One row of the table."""

    project: ListedProject
    share: PrivateShare
    part: AssociationShare | None = None  # none: the project, or what names it alone
    is_alone: bool = False
    can_open: bool = False
    is_open: bool = False

    @property
    def is_project(self) -> bool:
        """Whether it is a project, not one of the lines below it."""
        return self.part is None and not self.is_alone

    @property
    def key(self) -> Key:
        """What the row stands for."""
        return self.project.row.code, ALONE if self.is_alone else self.part.ref if self.part else ""

    @property
    def is_judged(self) -> bool:
        """Whether it has a verdict of its own: who has left and what is of nobody has none."""
        if self.part is None:
            return self.is_project
        return not self.part.has_left and self.project.share.rule.scope == "association"

    @property
    def state(self) -> str:
        """The colour of its verdict; a project is never green while one of its associations is below."""
        if not self.is_judged:
            return "muted"
        return VERDICTS[verdict_of(self.share)][1]


def lines_of(projects: Iterable[ListedProject], opened: Collection[str]) -> list[Line]:
    """Return the rows of projects in their order, the codes that are opened with what lies below them."""
    found = []
    for one in projects:
        below = _below(one)
        is_open = bool(below) and one.row.code in opened
        found.append(Line(one, one.share.share, can_open=bool(below), is_open=is_open))
        if is_open:
            found += below
    return found


def _below(one: ListedProject) -> list[Line]:
    """Return the lines that add up to a project; none where one association carries all of it."""
    parts, alone = one.share.associations, one.share.alone
    if len(parts) + (alone is not None) < 2:
        return []
    found = [Line(one, part.share, part) for part in parts]
    return found if alone is None else [*found, Line(one, alone, is_alone=True)]


def name(line: Line) -> str:
    """Return what the row is called."""
    if line.part:
        return line.part.name
    if line.is_alone:
        return _("To the project alone, no association")
    return line.project.row.title(language())


def below_name(line: Line) -> str:
    """Return the second line of a project: its associations, or its place and the one that carries it."""
    parts = line.project.parts
    if len(parts) > 1:
        told = ngettext("{count} association", "{count} associations", len(parts))
        below = sum(part.share.reached is False for part in parts)
        unknown = sum(part.share.reached is None for part in parts)
        said = [told.format(count=count(len(parts)))]
        if below:
            said.append(_("{count} below the threshold").format(count=count(below)))
        if unknown:
            said.append(_("{count} not known").format(count=count(unknown)))
        return " · ".join(said)
    row = line.project.row
    place = name_of_place("municipality", row.municipality, language()) or name_of_place(
        "province", row.province, language()
    )
    carriers = together(*(one.name for one in row.associations))
    return " · ".join(filter(None, (place, carriers)))


def cost(line: Line) -> str:
    """Return the cost, or the part of it, in euros without their sign."""
    if line.is_alone or (line.part and line.part.has_left):
        return ""
    return figures(line.share.cost) if line.share.cost else _("unknown")


def share_percent(line: Line) -> str:
    """Return the private part in percent; nothing of what has no cost of its own."""
    return percent_words(line.share) if line.is_project or (line.part and not line.part.has_left) else ""


def private(line: Line) -> str:
    """Return the private money that counts, in euros without their sign."""
    return figures(line.share.private)


def missing(line: Line) -> str:
    """Return what is missing in euros; nothing of what has no verdict of its own."""
    return missing_words(line.share) if line.is_judged else ""


def missing_abroad(line: Line) -> str:
    """Return what is missing in the currency of the project."""
    return missing_abroad_words(line.project.share, line.share) if line.is_judged else ""


def missing_state(line: Line) -> str:
    """Return the state in whose colour a gap is."""
    return "bad" if line.is_judged and line.share.missing else "muted"


def verdict(line: Line) -> str:
    """Return the verdict in words."""
    if line.is_judged:
        return verdict_name(line.share)
    return _("has left") if line.part and line.part.has_left else ""


def verdict_sign(line: Line) -> str:
    """Return the icon of the verdict."""
    return VERDICTS[verdict_of(line.share)][2] if line.is_judged else ""


def told(line: Line) -> str:
    """Return why the verdict is so."""
    if not line.is_judged:
        return ""
    return verdict_told(line.share, line.part.why if line.part else line.project.share.why)


def place_of_key(key: Key | None, keys: Sequence[Key]) -> int:
    """Return the row of a key; of a line that is no longer shown, that of its project; else the first."""
    for one in (key, (key[0], "")) if key else ():
        if one in keys:
            return keys.index(one)
    return 0
