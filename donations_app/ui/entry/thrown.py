"""What a button threw away of the line that is typed: a row of its split, or all of it; Ctrl+Z brings it back."""

from donations_app.ui.entry.form import PaymentForm
from donations_app.ui.entry.line import Standing, Typed


class Thrown:
    """The line that was emptied last, until another one is saved."""

    def __init__(self) -> None:
        self._line: Standing | None = None
        self._shown: Typed | None = (
            None  # a line that came back, and is meant to go if it is emptied as it is
        )

    def keep(self, form: PaymentForm) -> bool:
        """Keep the line before it is emptied; tell whether it can be brought back."""
        is_kept = form.is_begun and form.typed() != self._shown
        self._line = form.standing() if is_kept else None
        return is_kept

    def came_back(self, form: PaymentForm) -> None:
        """Note that the line that stands in the form came back."""
        self._line, self._shown = None, form.typed()

    def bring_back(self, form: PaymentForm) -> bool:
        """Show what was thrown away again; tell whether there was something, and room for it."""
        if form.allocations.bring_back():
            return True
        if self._line is None or form.is_begun:
            return False
        form.take(self._line)
        self.came_back(form)
        form.focus_first()
        return True

    def forget(self) -> None:
        """Forget it: another line is saved."""
        self._line = self._shown = None
