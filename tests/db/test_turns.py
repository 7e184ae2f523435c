"""Writers of one file wait for their turn: it comes when the one before is done, and who gives up holds nobody up."""

import threading
import time
from pathlib import Path

from donations_app.db.opening import try_lock
from donations_app.db.turns import Turn


def soon() -> float:
    return time.monotonic() + 20


def is_free(books: Path) -> bool:
    with books.with_name(f"{books.name}.turn").open("a+b") as file:
        return try_lock(file)


def test_the_turn_comes_when_the_writer_before_is_done(tmp_path: Path) -> None:
    books, done = tmp_path / "b.tiwizi", list[str]()
    books.touch()

    def second() -> None:
        with Turn(books).taken(soon()):
            done.append("second")

    with Turn(books).taken(soon()):
        other = threading.Thread(target=second)
        other.start()
        time.sleep(0.1)
        done.append("first")
    other.join(20)
    assert done == ["first", "second"]
    assert is_free(books)


def test_who_gives_up_goes_on_without_it_and_passes_it_on(tmp_path: Path) -> None:
    books = tmp_path / "b.tiwizi"
    books.touch()
    with Turn(books).taken(soon()):
        with Turn(books).taken(time.monotonic() + 0.05):
            assert not is_free(books)
        assert not is_free(books)  # the first has it still
    for _ in range(200):  # what no longer waits takes it for a moment and lets it go
        if is_free(books):
            break
        time.sleep(0.01)
    with Turn(books).taken(soon()):
        assert not is_free(books)
    assert is_free(books)


def test_in_a_folder_that_cannot_be_written_one_goes_on_without_it(tmp_path: Path) -> None:
    began = time.monotonic()
    with Turn(tmp_path / "nowhere" / "b.tiwizi").taken(soon()):
        waited = time.monotonic() - began
    assert waited < 10  # it did not wait for a turn that never comes
    assert list(tmp_path.iterdir()) == []
