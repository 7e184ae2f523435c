"""The file that is looked at: its name, how it is written, and what it lists."""

from msgspec import Struct
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from donations_app.formats.tables import Table
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.services.exchange.platform_choices import KIND as PLATFORM
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Elided, Label, picture_label
from donations_app.ui.widgets.fields import ComboBox
from donations_app.words.codes import together
from donations_app.words.imports import KINDS
from donations_app.words.platforms import EXPORT


class Looked(Struct, frozen=True):
    """A file as it was read, before anything of it is decided."""

    table: Table
    what: str
    headings: int  # by how many of them the kind was guessed


class Head(Card):
    """A file by its name, and the kind of it, which can be chosen."""

    def __init__(self, name: str) -> None:
        super().__init__(padding=14)
        self.name, self.facts = Elided(name, "card"), Elided("", "small", "muted")
        kinds = {code: _(text) for code, text in KINDS.items()} | {PLATFORM: _(EXPORT)}
        self.kind = ComboBox(kinds, _("What the file lists"))
        self.guessed = Label("", "small", "muted")
        row = QHBoxLayout()
        row.setSpacing(theme().px(12))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.facts)
        row.addWidget(picture_label("file-text", theme().info, 22))
        row.addLayout(words, 1)
        row.addWidget(Label(_("This is a list of")))
        row.addWidget(self.kind)
        row.addWidget(self.guessed)
        self.rows.addLayout(row)

    def show_looked(self, looked: Looked) -> None:
        """Show what was read; the kind is chosen without a word of it."""
        rows = len(looked.table.rows)
        told = ngettext("{count} line", "{count} lines", rows).format(count=count(rows))
        self.facts.setText(together(told, *_written(looked.table)))
        said = ngettext("known by {count} heading", "known by {count} headings", looked.headings)
        self.guessed.setText(said.format(count=count(looked.headings)))
        self.kind.blockSignals(True)  # noqa: FBT003 -- Qt's signature
        self.kind.choose(looked.what)
        self.kind.blockSignals(False)  # noqa: FBT003 -- Qt's signature


def _written(table: Table) -> list[str]:
    """Return how a file is written: its sheet, or the mark between its cells, and its code page."""
    if table.sheet:
        return [_("sheet {name}").format(name=isolated(table.sheet))]
    mark = table.dialect.rpartition(" ")[2].strip("'")
    said = [_("separated by {mark}").format(mark=isolated("Tab" if mark == "\\t" else mark))]
    return [*said, isolated(table.code_page)] if table.code_page else said
