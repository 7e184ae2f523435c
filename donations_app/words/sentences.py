"""What the user reads for each error, problem, reason and warning: what, where, why, what was saved, what next."""

from datetime import date, datetime
from typing import Final

from donations_app.domain import (
    addresses,
    closing_errors,
    collecting,
    deposit_errors,
    erasure,
    errors,
    imports,
    mail_errors,
    membership_errors,
    merging,
    outside,
    parameters,
    situations,
    storage_errors,
    waiting_debits,
)
from donations_app.domain.errors import KnownError, Problem
from donations_app.i18n import (
    N_,
    _,
    day,
    hour,
    isolated,
    labelled,
    moment,
    money_in,
)
from donations_app.words.closing import open_thing_words
from donations_app.words.codes import apart, listed
from donations_app.words.doubles import noun_words, part_words, refusal_words
from donations_app.words.field_book_sentences import OF_FIELD_BOOKS
from donations_app.words.field_books import error_words
from donations_app.words.fields import field_words
from donations_app.words.figures import FIGURES
from donations_app.words.files import FILES
from donations_app.words.imports import held_words
from donations_app.words.imports import reason_words as import_reason
from donations_app.words.mail import unmailable_words
from donations_app.words.mail_sentences import OF_MAIL
from donations_app.words.phrases import NOUNS, problem_sentence
from donations_app.words.receipts import PLACES, reason_sentence, visible
from donations_app.words.storage_sentences import OF_STORAGE, OF_STORAGE_READING
from donations_app.words.system import system_words

_NOTHING_SAVED: Final = N_("Nothing was saved.")
_LACKING: Final = {  # of the settings, by the section that has it
    "mail": N_("the server that sends e-mail"),
    "organisation": N_("the name and address of the association"),
    "signatory": N_("who signs"),
}


_ACTS: Final = {  # what a login may not do, by what is asked
    "close year": N_("closing a year"),
    "field bring": N_("bringing a field book home"),
    "field open": N_("opening a field book"),
    "keeping erase": N_("erasing people"),
    "sees all": N_("what needs the records of all offices"),
}


def sentence(error: BaseException, *, reads: bool = False) -> str | None:
    """Return what the user is told of a known error; ``None`` for a bug.

    Args:
        error: what happened.
        reads: whether only reading was asked for: then nothing is said of what was not saved.
    """
    unsaved = [] if reads else [_(_NOTHING_SAVED)]
    if isinstance(error, errors.InputRefused):
        return "\n".join([*map(_of_problem, error.problems), *unsaved])
    if isinstance(error, storage_errors.FileRefused):
        return " ".join([_(FILES[error.problem]).format(**_facts(error)), *unsaved])
    if isinstance(error, errors.NothingToReplace):
        return _of_nothing_to_replace(error)
    template = (reads and WHEN_READING.get(type(error))) or SENTENCES.get(type(error))
    if not isinstance(error, KnownError) or template is None:
        return None
    told = _(template).format(**_facts(error))
    return f"{told} {_of_near(error.near)}" if isinstance(error, errors.NotFound) and error.near else told


def _of_near(near: tuple[str, ...]) -> str:
    return _("Perhaps one of these: {near}.").format(near=listed(near))


def _of_problem(problem: Problem) -> str:
    said = problem_sentence(problem.code, problem.value, problem.data)
    if near := problem.data.get("near"):
        said = f"{said} {_of_near(near)}"
    named = isolated(problem.option) if problem.option else field_words(problem.field)
    return _("{field}: {problem}").format(field=named, problem=said)


def _of_nothing_to_replace(error: errors.NothingToReplace) -> str:
    why = " ".join(map(reason_sentence, error.reasons))
    told = _("Receipt {number} was not cancelled: nothing of it may be receipted again. {why}")
    return told.format(number=isolated(error.number), why=why)


def _answered(error: BaseException) -> dict[str, str]:
    """Return what the system said, and what the settings lack, in words."""
    said = {name: told for name, told in vars(error).items() if name in ("answer", "detail")}
    facts = {name: isolated(system_words(told)) for name, told in said.items() if isinstance(told, str)}
    if isinstance(error, errors.Incomplete):
        facts["what"] = _(_LACKING.get(error.what, error.what))
    if isinstance(error, errors.NotAllowed):
        facts["refused"] = isolated(_(_ACTS.get(error.refused, error.refused)))
    return facts


def _written(value: object) -> str:
    """Return a fact of an error as people write it: a day, an instant of here, several, what caused it, or as it is."""
    if isinstance(value, KnownError):
        return sentence(value) or ""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, tuple):
        return listed(value)
    return day(value) if isinstance(value, date) else isolated(str(value))


