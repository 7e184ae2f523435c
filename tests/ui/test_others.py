"""What others write comes to the pages by itself, and nothing that is typed is lost to it."""

from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.ui.others import Others
from donations_app.ui.people.screen import PeopleScreen
from donations_app.ui.settings.screen import SettingsScreen
from donations_app.ui.widgets.windowed import WindowedModel
from tests.ui.looking import Open
from tests.world import NAIMA, gift, person, ticking


def _names(screen: PeopleScreen) -> str:
    model = screen.table.model()
    assert isinstance(model, WindowedModel)
    found = (model.row_to_draw(number) for number in range(model.rowCount()))
    return " ".join(row.name for row in found if row)


def test_what_others_wrote_is_shown_once_and_own_writes_are_no_news(
    people: Books, open_window: Open, qtbot: QtBot
) -> None:
    _app, window = open_window()
    desk = window.desk
    others = next(one for one in window.findChildren(Others))
    told: list[frozenset[str]] = []
    desk.changed_elsewhere.connect(told.append)

    def look() -> None:
        qtbot.waitUntil(lambda: not desk.jobs.is_busy)
        others.look()
        qtbot.waitUntil(lambda: not others._is_asking)

    screen = next(one for one in window.screens if isinstance(one, PeopleScreen))
    window.show_screen(screen)
    look()
    elsewhere = open_books(people.location, clock=ticking(), author=NAIMA)
    person(elsewhere, "Z9", last_name="Zerouali")
    desk.do(lambda books: gift(books, 12_00, ref="V-OWN"))
    qtbot.waitUntil(lambda: not desk.jobs.is_busy)
    look()
    assert told == [frozenset({"parties"})]
    qtbot.waitUntil(lambda: "Zerouali" in _names(screen))
    look()
    assert len(told) == 1
    settings = next(one for one in window.screens if isinstance(one, SettingsScreen))
    window.show_screen(settings)
    qtbot.waitUntil(lambda: not desk.jobs.is_busy)
    settings._on_change_elsewhere(frozenset({"settings"}))
    assert not settings.is_stale
    settings.unsaved = lambda: "a name"  # type: ignore[method-assign]
    settings._on_change_elsewhere(frozenset({"settings"}))
    assert settings.is_stale
    elsewhere.close()
