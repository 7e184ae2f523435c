"""Builds what people install: a folder with the program and its Python, and where dpkg-deb is, a Debian package.

    python3 packaging/build.py [--out FOLDER] [--only-folder]

Run by the Python that is to be packed (3.11 or later). Everything that goes in is pinned with hashes
(requirements.txt, pyinstaller.txt; sbom.txt lists what went in); pins.sh renews the pins. The files that git
tracks are packed, as they are in the working tree.
"""

import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import contents
import debian

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent
WORK: Final = ROOT / "build" / "packaging"
_BIN: Final = "Scripts" if sys.platform == "win32" else "bin"


def main() -> int:
    """Build, and say what was built."""
    parser = argparse.ArgumentParser(
        description="Packs the program into a folder, and into a Debian package."
    )
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "release")
    parser.add_argument("--only-folder", action="store_true", help="no archive and no Debian package")
    options = parser.parse_args()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    moment = int(os.environ.get("SOURCE_DATE_EPOCH") or _out("git", "log", "-1", "--format=%ct"))
    os.environ |= {
        "SOURCE_DATE_EPOCH": str(moment),
        "PYTHONHASHSEED": "0",
    }  # the same sources, the same bytes

    shutil.rmtree(WORK, ignore_errors=True)
    source, python = _copied(WORK / "source"), WORK / "inside"
    _environment(
        python, "pyinstaller.txt", "requirements.txt"
    )  # the first brings what builds the few that are sources
    wheels = WORK / "wheels"
    _pip(python, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), str(source))
    _pip(python, "install", "--no-deps", "--no-index", *map(str, wheels.glob("*.whl")))
    folder = _packed(source, python)
    _compile_catalogues(folder / "_internal" / "resources" / "locale", python)
    _describe(folder, source, python)
    settle(folder, moment)

    options.out.mkdir(parents=True, exist_ok=True)
    made = [_placed(folder, options.out / "tiwizi")]
    if not options.only_folder:
        made.append(_archive(made[0], options.out / f"tiwizi-{version}-{_system()}", moment))
        if shutil.which("dpkg-deb"):
            made.append(
                debian.build(made[0], options.out, version=version, moment=moment, work=WORK / "debian")
            )
    for one in made:
        sys.stdout.write(f"{one}  {_size(one) / 2**20:.0f} MiB\n")
    return 0


def _run(*words: str | Path) -> None:
    subprocess.run([str(word) for word in words], check=True, cwd=ROOT)


def _out(*words: str) -> str:
    return subprocess.run(words, check=True, cwd=ROOT, capture_output=True, text=True).stdout.strip()


def _copied(place: Path) -> Path:
    """Copy the files that git tracks; nothing else that lies about may slip in."""
    for name in _out("git", "ls-files", "-z").split("\0"):
        if name and (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, place / name)
    return place


def _environment(place: Path, *pins: str) -> None:
    """Make an environment of what is pinned, each file held against its hash."""
    venv.create(place, with_pip=False, symlinks=sys.platform != "win32")
    for name in pins:
        _pip(
            place,
            "install",
            "--require-hashes",
            "--no-deps",
            "--no-build-isolation",
            "--use-pep517",
            "-r",
            str(HERE / name),
        )


def _pip(place: Path, *words: str) -> None:
    """Have the installer of a third environment work on one that has none, so that it is not packed."""
    tool = WORK / "pip"
    if not tool.exists():
        venv.create(tool, with_pip=True)
    _run(
        tool / _BIN / "python",
        "-m",
        "pip",
        "--python",
        place / _BIN / "python",
        "-q",
        "--disable-pip-version-check",
        *words,
    )


def _packed(source: Path, python: Path) -> Path:
    icon = WORK / "work" / "tiwizi" / "tiwizi.ico"
    icon.parent.mkdir(parents=True)
    _run(python / _BIN / "python", HERE / "icon.py", source / "resources" / "tiwizi.svg", icon)
    _run(
        python / _BIN / "python", "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
        "--workpath", WORK / "work", "--distpath", WORK / "dist", source / "packaging" / "tiwizi.spec",
    )  # fmt: skip
    return WORK / "dist" / "tiwizi"


def _compile_catalogues(place: Path, python: Path) -> None:
    """Compile the translations beside their sources: an installed program cannot write there."""
    for source in sorted(place.glob("*.po")):
        _run(
            python / _BIN / "python", "-m", "babel.messages.frontend", "-q", "compile",
            "--input-file", source, "--output-file", source.with_suffix(".mo"), "--locale", source.stem,
        )  # fmt: skip


def _describe(folder: Path, source: Path, python: Path) -> None:
    tool, made = WORK / "sbom", WORK / "sbom.json"
    _environment(tool, "sbom.txt")
    _run(
        tool / _BIN / "python", "-m", "cyclonedx_py", "environment", "--output-reproducible", "--of", "JSON",
        "--sv", "1.6",
        "--pyproject", source / "pyproject.toml", "-o", made, python / _BIN / "python",
    )  # fmt: skip
    site = next(python.resolve().rglob("site-packages"))
    contents.describe(folder, inside=WORK / "work" / "tiwizi" / "inside.json", site=site, sbom=made)
    shutil.copyfile(source / "LICENSE", folder / "LICENSE")


def settle(folder: Path, moment: int) -> None:
    """Give all files one moment and plain rights, so that an archive of them is the same each time."""
    for path in [*folder.rglob("*"), folder]:
        if not path.is_symlink():
            runs = path.is_dir() or path.name == "tiwizi" or ".so" in path.name
            path.chmod(0o755 if runs else 0o644)
            os.utime(path, (moment, moment))


def _placed(folder: Path, place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(folder, place, symlinks=True)
    return place


def _archive(folder: Path, name: Path, moment: int) -> Path:
    if sys.platform == "win32":
        return Path(shutil.make_archive(str(name), "zip", folder.parent, folder.name))
    made = name.with_name(f"{name.name}.tar.gz")
    with (
        made.open("wb") as file,
        gzip.GzipFile("", "wb", 6, file, mtime=moment) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for path in _sorted([folder, *folder.rglob("*")]):
            told = archive.gettarinfo(str(path), str(path.relative_to(folder.parent)))
            told.uid = told.gid = 0
            told.uname = told.gname = "root"
            told.mtime = moment
            with path.open("rb") if told.isreg() else Path(os.devnull).open("rb") as content:
                archive.addfile(told, content)
    return made


def _sorted(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: path.as_posix())


def _system() -> str:
    machine = os.uname().machine if hasattr(os, "uname") else "x86_64"
    return f"{'windows' if sys.platform == 'win32' else sys.platform}-{machine}"


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(one.lstat().st_size for one in files if one.is_symlink() or one.is_file())


if __name__ == "__main__":
    sys.exit(main())
