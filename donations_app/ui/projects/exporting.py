"""The table of projects as a file: each project with the lines that add up to it, in the order that is shown."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from donations_app.db.queries.project_overview import ListedProject
from donations_app.db.queries.share_tally import missing_abroad
from donations_app.domain.money import Money
from donations_app.formats.writing import Cell, placed, write_table
from donations_app.i18n import N_, _, hundredths, language, without_marks
from donations_app.ui.projects import lines
from donations_app.ui.projects.lines import Line, lines_of
from donations_app.words.projects import STATES, reference_names

COLUMNS: Final = (
    N_("Code"), N_("Project"), N_("Association"), N_("Cost, €"), N_("Private, €"), N_("Private, %"), N_("Threshold, %"),
    N_("Missing, €"), N_("Currency"), N_("Missing in the currency"), N_("Expected, €"), N_("Verdict"), N_("Why"),
    N_("Axis"), N_("Action"), N_("Province"), N_("Municipality"), N_("Programme"), N_("State"), N_("Starts"),
    N_("Ends"),
)  # fmt: skip


def write_projects_table(path: Path, projects: Sequence[ListedProject]) -> int:
    """Write projects to a table, as the ending of the file says, and return how many lines it has.

    Args:
        path: of the file, which is replaced where it stands; ``tsv`` is parted by tabs as a spreadsheet pastes it.
        projects: in their order.

    Raises:
        FileUnwritable: the file cannot be written there.
    """
    found = lines_of(projects, {one.row.code for one in projects})
    rows = [_row(line) for line in found]
    headers = [_(title) for title in COLUMNS]
    form = path.suffix[1:].lower()
    with placed(path, force=True) as file:
        if form == "tsv":
            file.write("\n".join(_tabbed([headers, *rows])).encode("utf-8") + b"\n")
        else:
            write_table(file, form, _("Projects"), headers, rows)
    return len(rows)


def _tabbed(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    for row in rows:
        yield "\t".join(_text(cell) for cell in row)


def _text(cell: Cell) -> str:
    if isinstance(cell, Money):
        sign, cents = "-" if cell.cents < 0 else "", abs(cell.cents)
        return f"{sign}{cents // 100},{cents % 100:02}"
    return "" if cell is None else str(cell).replace("\t", " ").replace("\n", " ")


def _row(line: Line) -> list[Cell]:
    project, share = line.project, line.share
    row, names = project.row, reference_names(project.row, language())
    has_cost = bool(share.cost) and not line.is_alone
    abroad = missing_abroad(project.share, share) if line.is_judged else None
    return [
        row.code, row.title(language()), "" if line.is_project else lines.name(line),
        share.cost if has_cost else None, share.private,
        hundredths(share.basis_points) if has_cost else "",
        hundredths(project.share.rule.minimum) if line.is_judged else "",
        share.missing if line.is_judged and share.reached is not None else None,
        project.share.currency, None if abroad is None or share.reached is None else Money(abroad), share.expected,
        lines.verdict(line), without_marks(lines.told(line)),
        names["axis"], names["action"], names["province"], names["municipality"], row.programme, _(STATES[row.state]),
        row.starts_on, row.ends_on,
    ]  # fmt: skip
