"""What is packed: every file that the program reads, libraries that the project allows, entries of a desktop."""

import os
import re
import tomllib
from configparser import ConfigParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINNED = re.compile(
    r"^([A-Za-z0-9._-]+)==(\S+)((?: ;[^\\]*)?)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE
)


def pins(name: str) -> dict[str, Version]:
    """Return what a list pins; each has its hashes, and nothing else stands in the list."""
    text = (PACKAGING / name).read_text(encoding="utf-8")
    assert PINNED.sub("", text).strip() == ""
    return {canonicalize_name(found[1]): Version(found[2]) for found in PINNED.finditer(text)}


def test_a_release_is_made_of_what_the_project_allows_each_file_by_its_hash() -> None:
    pinned = pins("requirements.txt")
    extras = PROJECT["optional-dependencies"]
    for wanted in map(Requirement, [*PROJECT["dependencies"], *extras["postgres"], *extras["sign"]]):
        name = canonicalize_name(wanted.name)
        assert pinned[name] in wanted.specifier, f"{name} {pinned[name]}"
    assert Version("6.22") <= pins("pyinstaller.txt")["pyinstaller"] < Version("6.23")
    assert "cyclonedx-bom" in pins("sbom.txt")


def test_everything_that_the_program_reads_is_packed() -> None:
    spec = (PACKAGING / "tiwizi.spec").read_text(encoding="utf-8")
    compile(spec, "tiwizi.spec", "exec")
    read = {
        file.relative_to(ROOT).parts[0]
        for top in ("donations_app", "receipts", "resources")
        for file in (ROOT / top).rglob("*")
        if file.suffix not in (".py", ".pyc", ".mo") and file.is_file()
    }
    # beside the sources, which are packed whole: the resources, and what alembic reads
    assert read == {"donations_app", "resources"}
    others = {file.parent for file in (ROOT / "donations_app").rglob("*") if file.suffix == ".mako"}
    assert others == {ROOT / "donations_app/db/migrations"}
    assert 'ROOT / "resources"' in spec
    assert '"donations_app" / "db" / "migrations"' in spec
    for named in re.findall(r'"(\w+\.(?:py|svg))"', spec):
        assert (ROOT / named).exists() or (PACKAGING / named).exists(), named


@pytest.mark.parametrize("name", ["tiwizi", "tiwizi-books"])
def test_a_desktop_finds_the_program_in_three_languages(name: str) -> None:
    entry = ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(PACKAGING / "desktop" / f"{name}.desktop", encoding="utf-8")
    said = entry["Desktop Entry"]
    assert said["Exec"].split()[0] == "tiwizi"
    assert said["Icon"] == said["StartupWMClass"] == "tiwizi"
    assert len({said["Comment"], said["Comment[fr]"], said["Comment[ar]"]}) == 3
    assert (said.get("NoDisplay"), said.get("MimeType", "")) in (
        (None, ""),
        ("true", "application/x-tiwizi;"),
    )
    kinds = ET.parse(PACKAGING / "desktop" / "tiwizi.xml")  # noqa: S314 -- our own
    assert [one.get("pattern") for one in kinds.iterfind("{*}mime-type/{*}glob")] == ["*.tiwizi"]


def test_a_packed_program_asks_itself_for_a_process_and_knows_its_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from donations_app import packed
    from donations_app.domain.storage_errors import ProgramFolder
    from donations_app.formats.writing import check_place

    assert packed.folder() is None
    assert packed.server_of_apart(["/there"])[1:4] == ["-I", "-S", "-c"]
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setattr("sys.executable", str(tmp_path / "tiwizi"))
    typed = "tiwizi-console.exe" if os.name == "nt" else "tiwizi"  # of the two of Windows that with a console
    assert packed.server_of_apart(["/there"]) == [str(tmp_path / typed), packed.APART]
    assert packed.name() == typed.removesuffix(".exe")
    check_place(tmp_path.parent / "books.tiwizi")
    with pytest.raises(ProgramFolder):
        check_place(tmp_path / "books.tiwizi")
