"""People in a table that one sorts by its headings; its keys are those of the books."""

from collections.abc import Sequence

from donations_app.code_words import PARTY_KINDS, word
from donations_app.db.queries.people_list import PersonRow, people_rows
from donations_app.domain.money import Money
from donations_app.domain.people_filter import PeopleOrder, of_year
from donations_app.i18n import _, isolated, money
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.table import Column, Table, WindowedModel


class PeopleTable(Table):
    """Who is recorded, where they live, and what they gave in this year and in the last one."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self.year = desk, desk.today().year
        given, before = (
            _("In {year}").format(year=isolated(str(year))) for year in (self.year, self.year - 1)
        )
        columns: list[Column[PersonRow]] = [
            Column(
                _("Name"),
                lambda row: row.name,
                0,
                weight=500,
                order="name",
                least=150,
                may_be_long=True,
                code="name",
            ),
            Column(
                _("Reference"), lambda row: isolated(row.ref), 110, is_spare=True, is_extra=True, code="ref"
            ),
            Column(
                _("Kind"),
                lambda row: word(PARTY_KINDS, row.kind),
                110,
                is_spare=True,
                is_extra=True,
                code="kind",
            ),
            Column(
                _("Postcode"),
                lambda row: isolated(row.postcode),
                90,
                is_spare=True,
                is_extra=True,
                code="postcode",
            ),
            Column(
                _("City"), _place, 130, order="city", may_be_long=True, tone=lambda _row: "muted", code="city"
            ),
            Column(
                _("E-mail"),
                _email,
                90,
                is_spare=True,
                tone=lambda _row: "info",
                sign=lambda _row: "mail",
                code="email",
            ),
            Column(
                _("Telephone"),
                lambda row: isolated(row.phone),
                120,
                is_spare=True,
                is_extra=True,
                code="phone",
            ),
            Column(
                given,
                lambda row: _given(row.given),
                104,
                is_amount=True,
                weight=500,
                order="given",
                code="given",
            ),
            Column(
                before,
                lambda row: _given(row.given_before),
                104,
                is_amount=True,
                order="before",
                code="before",
            ),
        ]
        model: WindowedModel[PersonRow] = WindowedModel(columns, self._rows)
        super().__init__(model, _("People"), empty=_("Nobody is like that: take a filter off."))
        model.setParent(self)
        self.let_arrange()
        self.sort_by("name", is_descending=False)

    def _rows(self, keys: Sequence[int]) -> list[PersonRow | None]:
        return self._desk.read(people_rows, keys, of_year(self.year), of_year(self.year - 1))

    def people_order(self) -> PeopleOrder:
        """Return by what people stand."""
        by, is_descending = self.order
        if by == "before":
            return PeopleOrder(by="given", is_descending=is_descending, year=self.year - 1)
        return PeopleOrder(by=by, is_descending=is_descending, year=self.year)


def _place(row: PersonRow) -> str:
    return isolated(row.city) if row.city else ""


def _email(row: PersonRow) -> str:
    return _("E-mail") if row.email else ""


def _given(amount: Money) -> str:
    return money(amount) if amount else ""
