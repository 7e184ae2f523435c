"""Three stories from beginning to end through the window, as the manual tells them: cheques, January, a member."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.shares import project_shares
from donations_app.domain.changes import BatchStanding
from donations_app.domain.money import Money
from tests.originals import Fill
from tests.ui.looking import Open
from tests.ui.stories import cheques, january, member
from tests.ui.stories.hands import Hands, books_are_sound, plain
from tests.world import TODAY

pytestmark = pytest.mark.usefixtures("dashboard", "painted")  # pages are gone through as a person does


@pytest.fixture
def filling(request: pytest.FixtureRequest) -> Fill:
    return FILLINGS[request.function.__name__]


@pytest.mark.parametrize("count", [8, pytest.param(60, marks=pytest.mark.long)])
def test_a_stack_of_cheques_is_typed_put_right_and_taken_to_the_bank(
    open_window: Open, people: Books, qtbot: QtBot, tmp_path: Path, count: int
) -> None:
    app, window = open_window()
    clerk, pile = cheques.Clerk(window, qtbot), cheques.stack(count)
    clerk.begin(pile)
    cheques.opens_the_batch(clerk, pile)
    cheques.types_them_with_mistakes(clerk, pile)
    cheques.takes_the_doubled_one_back(clerk, pile)
    clerk.does("Close the batch")
    clerk.settle()
    assert plain(window.status_bar.told._whole) == "The batch Batch of 23/11/2026 is closed."
    cheques.sees_a_wrong_donor_on_the_slip(clerk, pile)
    cheques.puts_the_donor_right(clerk, pile)
    whole = BatchStanding("Batch of 23/11/2026", count, clerk.sum, count, clerk.sum)
    assert cheques.batch_of(people, pile[5]) == whole
    cheques.makes_the_slip(clerk, pile, tmp_path)
    with people.read() as session:
        shares = {row.code: row for row in project_shares(session, today=TODAY)}
    assert shares["EAU"].associations[0].share.private == Money(12_50)
    assert shares["ECOLE"].share.private == pile[3].amount - Money(12_50)
    cheques.comes_back_unpaid(clerk, pile[7])
    cheques.issues_and_follows(app, clerk, pile)
    books_are_sound(people)


@pytest.mark.suite
def test_january_from_the_reminders_to_the_receipts_in_the_post(
    open_window: Open, people: Books, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.calendar = lambda: january.JANUARY
    with january.mail_account(people, tmp_path, monkeypatch) as server:
        _app, window = open_window()
        hands = Hands(window, qtbot)
        january.decides_the_fee(hands)
        january.reminds_the_late(hands, tmp_path)
        january.takes_the_dues(hands)
        january.takes_up_instalments(hands)
        january.issues_the_receipts(hands)
        january.sends_them(hands, people, server, tmp_path)
    january.declares_and_checks(hands)
    january.backs_up(hands)
    books_are_sound(people)


def test_a_year_of_a_member_who_joins_pays_moves_marries_and_leaves(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    member.today_is(people, member.JOINS)
    app, window = open_window()
    hands = Hands(window, qtbot)
    member.joins(hands)
    paid = {"1 member, 20,00 € still to be paid", "0 overdue, 1 paid in part"}
    member.pays(hands, "10", "15/01/2026", proposed="30,00", after=paid)
    member.today_is(app.books, member.MOVES)
    member.moves(hands)
    member.pays(
        hands, "20", "20/04/2026", proposed="20,00", after={"1 member, 0,00 € still to be paid", "1 of 1"}
    )
    member.today_is(app.books, member.MARRIES)
    member.marries(hands)
    member.today_is(app.books, member.GIVE)
    member.they_give(hands)
    member.today_is(app.books, member.LEAVE)
    member.they_leave(hands)
    member.today_is(app.books, member.JANUARY)
    member.they_are_receipted(hands)
    books_are_sound(people)


FILLINGS: dict[str, Fill] = {
    test_a_stack_of_cheques_is_typed_put_right_and_taken_to_the_bank.__name__: cheques.village,
    test_january_from_the_reminders_to_the_receipts_in_the_post.__name__: january.december,
    test_a_year_of_a_member_who_joins_pays_moves_marries_and_leaves.__name__: member.association_of_members,
}
