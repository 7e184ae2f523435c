"""From the lines of a file to drafts of projects."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from msgspec.structs import replace

from donations_app.domain.folding import folded_code
from donations_app.domain.funding import FundingRule
from donations_app.domain.projects import PartnerDraft, ProjectDraft
from donations_app.domain.rates import in_euros
from donations_app.domain.typed import parse_any_date, parse_percent, parse_whole, parse_yes_no
from donations_app.formats import columns
from donations_app.formats.cell_readers import ReadCell, if_there, priced, text_of, there
from donations_app.formats.columns import Cells, coded
from donations_app.formats.lines import Lines, Read, Rejected, key_of
from donations_app.formats.plain_projects import plain_projects
from donations_app.formats.reference import axis_and_action, code_of, municipalities, provinces
from donations_app.formats.tables import Table

_TEXTS_OF_PROJECT: Final = (
    "title_fr", "title_en", "title_ar", "short_fr", "short_en", "short_ar", "programme",
)  # fmt: skip
_PROJECT_COLUMNS: Final = tuple(
    name for name in columns.PROJECTS if name not in ("code", "association", "association_cost")
)


def read_projects(table: Table, *, plain: bool = False) -> Read:
    """Return a ``ProjectDraft`` for each code; its further lines add associations.

    Args:
        table: the file.
        plain: return a ``PlainProject`` where nothing is out of the ordinary.
    """
    lines = Lines(table, columns.PROJECTS, shared=_PROJECT_COLUMNS)
    if plain:
        lines.read_plain(plain_projects)
    read = lines.gathered(
        _project_reader(lines),
        shared=lambda draft: replace(draft, partners=()),
        parts=("partners",),
        name="code",
    )
    first: dict[str, str] = {}  # by the code without case and accents
    kept: list[tuple[int, Any]] = []
    for line, draft in read.drafts:
        other = first.setdefault(folded_code(draft.code), draft.code)
        if other != draft.code:
            read.rejected.append(Rejected(line, "code", draft.code, "code_alike", (("other", other),)))
        else:
            kept.append((line, draft))
    read.drafts = kept
    return read


def _project_reader(lines: Lines) -> Callable[[int, Cells], ProjectDraft]:
    """Return what reads a line; of what no column says anything, nothing is read."""
    facts_there, no_facts = there(lines, {name: text_of(lines, name) for name in _TEXTS_OF_PROJECT})
    axis_of = if_there(
        lines,
        ("axis", "action"),
        lambda line, cells: axis_and_action(
            lines.text(line, cells, "axis"), lines.text(line, cells, "action")
        ),
    )
    rule_of = if_there(lines, _OF_RULE, lambda line, cells: _rule(lines, line, cells))
    has_programme = any(name in lines.positions for name in _OF_PROGRAMME)
    no_programme = _of_programme(Cells({}, ()), "EUR", "")

    def facts_of(line: int, cells: Cells) -> dict[str, Any]:
        facts = no_facts | {name: read(line, cells) for name, read in facts_there}
        facts |= axis_of(line, cells)
        return facts if has_programme else facts | no_programme

    return lambda line, cells: _project(lines, line, cells, facts_of, rule_of)


_OF_RULE: Final = ("rule", "minimum_percent", "minimum_cash_percent", "maximum_in_kind_percent")
_OF_PROGRAMME: Final = ("eligible_cost", "cash_budget", "people_served", "state", "unassigned")


def _project(lines: Lines, line: int, cells: Cells, facts_of: ReadCell, rule_of: ReadCell) -> ProjectDraft:
    code = lines.text(line, cells, "code")
    currency, rate = priced(cells)
    given = cells.money("cost", currency)
    association = lines.text(line, cells, "association")
    part = cells.money("association_cost", currency)
    if part and not association:
        cells.note("association", "", "missing")
    foreign = part if part and currency != "EUR" else None
    partners = (
        (PartnerDraft(association=association, cost=in_euros(part, currency, rate), foreign_minor=foreign),)
        if association
        else ()
    )
    return ProjectDraft(
        key=key_of("project", code),
        code=code,
        cost=in_euros(given, currency, rate),
        municipality=code_of(lines.text(line, cells, "municipality"), municipalities()),
        province=code_of(lines.text(line, cells, "province"), provinces()),
        currency=currency,
        rate=rate,
        foreign_minor=given if currency != "EUR" else None,
        rule=rule_of(line, cells),
        starts_on=cells.read("starts_on", parse_any_date, None),
        ends_on=cells.read("ends_on", parse_any_date, None),
        receipt_eligible=cells.read("receipt_eligible", parse_yes_no, missing=True),
        partners=partners,
        pass_through=cells.read("pass_through", parse_yes_no, missing=False),
        **_with_programme(facts_of(line, cells), cells, currency, rate),
    )


def _with_programme(facts: dict[str, Any], cells: Cells, currency: str, rate: str) -> dict[str, Any]:
    return facts if "state" in facts else facts | _of_programme(cells, currency, rate)


def _rule(lines: Lines, line: int, cells: Cells) -> FundingRule:
    percents = {
        name: cells.read(f"{name}_percent", parse_percent, missing)
        for name, missing in (("minimum", 1_500), ("minimum_cash", 0), ("maximum_in_kind", 10_000))
    }
    return _asked(lines.text(line, cells, "rule"), **percents)


@lru_cache(maxsize=1024)  # the projects of a file have the same few rules
def _asked(name: str, *, minimum: int, minimum_cash: int, maximum_in_kind: int) -> FundingRule:
    return FundingRule(name=name, minimum=minimum, minimum_cash=minimum_cash, maximum_in_kind=maximum_in_kind)


def _of_programme(cells: Cells, currency: str, rate: str) -> dict[str, Any]:
    """Return the people served, the state, and of the cost what is eligible, in cash and not assigned."""
    parts = {"eligible": "eligible_cost", "cash": "cash_budget"}
    money = {name: cells.money(column, currency, missing=None) for name, column in parts.items()}
    return {
        "people_served": cells.read("people_served", parse_whole, None),
        "state": coded("state", cells.raw("state")) or "seeking",
        "unassigned": coded("unassigned", cells.raw("unassigned")) or "project",
        **{name: None if minor is None else in_euros(minor, currency, rate) for name, minor in money.items()},
    }
