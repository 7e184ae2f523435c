"""A pipe in the place of a file is refused at once; it would be waited for without end."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.audit_notes import read_notes
from donations_app.formats.letters import read_letter
from donations_app.formats.settings_file import read_settings
from donations_app.formats.tables import read_table
from tests.posix import only_posix

READERS: list[Callable[[Path], object]] = [
    lambda path: read_letter(path, "fr"),
    read_notes,
    read_settings,
    read_table,
]


@only_posix
@pytest.mark.timeout(20)
@pytest.mark.parametrize("read", READERS)
def test_a_pipe_is_no_file(tmp_path: Path, read: Callable[[Path], object]) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileRefused) as error:
        read(tmp_path / "pipe")
    assert error.value.problem == "not_a_file"
