"""The tables of the programme's report: its projects axis by axis, and its places."""

from collections.abc import Iterator

from donations_app.db.queries.programme import ProjectOfPeriod
from donations_app.formats.reference import axes, name_of_place
from donations_app.i18n import N_
from donations_app.services.statements.programme_figures import SHORT, ProgrammeFigures, Rounded, people_of
from receipts.tables import Cell, Column, Row, Table


class ProgrammeTables(ProgrammeFigures):
    """Says projects and places as tables."""

    def projects(self) -> Table:
        """Return the projects axis by axis, with the sums of each."""
        words = self.words
        columns = (
            Column(words(N_("Project")), 226), Column(words(N_("Place")), 150),
            Column(words(N_("Years")), 84), Column(words(N_("People")), 82, is_figure=True),
            Column(words(N_("Cost, €")), 70, is_figure=True), Column(words(N_("Private, €")), 66, is_figure=True),
            Column(words(N_("Public, €")), 66, is_figure=True), Column(words(N_("Before, €")), 60, is_figure=True),
            Column(words(N_("To find, €")), 76, is_figure=True),
        )  # fmt: skip
        note = words(N_("Private, public: what came in the period. Before: what came before it."))
        title = words(N_("The projects, axis by axis"))
        return Table("1", title, "", columns, tuple(self._project_rows()), (note,))

    def _project_rows(self) -> Iterator[Row]:
        known: list[tuple[str, str]] = [(axis.code, self.words(SHORT[axis.code])) for axis in axes()]
        for code, name in (*known, ("", self.words(N_("Outside the axes")))):
            codes = {axis for axis, _name in known}
            some = [
                one for one in self.facts.projects if one.axis == code or (not code and one.axis not in codes)
            ]
            if not some:
                continue
            people = people_of(some)
            rounded = Rounded.total(self.rounded[one.code] for one in some)
            yield Row((Cell(name), Cell(), Cell(), self.count(people), *self.amounts(rounded)), "soft")
            for one in some:
                yield self._project(one)
        people = people_of(self.facts.projects)
        total = (
            Cell(self.words(N_("In all"))),
            Cell(),
            Cell(),
            self.count(people),
            *self.amounts(self.whole),
        )
        yield Row(total, "total")

    def _project(self, one: ProjectOfPeriod) -> Row:
        words = self.words
        years = [str(day.year) if day else "…" for day in (one.starts_on, one.ends_on)]
        told = "–".join(dict.fromkeys(years)) if one.starts_on or one.ends_on else ""
        title = words.listed((one.title(self.language), words.piece(one.code)))
        people = self.count(one.people)
        place = self._place(one)
        cells = (Cell(title), Cell(place, tone="muted"), Cell(words.piece(told), tone="muted"), people)
        return Row((*cells, *self.amounts(self.rounded[one.code])))

    def _place(self, one: ProjectOfPeriod) -> str:
        names = (
            name_of_place("municipality", one.municipality, self.language),
            name_of_place("province", one.province, self.language),
        )
        return self.words.listed(dict.fromkeys(names))

    def places(self) -> Table:
        """Return provinces and municipalities, with projects, people and cost of each."""
        words = self.words
        columns = (
            Column(words(N_("Province")), 250), Column(words(N_("Municipality")), 330),
            Column(words(N_("Projects")), 90, is_figure=True), Column(words(N_("People")), 100, is_figure=True),
            Column(words(N_("Cost, €")), 110, is_figure=True),
        )  # fmt: skip
        return Table("2", words(N_("The places")), "", columns, tuple(self._place_rows()))

    def _place_rows(self) -> Iterator[Row]:
        found: dict[tuple[str, str], list[ProjectOfPeriod]] = {}
        for one in self.facts.projects:
            names = [
                name_of_place(field, getattr(one, field), self.language)
                for field in ("province", "municipality")
            ]
            found.setdefault((names[0], names[1]), []).append(one)
        before = None
        for (province, municipality), some in sorted(found.items()):
            people = people_of(some)
            cost = sum(self.rounded[one.code].cost for one in some)
            shown = "" if province == before else province or self.words(N_("no province"))
            before = province
            amount = Cell(self.words.whole(cost), cost)
            first = Cell(shown, province, tone="strong")
            yield Row((first, Cell(municipality), self.count(len(some)), self.count(people), amount))
        people = people_of(self.facts.projects)
        cost_of_all = Cell(self.words.whole(self.whole.cost), self.whole.cost)
        count = self.count(len(self.facts.projects))
        yield Row((Cell(self.words(N_("In all"))), Cell(), count, self.count(people), cost_of_all), "total")
