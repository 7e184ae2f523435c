"""The Debian package: the packed folder under /usr/lib/tiwizi, with what a desktop needs to find and show it.

It depends on the packages of the libraries that the folder needs and does not bring, as the files themselves say.
Who hands it out is named by DEBFULLNAME and DEBEMAIL, as Debian's own tools have it.
"""

import gzip
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Final

import contents

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent
_OPTIONAL: Final = ("libqgtk3.so",)  # loaded where the desktop is of that kind
_ALWAYS: Final = (
    "ca-certificates",
    "shared-mime-info",
    "xkb-data",
)  # of no library: certificates, books, keyboards
_TESTED: Final = ("postgresql-client", "gnome-keyring | kwalletmanager")  # dumps of a server; passwords kept
_CONTROL: Final = """\
Package: tiwizi
Version: {version}
Architecture: {machine}
Maintainer: {who}
Installed-Size: {kibibytes}
Depends: {needs}
Suggests: {suggests}
Section: misc
Priority: optional
Description: gifts, cotisations and tax receipts of an association
 Tiwizi records the cotisations and gifts of an association of migrants,
 allocates them to projects in their villages, issues the French tax
 receipts and prints the register that an auditor reads. At any moment it
 says how far each project is from its private share.
 .
 It brings its own Python and Qt; what is inside, and under which licences,
 is listed in /usr/share/doc/tiwizi.
"""
_CHANGES: Final = """\
tiwizi ({version}) stable; urgency=medium

  * What changed for people is told in CHANGELOG.md beside.

 -- {who}  {day}
"""
_COPYRIGHT: Final = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Tiwizi
Comment: What others made and this package brings is listed in THIRD-PARTY.txt beside, with name, version and
 licence, for programs in sbom.cdx.json; the texts of the licences lie in /usr/lib/tiwizi/licences.

Files: *
Copyright: {year} the authors of Tiwizi
License: GPL-3.0-or-later
 On Debian systems the text of the GNU General Public License, version 3, is
 in /usr/share/common-licenses/GPL-3.
