"""The script that sets the program up: an environment that works is kept, and none is taken from under a program."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.long,  # each builds environments
    pytest.mark.skipif(sys.platform == "win32", reason="there it is run.cmd"),
]
SCRIPT = Path(__file__).parents[2] / "run"
PROJECT = """[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "little"
version = "1"
[project.optional-dependencies]
postgres = []
dev = []
"""
BACKEND = '''"""Makes the least wheel that can be installed, without any library."""
import zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(f"{folder}/little-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("little.py", "")
        wheel.writestr("little-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: little\\nVersion: 1\\n"
                       "Provides-Extra: postgres\\nProvides-Extra: dev\\n")
        wheel.writestr("little-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("little-1.dist-info/RECORD", "")
    return "little-1-py3-none-any.whl"

build_wheel = build_editable
'''
MAIN = """import sys, time
print(sys.prefix, flush=True)
if "wait" in sys.argv:
    time.sleep(120)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with the script and a program that says from which environment it runs."""
    place = tmp_path / "a program"
    for folder in ("donations_app", "receipts", "resources"):
        (place / folder).mkdir(parents=True)
    shutil.copy(SCRIPT, place / "run")
    for name, content in (("pyproject.toml", PROJECT), ("backend.py", BACKEND), ("main.py", MAIN)):
        (place / name).write_text(content, encoding="utf-8")
    return place


def started(home: Path, *words: str, path: str = "") -> str:
    """Start the program as one types it; return the environment that it ran from."""
    beside = os.environ | {"PATH": f"{path}{os.pathsep}{os.environ['PATH']}" if path else os.environ["PATH"]}
    done = subprocess.run(
        ["sh", "run", "version", *words], cwd=home, env=beside, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def environments(home: Path) -> set[str]:
    return {str(one) for one in home.glob(".venv-*") if one.is_dir()}


def test_another_shell_or_an_active_environment_finds_the_one_that_works(home: Path, tmp_path: Path) -> None:
    first = started(home)
    assert environments(home) == {first}
    other = tmp_path / "other"  # another python3 comes first
    subprocess.run([sys.executable, "-m", "venv", str(other)], check=True)
    assert started(home, path=str(other / "bin")) == first
    assert started(home, path=str(Path(first, "bin"))) == first
    assert environments(home) == {first}


def test_what_changed_is_built_beside_and_taken_from_no_program_that_runs(home: Path) -> None:
    first = started(home)
    command = ["sh", "run", "version", "wait"]
    with subprocess.Popen(
        command, cwd=home, stdout=subprocess.PIPE, text=True
    ) as running:  # a window left open
        assert running.stdout
        assert running.stdout.readline().strip() == first
        with (home / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write("# another version\n")
        second = started(home)
        assert second != first
        assert environments(home) == {first, second}
        assert running.poll() is None
        running.kill()
    (home / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    third = started(home)
    assert environments(home) == {third}  # nobody runs from the others any more


def test_one_whose_python_is_gone_and_one_of_before_are_replaced_whole(home: Path) -> None:
    first = Path(started(home))
    (first / "bin" / "python").unlink()  # as after an upgrade of the system
    second = started(home)
    assert environments(home) == {second}
    (home / ".venv").unlink()
    Path(second).rename(home / ".venv")  # a plain folder, as earlier versions made it, which its scripts deny
    (home / ".venv" / ".made").write_text("of before\n", encoding="utf-8")
    (home / ".venv" / ".ready-app").unlink()
    third = started(home)
    assert environments(home) == {third}
    assert (home / ".venv").is_symlink()


def test_a_set_up_that_fails_leaves_what_works_in_its_place(home: Path) -> None:
    first = started(home)
    (home / "pyproject.toml").write_text(PROJECT.replace('"backend"', '"nothing"'), encoding="utf-8")
    failed = subprocess.run(["sh", "run", "version"], cwd=home, capture_output=True, text=True, check=False)
    assert failed.returncode == 2
    assert "relancez" in failed.stderr
    assert environments(home) == {first}
    (home / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    began = time.time()
    assert started(home) == first
    assert Path(first).stat().st_ctime < began