def _reasons(error: BaseException) -> dict[str, str]:
    if isinstance(error, merging.MergeRefused):
        return {"reason": refusal_words(error.reason)}
    if isinstance(error, merging.MergeBuiltOn):
        return {"what": noun_words(error.what)}
    if isinstance(error, mail_errors.NotMailable):
        return {"reason": unmailable_words(error.reason, error.had_on)}
    if isinstance(error, imports.ImportNotTakenBack):
        return {"reason": import_reason(error.reason)}
    if isinstance(error, imports.ImportBuiltOn | imports.GivenToTakenBack | situations.SituationBuiltOn):
        return {"what": held_words(error.what)}
    return error_words(error)


def _open_parts(error: BaseException) -> dict[str, str]:
    if not isinstance(error, closing_errors.DaysNotReady):
        return {}
    from donations_app.words.reconciliation import open_part_words  # loaded when needed

    return {"open_parts": apart(*(open_part_words(one, error.currency) for one in error.open_parts))}


def _doubtful(error: BaseException) -> dict[str, str]:
    if not isinstance(error, waiting_debits.DebitsDoubtful):
        return {}
    from donations_app.words.waiting_debits import why_words  # loaded when needed

    told = (
        labelled(f"{isolated(one.debit.gift)} {isolated(one.debit.name)}", why_words(one))
        for one in error.debits
    )
    return {"debits": apart(*told)}


def _facts(error: BaseException) -> dict[str, str]:
    facts = {name: _written(value) for name, value in vars(error).items()}
    if isinstance(error, storage_errors.BooksHeld) and isinstance(error.since, datetime):
        told = _("{hour} on {day}")
        facts["since"] = told.format(hour=hour(error.since), day=day(error.since.astimezone().date()))
    if "place" in facts:
        facts["place"] = _(PLACES.get(vars(error)["place"], facts["place"]))
    facts |= _answered(error) | _reasons(error) | _open_parts(error) | _doubtful(error)
    if "figure" in facts:
        facts["figure"] = _(FIGURES.get(vars(error)["figure"], facts["figure"]))
    if "parts" in facts:
        facts["parts"] = part_words(vars(error)["parts"])
    if isinstance(error, closing_errors.YearNotReady):
        facts["open_things"] = apart(*map(open_thing_words, error.open_things))
    if "characters" in facts:
        facts["characters"] = isolated(visible(vars(error)["characters"]))
    if "noun" in facts:
        facts["noun"] = _(NOUNS.get(vars(error)["noun"], vars(error)["noun"]))
    for name in ("cents", "expected_cents"):
        if name in facts:
            currency = vars(error).get("currency", "EUR")
            facts[name.replace("cents", "amount")] = money_in(int(vars(error)[name]), currency)
    return facts


