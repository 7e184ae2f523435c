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
from tests.ui.stories.cheques import (
    Clerk,
    batch_of,
    comes_back_unpaid,
    issues_and_follows,
    makes_the_slip,
    opens_the_batch,
    puts_the_donor_right,
    sees_a_wrong_donor_on_the_slip,
    stack,
    takes_the_doubled_one_back,
    types_them_with_mistakes,
    village,
)
from tests.ui.stories.hands import Hands, books_are_sound, plain
from tests.ui.stories.january import (
    JANUARY,
    backs_up,
    december,
    decides_the_fee,
    declares_and_checks,
    issues_the_receipts,
    mail_account,
    reminds_the_late,
    sends_them,
    takes_the_dues,
    takes_up_instalments,
)
from tests.world import TODAY


@pytest.fixture
def filling(request: pytest.FixtureRequest) -> Fill:
    return FILLINGS[request.function.__name__]


@pytest.mark.parametrize("count", [8, pytest.param(60, marks=pytest.mark.long)])
def test_a_stack_of_cheques_is_typed_put_right_and_taken_to_the_bank(
    open_window: Open, people: Books, qtbot: QtBot, tmp_path: Path, count: int
) -> None:
    app, window = open_window()
    clerk, cheques = Clerk(window, qtbot), stack(count)
    clerk.begin(cheques)
    opens_the_batch(clerk, cheques)
    types_them_with_mistakes(clerk, cheques)
    takes_the_doubled_one_back(clerk, cheques)
    clerk.does("Close the batch")
    clerk.settle()
    assert plain(window.status_bar.told._whole) == "The batch Batch of 23/11/2026 is closed."
    sees_a_wrong_donor_on_the_slip(clerk, cheques)
    puts_the_donor_right(clerk, cheques)
    whole = BatchStanding("Batch of 23/11/2026", count, clerk.sum, count, clerk.sum)
    assert batch_of(people, cheques[5]) == whole
    makes_the_slip(clerk, cheques, tmp_path)
    with people.read() as session:
        shares = {row.code: row for row in project_shares(session, today=TODAY)}
    assert shares["EAU"].associations[0].share.private == Money(12_50)
    assert shares["ECOLE"].share.private == cheques[3].amount - Money(12_50)
    comes_back_unpaid(clerk, cheques[7])
    issues_and_follows(app, clerk, cheques)
    books_are_sound(people)


def test_january_from_the_reminders_to_the_receipts_in_the_post(
    open_window: Open, people: Books, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.calendar = lambda: JANUARY
    with mail_account(people, tmp_path, monkeypatch) as server:
        _app, window = open_window()
        hands = Hands(window, qtbot)
        decides_the_fee(hands)
        reminds_the_late(hands, tmp_path)
        takes_the_dues(hands)
        takes_up_instalments(hands)
        issues_the_receipts(hands)
        sends_them(hands, people, server, tmp_path)
    declares_and_checks(hands)
    backs_up(hands)
    books_are_sound(people)


FILLINGS: dict[str, Fill] = {
    test_a_stack_of_cheques_is_typed_put_right_and_taken_to_the_bank.__name__: village,
    test_january_from_the_reminders_to_the_receipts_in_the_post.__name__: december,
}
