"""Every command in a process that has loaded nothing of the program yet: `python -m pytest -p tests.alone tests/e2e`.

In the suite all commands run in one process, in which others have long loaded whatever one of them lacks. Here each is
the child of a process that knows the libraries alone. What a test patches for a command does not reach it.
"""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

_LIBRARIES = ["pytest", "sqlalchemy.orm", "msgspec", "argparse", "json", "sqlite3"]


def _run(words: list[str], out: Path, err: Path, folder: str, environment: dict[str, str]) -> None:
    for number, place in ((1, out), (2, err)):
        os.dup2(os.open(place, os.O_WRONLY), number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    from donations_app.cli import main

    status = main(words)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def alone() -> Callable[[Sequence[str]], int]:
    """Return what runs a command in a process of its own and gives its exit status."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(_LIBRARIES)
    place = tempfile.gettempdir()  # not that of a test about a small disk

    def main(arguments: Sequence[str]) -> int:
        with tempfile.TemporaryDirectory(dir=place) as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            for file in (out, err):
                file.touch()
            child = server.Process(
                target=_run, args=(list(arguments), out, err, str(Path.cwd()), dict(os.environ))
            )
            child.start()
            child.join()
            for to, file in ((sys.stdout, out), (sys.stderr, err)):
                to.flush()
                to.buffer.write(file.read_bytes())
                to.flush()
        assert child.exitcode is not None
        return child.exitcode

    return main


@pytest.fixture(autouse=True, scope="session")
def commands_are_alone() -> Iterator[None]:
    """Let each command that a test runs be a process of its own."""
    from donations_app import cli

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "main", alone())
        yield