SENTENCES: Final[dict[type[BaseException], str]] = {
    **OF_FIELD_BOOKS,
    **OF_MAIL,
    **OF_STORAGE,
    errors.NotFound: N_("There is no {noun} “{ref}” in these books. Nothing was saved."),
    errors.ReceiptErased: N_(
        "The document of receipt {number} was erased with the person, once nothing kept it any more. Number, amount and digest stand in the register."
    ),
    errors.AmbiguousReference: N_(
        "Two offices know a {noun} as “{ref}”. Nothing was saved: name the one that is meant, {refs}."
    ),
    errors.OfficeOfOthers: N_(
        "On this server {login} works for office {own}, not for {office}. An administrator changes that."
    ),
    errors.NotAllowed: N_(
        "The server does not let you do this: {refused}. Whoever answers for the books may, or an administrator."
    ),
    errors.HeadOfficeAlone: N_(
        "The head office does this for all, not {office}. Nothing was saved: ask the head office."
    ),
    errors.OfficeElsewhere: N_(
        "The office {office} writes in books of its own, not in these. Nothing was saved: open its books, or bring them here."
    ),
    errors.KeyReused: N_("The {noun} “{ref}” is recorded already, with another content. Nothing was saved."),
    errors.ChangedMeanwhile: N_(
        "Somebody else changed {ref} meanwhile. Nothing was saved: read it again, then change it."
    ),
    errors.AlreadyReversed: N_("The payment {ref} was reversed before. Nothing was saved."),
    errors.TakesBack: N_(
        "{ref} is no gift: it takes {payment} back, whole or in part. Nothing was saved: name the payment itself."
    ),
    errors.RefundStands: N_(
        "The refund {refund} gave back a part of the payment {ref}. Nothing was saved: refund what is left, or take the refund back first."
    ),
    errors.RefundBeyond: N_(
        "Of the payment {payment} {amount} can be refunded from there. Nothing was saved: state no more."
    ),
    errors.RefundedAlready: N_(
        "The refund {refund} gave back the same amount of the payment {payment} on that day already. Nothing was saved: if it was twice, state one refund of both together."
    ),
    errors.PaymentReceipted: N_(
        "The receipt {number} stands on the payment {ref}. Nothing was saved: cancel the receipt first."
    ),
    errors.StandsOnClaim: N_(
        "The payment {payment} is the expense claim {claim}, whose trips decide the amount. Nothing was saved: take it back, then record the claim anew."
    ),
    errors.ClaimSettled: N_("The expense claim {ref} was signed or withdrawn on {on}. Nothing was saved."),
    errors.NotAllocated: N_("Less than {amount} of {payment} stands there now. Nothing was saved."),
    errors.AlreadyReceipted: N_("A receipt stands on the payment {payment} already. Nothing was saved."),
    outside.NumbersKnownOutside: N_(
        "These books are behind what is known outside of them: the numbers {numbers} were given out already (known from {places}). Nothing was issued. Fetch the newer books if they are anywhere. Else “receipts issue --accept restored” notes these numbers as those of lost documents, and numbering goes on after them."
    ),
    errors.ReceiptAlreadyCancelled: N_("The receipt {number} was cancelled on {on}. Nothing was saved."),
    errors.ReceiptStands: N_(
        "The receipt {number} was not cancelled: there is nothing to tell the donor. Nothing was written."
    ),
    errors.AlreadyFiled: N_(
        "The declaration of {year} was filed on {on} with the same figures. Nothing was saved."
    ),
    errors.ReasonMissing: N_("Write the reason. Nothing was saved."),
    errors.CharactersMissing: N_(
        "These characters of {ref} ({place}) cannot be printed: {characters}. No number was taken: correct them."
    ),
    errors.TextTooLong: N_(
        "A text of {ref} does not fit on the receipt ({place}). No number was taken: shorten it."
    ),
    errors.LetterUnprintable: N_(
        "These characters of the letter ({language}) cannot be printed: {characters}. Nothing was saved."
    ),
    errors.LetterTooLong: N_(
        "The letter ({language}) to {name} does not fit on one page. Nothing was saved: shorten it."
    ),
    membership_errors.AlreadyMember: N_("{ref} is a member already, since {since}. Nothing was saved."),
    membership_errors.NotMember: N_("{ref} is no member on {on}. Nothing was saved."),
    membership_errors.NotMemberIn: N_("{ref} was no member in {year}. Nothing was saved."),
    membership_errors.JoinedLater: N_(
        "The membership of {ref} begins on {since}, after that. Nothing was saved."
    ),
    membership_errors.AlreadyPaused: N_(
        "{ref} is suspended or honorary already, from {since}. Nothing was saved."
    ),
    membership_errors.NotSuspended: N_("{ref} is not suspended on {on}. Nothing was saved."),
    membership_errors.DeadMember: N_("{ref} died on {on}: nobody is left to be a member. Nothing was saved."),
    deposit_errors.AlreadyDeposited: N_(
        "The payment {ref} stands on the slip {number} already. Nothing was saved."
    ),
    deposit_errors.CashDiffers: N_(
        "Notes and coins come to {amount}, the payments to {expected_amount}. Nothing was saved: count again, or choose other payments."
    ),
    deposit_errors.OnTwoSlips: N_(
        "The payment {payment} stands on the slip {number} here and on {other} in the books that come: it went to the bank once. Nothing was brought: cancel the slip that the bank does not have, then bring again."
    ),
    deposit_errors.SlipHandedIn: N_(
        "The slip {number} was handed in on {on}. Nothing was saved. If that is wrong, or the bank does not have it, say so with --correct."
    ),
    deposit_errors.SlipNotHandedIn: N_(
        "The slip {number} was not handed in yet. Nothing was saved: note the day at the bank first."
    ),
    deposit_errors.SlipCredited: N_("The slip {number} was credited on {on}. Nothing was saved."),
    deposit_errors.SlipCancelled: N_("The slip {number} was cancelled on {on}. Nothing was saved."),
    deposit_errors.SlipChanged: N_(
        "The payment {payment} was taken back or changed since the slip {number} was made: it no longer says what goes to the bank. Nothing was saved: cancel it and make another."
    ),
    deposit_errors.AccountUndecided: N_(
        "Say which bank account the slip is for ({accounts}); accounts stand in the settings. Nothing was saved."
    ),
    waiting_debits.DebitsDoubtful: N_(
        "Debits of the run {number} would not be collected so today: {debits}. Nothing was saved: cancel the run and make it anew; or, where its file is at the bank already, keep those debits by name, and put each right with the bank or the donor."
    ),
    collecting.RunSent: N_("The run {number} was sent to the bank on {on}, by {by}. Nothing was saved."),
    collecting.RunCancelled: N_("The run {number} was cancelled on {on}. Nothing was saved."),
    collecting.RunNotSent: N_(
        "The run {number} did not go to the bank yet. Nothing was saved: mark it as sent first."
    ),
    collecting.AccountUndecided: N_(
        "Say into which bank account is collected ({accounts}). Nothing was saved."
    ),
    parameters.ParameterMissing: N_(
        "No value of the legal figure “{figure}” is in force on {on}. Nothing was saved: note one in the settings, legal figures."
    ),
    merging.MergeRefused: N_("{kept} and {gone}: {reason} Nothing was saved."),
    merging.MergeUndecided: N_(
        "{kept} and {gone} say something else of: {parts}. Choose for each which of them holds. Nothing was saved."
    ),
    merging.MergeBuiltOn: N_(
        "{kept} and {gone} stay one person: since they were made one, something was recorded ({what}). Nothing was saved."
    ),
    situations.NoSituation: N_(
        "No such change of “{ref}” is noted that can be taken back. Nothing was changed."
    ),
    situations.SituationBuiltOn: N_(
        "The change of “{ref}” stays: something has built on it since ({what}). Take that back first. Nothing was changed."
    ),
    addresses.NoMove: N_(
        "No move of “{ref}” is noted that can be taken back: the address of today stood from the start, or came from another record. Nothing was saved."
    ),
    imports.PersonTakenBack: N_(
        "{name} ({ref}) was taken back on {on} with the import or the separation that brought the record. Nothing was saved: record the person anew, or name the right one."
    ),
    erasure.PersonErased: N_(
        "“{ref}” was erased. Nothing was saved: record the person anew, or name the right one."
    ),
    imports.ImportNotTakenBack: N_("The import {ref} is not taken back: {reason} Nothing was changed."),
    imports.ImportBuiltOn: N_(
        "The import {ref} stays: something has built on it since ({what}). Take that back first. Nothing was changed."
    ),
    errors.ClockBehind: N_(
        "The clock of this computer says {now}, but the last entry of these books is of {last}. One of the two is wrong: set the clock. Until then new entries bear the instant of the last one."
    ),
    errors.ClockAhead: N_(
        "The clock of this computer says {now}, more than a year after the last entry of these books ({last}). Check it before you write: no entry can be dated before one that stands."
    ),
    errors.BatchDiffers: N_(
        "Payments in the batch: {count}, {amount}; counted were {expected_count}, {expected_amount}. Correct it, or write the reason of the difference."
    ),
    errors.BatchClosed: N_("The batch {name} is closed. Nothing was saved."),
    closing_errors.YearClosed: N_(
        "The year {year} is closed since {on}: nothing that bears a day up to its end is written or changed any more. Nothing was saved: record it on a day from {open_from} on."
    ),
    closing_errors.YearNotOver: N_(
        "The year {year} ends on {last_on}. It is closed once that day is over. Nothing was saved."
    ),
    closing_errors.YearClosedBefore: N_(
        "The year {year} was closed on {on}. Nobody opens it again: what is wrong in it is put right by entries of today. Nothing was saved."
    ),
    closing_errors.YearOutOfOrder: N_(
        "Years are closed one after another: the next one is {next_year}. Nothing was saved."
    ),
    closing_errors.YearNotReady: N_(
        "The year {year} cannot be closed yet: {open_things}. Nothing was saved."
    ),
    closing_errors.DaysClosed: N_(
        "The account {account} is closed up to {until}, since {on} by {by}: no line up to that day is matched, taken back or explained otherwise, and a credit at one keeps its day and amount. Nothing was saved: what is wrong is put right by an entry of a later day."
    ),
    closing_errors.DaysNotReady: N_(
        "The account {account} cannot be closed up to {until} yet: {open_parts}. Nothing was saved."
    ),
    closing_errors.DaysClosedBefore: N_(
        "The account {account} is closed up to {until}, since {on} by {by}: a closing only goes on to a later day. Nothing was saved."
    ),
    errors.KindInUse: N_("{ref} has payments: the kind of person can no longer change. Nothing was saved."),
    errors.ReadOnly: N_("The books are open for reading only. Nothing was saved."),
    errors.Incomplete: N_("The settings lack: {what}. Complete them first. Nothing was saved."),
}
# the same of what happens to one who only reads, where nothing was to be saved
WHEN_READING: Final[dict[type[BaseException], str]] = {
    errors.NotFound: N_("There is no {noun} “{ref}” in these books."),
    errors.AmbiguousReference: N_(
        "Two offices know a {noun} as “{ref}”. Name the one that is meant, {refs}."
    ),
    errors.LetterUnprintable: N_(
        "These characters of the letter ({language}) cannot be printed: {characters}."
    ),
    errors.LetterTooLong: N_("The letter ({language}) to {name} does not fit on one page. Shorten it."),
    errors.Incomplete: N_("The settings lack: {what}. Complete them first."),
} | OF_STORAGE_READING
