"""People in a table that one sorts by its headings; its keys are those of the books."""

from collections.abc import Sequence

from donations_app.db.queries.people_list import PersonRow, Span, people_rows
from donations_app.domain.people_filter import PeopleOrder, of_year
from donations_app.i18n import _, isolated, money
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.arranged import ArrangedTable, extra
from donations_app.ui.widgets.windowed import Column
from donations_app.words.codes import PARTY_KINDS, word


class PeopleTable(ArrangedTable):
    """Who is recorded, where they live, and what they gave in this year and in the last one."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self.year = desk, desk.today().year
        empty = _("Nobody is like that: take a filter off.")
        super().__init__(_columns(self.year), self._rows, _("People"), empty=empty, order=("name", False))

    def _rows(self, keys: Sequence[int]) -> list[PersonRow | None]:
        return self._desk.read(people_rows, keys, *self.spans)

    @property
    def spans(self) -> tuple[Span, Span]:
        """First and last day of what is shown to be given, and given before."""
        return of_year(self.year), of_year(self.year - 1)

    def people_order(self) -> PeopleOrder:
        """Return by what people stand."""
        by, is_descending = self.order
        if by == "before":
            return PeopleOrder(by="given", is_descending=is_descending, year=self.year - 1)
        return PeopleOrder(by=by, is_descending=is_descending, year=self.year)


def _columns(year: int) -> list[Column[PersonRow]]:
    given, before = (_("In {year}").format(year=isolated(str(one))) for one in (year, year - 1))
    return [
        Column(_("Name"), _name, 0, weight=500, order="name", least=150, may_be_long=True, code="name"),
        extra("ref", _("Reference"), lambda row: isolated(row.ref), 110),
        extra("kind", _("Kind"), lambda row: word(PARTY_KINDS, row.kind), 110),
        extra("postcode", _("Postcode"), lambda row: isolated(row.postcode), 90),
        Column(_("City"), _place, 130, order="city", may_be_long=True, tone=_muted, code="city"),
        Column(_("E-mail"), _email, 90, is_spare=True, tone=lambda _row: "info", sign=_mail, code="email"),
        extra("phone", _("Telephone"), lambda row: isolated(row.phone), 120),
        Column(given, _given, 104, is_amount=True, weight=500, order="given", code="given"),
        Column(before, _given_before, 104, is_amount=True, order="before", code="before"),
    ]


def _name(row: PersonRow) -> str:
    return row.name


def _muted(_row: PersonRow) -> str:
    return "muted"


def _mail(_row: PersonRow) -> str:
    return "mail"


def _place(row: PersonRow) -> str:
    return isolated(row.city) if row.city else ""


def _email(row: PersonRow) -> str:
    return _("E-mail") if row.email else ""


def _given(row: PersonRow) -> str:
    return money(row.given) if row.given else ""


def _given_before(row: PersonRow) -> str:
    return money(row.given_before) if row.given_before else ""
