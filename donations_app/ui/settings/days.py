"""A field for a day that may lie years ahead: the start or the end of a mandate or of a legal figure."""

from datetime import date

from donations_app.domain.typed import TypedError, parse_any_date, parse_short_date
from donations_app.ui.widgets.edits import DateEdit


class AnyDateEdit(DateEdit):
    """A day from 1900 to 2100; the short ways of typing stand for days near today."""

    def parse(self) -> date:
        text = self.text().strip()
        try:
            return parse_short_date(text, today=self._today())
        except TypedError:
            return parse_any_date(text)

    def choose(self) -> None:
        """Let the day be chosen in a calendar, years ahead too."""
        from donations_app.ui.widgets.calendar import DayPicker

        shown = self.day() or self._today()
        DayPicker(self, shown, date(self._today().year + 15, 12, 30), self._take).open_below()

    def has_problem(self, *, may_be_empty: bool) -> str:
        """Return why the text cannot be taken; an empty field may stand for no end."""
        return "" if may_be_empty and not self.text().strip() else self.problem()
