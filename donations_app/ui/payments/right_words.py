"""What putting a payment right does to receipts, and what it leaves as it is, in words."""

from datetime import date

from donations_app.i18n import _, day, isolated
from donations_app.services.payments.corrections import Corrected
from donations_app.ui.receipts.signing import signed_sentence
from donations_app.words.codes import listed
from donations_app.words.effects import payment_words


def receipt_words(result: Corrected, signs: str) -> list[str]:
    """Return which receipts go and come, and who signs.

    Args:
        result: of the act or its rehearsal.
        signs: the name on the certificate that signs; empty: none does.
    """
    said = []
    if result.cancelled:
        numbers = listed(result.cancelled)
        said.append(_("Receipt {number} is cancelled.").format(number=numbers))
    if result.replaced_by:
        numbers = listed(result.replaced_by)
        said.append(_("Receipt {number} is issued instead.").format(number=numbers))
        said += [signed_sentence(name) for name in [signs] if name]
    return said


def staying_words(result: Corrected, on: date | None) -> list[str]:
    """Return that no receipt goes, and that shares of days before one stay as they are."""
    told = _("The shares of days before {day} do not change.")
    said = [] if result.cancelled else [_("No receipt stands on it.")]
    return [*said, told.format(day=day(on))] if on else said


def done_words(done: Corrected) -> str:
    """Return what was done: the payments and the receipts that went and came, by their names."""
    said = [payment_words(done.payment, done.reversal, done.refunded)]
    if done.recorded:
        told = _("The payment {ref} is taken back, {new} is recorded instead.")
        said = [told.format(ref=isolated(done.payment), new=isolated(done.recorded))]
    said += [_("Receipt {number} is cancelled.").format(number=isolated(one)) for one in done.cancelled]
    said += [
        _("Receipt {number} is issued instead.").format(number=isolated(one)) for one in done.replaced_by
    ]
    return " ".join(said)
