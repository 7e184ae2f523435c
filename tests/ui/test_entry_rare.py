"""What is rare in rapid entry, by keys: another currency, gifts in kind, returns, platforms, dues of several years."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.tables import Payment, PaymentLine
from donations_app.i18n import without_marks
from donations_app.ui.entry.kept_line import line_of, text_of
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.payments.rare import RareChoices
from tests.ui.test_entry import choose, entry, press, type_
from tests.ui.test_entry_keys import CONTROL
from tests.ui.test_entry_tab import activate, both_ways
from tests.world import TODAY

__all__ = ["entry"]


def last_lines(books: Books) -> list[tuple[object, ...]]:
    """Return kind, cents, year and amount as given of the lines of the payment recorded last."""
    with books.read() as session:
        last = select(PaymentLine.payment_id).order_by(PaymentLine.payment_id.desc()).limit(1)
        query = select(PaymentLine).where(PaymentLine.payment_id == last.scalar_subquery())
        rows = session.scalars(query.order_by(PaymentLine.position)).all()
        return [(row.kind, abs(row.amount.cents), row.dues_year, row.foreign_minor) for row in rows]


def last_payment(books: Books) -> Payment:
    with books.read() as session:
        found = session.scalars(select(Payment).order_by(Payment.id.desc())).first()
        assert found is not None
        return found


def kept_again(entry: EntryScreen) -> None:
    """Keep the line as a program does that is killed, and find it again."""
    entry.form.fill_texts(entry.form.typed().texts)  # as they stand once they are left
    before, text = entry.form.typed(), text_of(entry.form)
    entry.form.begin()
    kept = line_of(entry.desk, entry.form, text)
    assert kept is not None
    entry.form.take(kept.line)
    assert entry.form.typed() == before


def test_dirhams_are_typed_as_they_came_with_their_rate(entry: EntryScreen) -> None:
    form, rare = entry.form, entry.form.rare
    choose(entry)
    type_("1 500,50 DH")
    press(Qt.Key.Key_Return)  # the currency is taken, its rate is missing
    assert (rare.currency.text(), form.amount.text(), rare.is_open) == ("MAD", "1\u202f500,50", True)
    assert form.amount.accessibleName() == "Amount in MAD"
    assert QApplication.focusWidget() is rare.rate
    assert (rare.rate_field.state, rare.source_field.state) == ("bad", "bad")
    type_("1,087")  # no rate that the dirham ever had
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    type_("Bank Al-Maghrib")
    press(Qt.Key.Key_Return)
    assert "no rate of MAD" in rare.rate_field.note.text
    rare.rate.setText("10,87")
    assert without_marks(form.worth_note.text) == "138,04\u00a0€ at this rate"
    kept_again(entry)
    press(Qt.Key.Key_Return)
    assert last_lines(entry.desk.books) == [("donation", 138_04, None, 1_500_50)]
    last = last_payment(entry.desk.books)
    assert (last.currency, last.rate, last.rate_source, last.rate_on) == (
        "MAD",
        "10.87",
        "Bank Al-Maghrib",
        TODAY,
    )
    assert (rare.currency.text(), rare.is_open, form.is_begun) == ("", False, False)
    entry.reopen(last_ref(entry))
    rare.rate.setText("10,90")
    rare.rate_on.setText("20")
    entry.save()
    assert last_lines(entry.desk.books) == [("donation", 137_66, None, 1_500_50)]
    assert last_payment(entry.desk.books).rate_on == date(2026, 11, 20)
    choose(entry, "claire")
    type_("7")
    press(Qt.Key.Key_D, CONTROL)  # seven euros are no dirhams
    assert (rare.currency.text(), rare.rate.text()) == ("", "")
    entry.empty()
    press(Qt.Key.Key_D, CONTROL)
    assert (rare.currency.text(), rare.rate.text(), rare.is_open) == ("MAD", "10,90", True)
    entry.empty()


def last_ref(entry: EntryScreen) -> str:
    with entry.desk.books.read() as session:
        return str(session.scalars(select(Payment.ref).order_by(Payment.id.desc())).first())


def test_a_pinned_currency_stays_in_sight_with_its_rate_for_the_next_line(entry: EntryScreen) -> None:
    form, rare = entry.form, entry.form.rare
    press(Qt.Key.Key_F8)
    assert QApplication.focusWidget() is rare.currency
    type_("chf")
    for field in (rare.currency_field, rare.rate_field, rare.source_field):
        field.pin.setChecked(True)  # type: ignore[union-attr]
    rare.rate.setText("0,95")
    rare.rate_source.setText("BNS")
    for amount in ("100", "50"):
        choose(entry)
        form.amount.setText(amount)
        form.nature._buttons["both"].click()
        form.dues_amount.setText("19")
        form.dues_year.setText("2025-2026")  # alike: what they cost in euros says nothing of francs
        entry.save()
    assert last_lines(entry.desk.books) == [
        ("dues", 10_00, 2025, 9_50), ("dues", 10_00, 2026, 9_50), ("donation", 32_63, None, 31_00),
    ]  # fmt: skip
    assert (rare.currency.text(), rare.is_open, form.amount.accessibleName()) == (
        "CHF",
        True,
        "Amount in CHF",
    )
    rare.opener.click()  # nothing that is filled in is hidden
    assert rare.is_open


def test_a_gift_in_kind_says_what_who_valued_it_and_the_paper(entry: EntryScreen) -> None:
    form, thing, told = entry.form, entry.form.thing, list[str]()
    entry.said.connect(told.append)
    choose(entry)
    form.nature._buttons["other"].click()
    form.other_kind.choose("skills")
    assert "Only a company" in form.look_again()
    form.other_kind.choose("in_kind")
    form.amount.setText("300")
    entry.save()
    assert thing.description_field.state == "bad"
    assert (form.method_field.isVisible(), form.number_field.isVisible()) == (False, False)
    thing.description.setText("Deux pompes")
    thing.valued_by.setText("N. Haddou")
    press(Qt.Key.Key_Return)
    assert "no receipt without a paper" in told[-1]
    assert thing.evidence_field.state == "warn"
    thing.evidence.setText("Facture 12")
    kept_again(entry)
    entry.save()
    assert last_payment(entry.desk.books).method == "none"
    with entry.desk.books.read() as session:
        line = session.scalars(select(PaymentLine).order_by(PaymentLine.id.desc())).first()
        assert line is not None
    assert (line.kind, line.description, line.valued_by, line.evidence) == (
        "in_kind", "Deux pompes", "N. Haddou", "Facture 12",
    )  # fmt: skip
    entry.reopen(last_ref(entry))
    assert (thing.evidence.text(), form.method.value()) == ("Facture 12", "cheque")
    entry.give_up()
    assert form.method_field.isVisible()


def test_what_is_given_in_return_is_weighed_and_a_platform_named(entry: EntryScreen) -> None:
    form, rare, told = entry.form, entry.form.rare, list[str]()
    entry.said.connect(told.append)
    choose(entry)
    form.amount.setText("100")
    rare.counterpart.setText("25,01")
    entry.save()
    assert "above a quarter of the gift" in told[-1]
    assert rare.counterpart_field.state == "warn"
    rare.counterpart_kind.choose("symbolic")
    assert form.look_again() == ""
    assert rare.counterpart_field.state == ""
    rare.counterpart.setText("30")
    rare.issued_by.setText("HelloAsso")
    assert rare.issued_field.note.text == "No receipt is issued here."
    kept_again(entry)
    entry.save()
    assert last_payment(entry.desk.books).receipt_issued_by == "HelloAsso"
    assert law_of_last(entry.desk.books) == ("200", False)
    entry.reopen(last_ref(entry))
    assert (rare.counterpart.text(), rare.counterpart_kind.value(), rare.is_open) == (
        "30,00",
        "symbolic",
        True,
    )
    entry.give_up()


def law_of_last(books: Books) -> tuple[str, bool]:
    """Return the article and whether it is for somebody else, of the line recorded last."""
    with books.read() as session:
        line = session.scalars(select(PaymentLine).order_by(PaymentLine.id.desc())).first()
        assert line is not None
        return line.article, line.pass_through


def test_the_article_and_money_for_somebody_else_are_chosen_by_keys(entry: EntryScreen) -> None:
    form, rare, told = entry.form, entry.form.rare, list[str]()
    entry.said.connect(told.append)
    choose(entry)
    form.amount.setText("70")
    press(Qt.Key.Key_F8)
    rare.article.setFocus()
    press(Qt.Key.Key_Down)
    assert rare.article.currentText() == "Wealth tax (art. 978)"
    kept_again(entry)
    entry.save()  # asked about first
    assert "not on the list of article 978" in told[-1]
    assert rare.article_field.state == "warn"
    rare.passes.setFocus()
    press(Qt.Key.Key_Space)
    assert rare.passes_field.note.text == "No receipt is issued here."
    rare.opener.click()
    assert rare.is_open  # what is chosen is never hidden
    entry.save()
    assert law_of_last(entry.desk.books) == ("978", True)
    assert (rare.chosen(), rare.is_open, rare.passes_field.note.text) == (RareChoices(), False, "")
    entry.reopen(last_ref(entry))
    assert rare.chosen() == RareChoices("goods", "978", pass_through=True)
    rare.article.choose("200")
    assert (form.look_again(), rare.article_field.state) == ("", "")
    entry.save()
    assert law_of_last(entry.desk.books) == ("200", True)
    choose(entry, "claire")
    press(Qt.Key.Key_D, CONTROL)  # as the line before
    assert rare.chosen() == RareChoices(pass_through=True)
    entry.empty()
    assert rare.chosen() == RareChoices()


def test_dues_of_several_years_are_typed_in_one_field(entry: EntryScreen) -> None:
    form = entry.form
    form.nature._buttons["dues"].click()
    choose(entry)
    assert (form.dues_year.text(), form.amount.text()) == ("2025", "30,00")
    form.dues_year.setText("2025-2027")
    assert form.amount.text() == "90,00"
    said = "2025: 30,00\u00a0€, 2026: 30,00\u00a0€, 2027: 30,00\u00a0€"
    assert without_marks(form.year_field.note.text) == said
    form.rare.currency.setText("MAD")
    assert form.amount.text() == ""  # what is owed in euros is no amount of dirhams
    form.rare.currency.setText("")
    form.amount.setText("60")  # typed, it stays; the last year gets nothing
    entry.save()
    assert "does not reach" in form.year_field.note.text
    form.dues_year.setText("2025:20 2026")
    form.allocations._rows[0].picker.setFocus()
    type_("ecole")
    press(Qt.Key.Key_Return)
    kept_again(entry)
    entry.save()
    assert last_lines(entry.desk.books) == [("dues", 20_00, 2025, None), ("dues", 40_00, 2026, None)]
    entry.reopen(last_ref(entry))
    assert (form.dues_year.text(), form.amount.text()) == ("2025:20.00 2026:40.00", "60,00")
    assert [one.part for one in form.allocations.typed()] == [""]
    form.dues_year.setText("2025-2026")
    entry.save()
    assert last_lines(entry.desk.books) == [("dues", 30_00, 2025, None), ("dues", 30_00, 2026, None)]


def test_tab_goes_through_a_split_and_what_is_rare_to_save_and_back(entry: EntryScreen, qtbot: QtBot) -> None:
    activate(entry.window(), qtbot)  # type: ignore[arg-type]
    choose(entry)
    entry.form.nature._buttons["other"].click()
    entry.form.other_kind.choose("in_kind")
    press(Qt.Key.Key_F7)
    type_("ecole")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_F7)
    press(Qt.Key.Key_F8)
    type_("mad")
    entry.form.rare.counterpart.setText("1")
    assert both_ways(entry) == [
        "Donor", "Nature: Other", "Value in MAD", "Kind", "What was given", "Valued by", "Evidence of the value",
        "Donor's wish", "Project", "Amount or percent", "Project", "Amount or percent", "Add a line",
        "Less", "Currency", "For one euro", "Day of the rate", "Source of the rate", "Given in return",
        "Kind of return", "Receipt issued by", "Article of the CGI", "For somebody else",
        "Save and next", "Empty", "Open a batch", "Lines typed",
    ]  # fmt: skip
    entry.empty()
