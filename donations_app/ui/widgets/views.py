"""The views of a list beside each other, each with its number; what has no room goes to the next line."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QButtonGroup

from donations_app.i18n import _, labelled
from donations_app.ui.widgets.basic import Button, button
from donations_app.ui.widgets.fields import ComboBox
from donations_app.ui.widgets.flow import Flow


class Views(Flow):
    """A few views, one of them chosen; arrow keys go from one to the next."""

    chosen = Signal(str)

    def __init__(self, choices: Mapping[str, str], name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._texts: dict[str, str] = {}
        self._buttons: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        self._group.buttonToggled.connect(lambda *_: self._hand_focus())
        self.offer(choices)

    def offer(self, choices: Mapping[str, str]) -> None:
        """Offer other views; the one that was chosen stays so where it is among them, else the first."""
        if self._texts == dict(choices):
            return
        value = self.value() if self._buttons else ""
        had_focus = any(made.hasFocus() for made in self._buttons.values())
        for made in self._buttons.values():
            self._group.removeButton(made)
        self._texts, self._buttons = dict(choices), {}
        for code, text in choices.items():
            made = button(text, "segment")
            made.setCheckable(True)
            made.setAccessibleName(labelled(self.accessibleName(), text))
            made.clicked.connect(lambda _checked, code=code: self.chosen.emit(code))
            self._buttons[code] = made
            self._group.addButton(made)
        self.put(*self._buttons.values())
        self.choose(value if value in self._buttons else next(iter(choices)))
        if had_focus:
            self._buttons[self.value()].setFocus()

    def buttons(self) -> list[Button]:
        """Return the buttons in the order of reading."""
        return list(self._buttons.values())

    def say_numbers(self, numbers: Mapping[str, str]) -> None:
        """Say how many each view has, as words of the language."""
        for code, made in self._buttons.items():
            number = numbers.get(code, "")
            text = f"{self._texts[code]}  {number}" if number else self._texts[code]
            made.setText(text)
            made.setAccessibleName(labelled(self.accessibleName(), text))

    def value(self) -> str:
        """Return the code of the view."""
        return next(code for code, made in self._buttons.items() if made.isChecked())

    def choose(self, code: str) -> None:
        """Choose without telling."""
        self._buttons[code].setChecked(True)
        self._hand_focus()

    def _hand_focus(self) -> None:
        """Let Tab come to the chosen view alone."""
        for made in self._buttons.values():
            policy = Qt.FocusPolicy.StrongFocus if made.isChecked() else Qt.FocusPolicy.ClickFocus
            made.setFocusPolicy(policy)


class ViewBox(ComboBox):
    """The views of a list in a box, each with its number."""

    def __init__(self, choices: Mapping[str, str], name: str) -> None:
        super().__init__(dict(choices), name)
        self._texts = dict(choices)

    def offer(self, choices: Mapping[str, str]) -> None:
        """Offer other views; the one that was chosen stays so where it is among them, else the first."""
        if self._texts == dict(choices):
            return
        value = self.value()
        self._texts = dict(choices)
        with QSignalBlocker(self):
            self.clear()
            for code, text in choices.items():
                self.addItem(text, code)
            self.choose(value if value in choices else next(iter(choices)))

    def say_numbers(self, numbers: Mapping[str, str]) -> None:
        """Say how many each view has, as words of the language."""
        for row in range(self.count()):
            code = str(self.itemData(row))
            if code in numbers:
                self.setItemText(row, f"{self._texts[code]}  {numbers[code]}")


class FilledBox(ComboBox):
    """A choice whose codes come later; one that is chosen stays so, also where it is not among them."""

    names: Mapping[str, str] = MappingProxyType({})

    def word(self) -> str:
        """Return the name of what is chosen, without its number."""
        return self.names.get(self.value(), self.currentText())

    def fill(self, names: Mapping[str, str], numbers: Mapping[str, str]) -> None:
        """Offer these choices with their numbers, where they have one."""
        value, text = self.value(), self.currentText()
        self.names = dict(names)
        told = _("{name} ({count})")
        with QSignalBlocker(self):
            self.clear()
            for code, name in names.items():
                shown = told.format(name=name, count=numbers[code]) if code in numbers else name
                self.addItem(shown, code)
            if value not in names:
                self.addItem(text, value)
            super().choose(value)

    def choose(self, code: str) -> None:
        """Choose a code; one that is not there yet is added."""
        if self.findData(code) < 0:
            with QSignalBlocker(self):
                self.addItem(code, code)
        super().choose(code)
