"""The attestation of what is given without money: who signed it and when; from then on it counts."""

from PySide6.QtWidgets import QWidget

from donations_app.db.queries.contributions import ContributionRow
from donations_app.funding_words import MONEY_KINDS
from donations_app.i18n import _, isolated, labelled, money
from donations_app.phrases import problem_sentence
from donations_app.services.funding.contributions import attest_contribution
from donations_app.ui.acting import Act, day_is_missing
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import Field, TextEdit


class Attest(Act):
    """Asks for the signature on a paper that came back."""

    def __init__(self, desk: Desk, row: ContributionRow, parent: QWidget) -> None:
        super().__init__(desk, _("Attestation of {ref}").format(ref=isolated(row.ref)), parent)
        self._ref = row.ref
        kind = _(MONEY_KINDS[row.kind])
        told = labelled(kind[:1].upper() + kind[1:], money(row.amount))
        self.rows.addWidget(Wrapped(", ".join(filter(None, (told, row.description)))))
        self.who, self.where = TextEdit(_("Signed by")), TextEdit(_("Where the paper is kept"))
        self.signed_by = Field(_("Signed by"), self.who)
        self.on = DateEdit(_("Day of the signature"), desk.today)
        self.on.set_day(desk.today())
        self.signed_on = Field(_("Day of the signature"), self.on)
        self.document = Field(_("Where the paper is kept (not required)"), self.where)
        for field in (self.signed_by, self.signed_on, self.document):
            self.rows.addWidget(field)
        self.rows.addWidget(
            Wrapped(_("It counts for the private share from the day of the signature on."), "small", "muted")
        )
        self.add_buttons(_("Note the attestation"))
        self.who.setFocus()

    def accept(self) -> None:
        """Write it, once it is said who signed and when."""
        who = self.who.text().strip()
        if not who:
            self.signed_by.say(problem_sentence("missing", ""), "bad")
            self.who.setFocus()
            return
        if day_is_missing(self.signed_on):
            return
        told = _("The attestation of {ref} is noted.").format(ref=isolated(self._ref))
        self.act(
            attest_contribution, self._ref, signed_on=self.on.parse(), signed_by=who,
            document=self.where.text().strip(), told=told,
        )  # fmt: skip