"""
# What lintian would have of a package of Debian itself, which brings no libraries of its own
_OVERRIDES: Final = """\
tiwizi: embedded-library
tiwizi: hardening-no-fortify-functions
tiwizi: hardening-no-pie
tiwizi: national-encoding
tiwizi: library-not-linked-against-libc
tiwizi: shared-library-lacks-prerequisites
tiwizi: spelling-error-in-binary
tiwizi: unstripped-binary-or-object
tiwizi: shared-library-is-executable
tiwizi: unstripped-static-library
tiwizi: custom-library-search-path
tiwizi: package-contains-documentation-outside-usr-share-doc
tiwizi: extra-license-file
tiwizi: executable-not-elf-or-script
"""


def build(folder: Path, out: Path, *, version: str, moment: int, work: Path) -> Path:
    """Build the package.

    Args:
        folder: packed and described.
        out: where the package is put.
        version: of the program.
        moment: seconds since 1970 that all files bear.
        work: a folder to build in.
    """
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(folder, work / "usr/lib/tiwizi", symlinks=True)
    (work / "usr/bin").mkdir(parents=True)
    (work / "usr/bin/tiwizi").symlink_to("../lib/tiwizi/tiwizi")
    _desktop(work / "usr/share")
    _documents(work / "usr/share", version, moment)
    machine = _told("dpkg", "--print-architecture")
    control = work / "DEBIAN" / "control"
    control.parent.mkdir()
    said = {"version": version, "machine": machine, "who": _who(), "suggests": ", ".join(_TESTED)}
    said |= {"needs": ", ".join(needs(folder)), "kibibytes": str(_kibibytes(work))}
    control.write_text(_CONTROL.format(**said), encoding="utf-8")
    _settle(work, moment)
    made = out / f"tiwizi_{version}_{machine}.deb"
    _told("dpkg-deb", "--root-owner-group", "-Zxz", "-z3", "--build", str(work), str(made))
    return made


def _desktop(share: Path) -> None:
    """Put what the desktop shows: two entries, what books are, the icon, the page of the command."""
    places = {
        "tiwizi.desktop": "applications", "tiwizi-books.desktop": "applications", "tiwizi.xml": "mime/packages",
    }  # fmt: skip
    for name, place in places.items():
        _put(HERE / "desktop" / name, share / place / name)
    _put(ROOT / "resources" / "tiwizi.svg", share / "icons/hicolor/scalable/apps/tiwizi.svg")
    _compress((HERE / "desktop" / "tiwizi.1").read_bytes(), share / "man/man1/tiwizi.1.gz")


def _documents(share: Path, version: str, moment: int) -> None:
    place = share / "doc/tiwizi"
    place.mkdir(parents=True)
    day = datetime.fromtimestamp(moment, UTC)
    (place / "copyright").write_text(_COPYRIGHT.format(year=day.year), encoding="utf-8")
    changes = _CHANGES.format(version=version, who=_who(), day=format_datetime(day))
    _compress(changes.encode(), place / "changelog.gz")
    _compress((ROOT / "CHANGELOG.md").read_bytes(), place / "CHANGELOG.md.gz")
    for name in ("THIRD-PARTY.txt", "sbom.cdx.json"):
        (place / name).symlink_to(f"../../../lib/tiwizi/{name}")
    overrides = share / "lintian/overrides/tiwizi"
    overrides.parent.mkdir(parents=True)
    overrides.write_text(_OVERRIDES, encoding="utf-8")


def needs(folder: Path) -> list[str]:
    """Return the packages of Debian that the files of a folder need beside it, in order.

    Raises:
        SystemExit: no package that is installed here brings a library that is needed.
    """
    files = [
        file
        for file in folder.rglob("*")
        if (file.is_file() and ".so" in file.name) or file == folder / "tiwizi"
    ]
    brought = {file.name for file in files}
    found = set(_ALWAYS)
    for library in sorted(
        {name for file in files if file.name not in _OPTIONAL for name in _needed(file)} - brought
    ):
        package = next(filter(None, (contents.debian_package(place)[0] for place in _places(library))), "")
        if not package:
            raise SystemExit(f"no package is known that brings {library}: install it here first")
        found.add(f"libc6 (>= {_glibc(files)})" if package == "libc6" else package)
    return sorted(found)


def _needed(file: Path) -> Iterator[str]:
    told = subprocess.run(["readelf", "-d", str(file)], capture_output=True, text=True, check=False).stdout
    yield from re.findall(r"\(NEEDED\).*\[(.+?)\]", told)


def _places(library: str) -> list[Path]:
    told = _told("ldconfig", "-p")
    return [
        Path(place).resolve()
        for place in re.findall(rf"^\s{re.escape(library)} .* => (.+)$", told, re.MULTILINE)
    ]


def _glibc(files: list[Path]) -> str:
    """Return the newest version of the C library of which a file needs something."""
    told = "".join(_told("readelf", "-V", str(file)) for file in files if not file.is_symlink())
    versions = {tuple(map(int, one.split("."))) for one in re.findall(r"GLIBC_(\d+\.\d+)", told)}
    return ".".join(map(str, max(versions)))


def _who() -> str:
    name, mail = os.environ.get("DEBFULLNAME", "Tiwizi"), os.environ.get("DEBEMAIL", "tiwizi@localhost")
    return f"{name} <{mail}>"


def _kibibytes(place: Path) -> int:
    return sum(-(-one.lstat().st_size // 1024) for one in place.rglob("*"))


def _put(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, place)


def _compress(content: bytes, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(gzip.compress(content, 9, mtime=0))


def _settle(place: Path, moment: int) -> None:
    for path in [*place.rglob("*"), place]:
        if path.is_symlink():
            os.utime(path, (moment, moment), follow_symlinks=False)
            continue
        if not path.is_relative_to(place / "usr/lib"):  # what is there was settled before
            path.chmod(0o755 if path.is_dir() else 0o644)
        os.utime(path, (moment, moment))


def _told(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()
