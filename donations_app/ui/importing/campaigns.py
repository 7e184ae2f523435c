"""Where the campaigns of a platform's export go, and whether the platform issued the receipts."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from donations_app.domain.platforms import HELLOASSO
from donations_app.i18n import _, isolated
from donations_app.services.exchange.platform_drafts import GENERAL, Decided
from donations_app.ui.importing.kept_as import KeptAs
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, CheckBox, Elided, Label, Wrapped
from donations_app.ui.widgets.fields import ComboBox, shown_before
from donations_app.ui.widgets.scrolled import Scrolled

_MOST: Final = 80  # campaigns that are shown


class CampaignsCard(Card):
    """A row for each campaign with its project, then what else is decided, then the name under which it is kept."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(padding=16, gap=8)
        self._kept = Decided()
        self.choices: dict[str, ComboBox] = {}
        self.told = Wrapped(
            _("Where gifts, tickets and sales of each campaign go. Dues go to the general fund."),
            "small",
            "muted",
        )
        self._inside = QWidget()
        self._rows = QVBoxLayout(self._inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self.issued = CheckBox(_("HelloAsso issued the receipts"))
        self.issued.setToolTip(_("Ours are withheld: a gift has one receipt."))
        self.kept_as = KeptAs()
        self.rows.addWidget(Label(_("Campaigns"), "card"))
        self.rows.addWidget(self.told)
        self.rows.addWidget(Scrolled(self._inside), 1)
        self.rows.addWidget(self.issued)
        self.kept_as.lay(self.rows)
        self.issued.toggled.connect(lambda _on: self.changed.emit())

    def show_campaigns(self, campaigns: Sequence[str], projects: Mapping[str, str], kept: Decided) -> None:
        """Show the campaigns of a file, each with the project that was kept for it.

        Args:
            campaigns: by name.
            projects: titles by code.
            kept: what was decided of an earlier export; of what is shown it may be changed.
        """
        self._kept = kept
        old, list_ = self._inside.findChild(QWidget, "list"), QWidget()
        if old is not None:
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        list_.setObjectName("list")
        rows = QVBoxLayout(list_)
        rows.setContentsMargins(0, 0, theme().px(4), 0)
        rows.setSpacing(theme().px(2))
        names = {GENERAL: _("General fund")} | {
            code: f"{isolated(code)} {isolated(title)}" for code, title in projects.items()
        }
        self.choices = {}
        for campaign in campaigns[:_MOST]:
            choice = ComboBox(names, campaign)
            choice.choose(kept.project_of(campaign) or GENERAL)
            choice.setMinimumWidth(theme().px(96))
            choice.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(10)
            choice.chosen.connect(lambda _code: self.changed.emit())
            rows.addWidget(Elided(campaign, "name"))
            rows.addWidget(choice)
            rows.addSpacing(theme().px(6))
            self.choices[campaign] = choice
        if not campaigns:
            rows.addWidget(Wrapped(_("The file names no campaign."), "small", "muted"))
        rows.addStretch(1)
        self._rows.addWidget(list_, 1)
        self.issued.blockSignals(True)  # noqa: FBT003 -- Qt's signature
        self.issued.setChecked(bool(kept.receipts_issued_by))
        self.issued.blockSignals(False)  # noqa: FBT003 -- Qt's signature
        shown_before(self.issued, list_)

    def decided(self) -> Decided:
        """Return what the choices decide; campaigns of other exports stay as they were kept."""
        chosen = {name: choice.value() for name, choice in self.choices.items()}
        issuer = (self._kept.receipts_issued_by or HELLOASSO) if self.issued.isChecked() else ""
        return Decided(self._kept.platform, self._kept.columns, {**self._kept.campaigns, **chosen}, issuer)
