"""What lies in a packed folder: a list for programs (CycloneDX), one for people, and the texts of the licences.

Only what was really packed is listed, by the files that PyInstaller took; a part whose licence is unknown, or not
accepted beside GPL-3.0-or-later, ends the build (licences.toml).
"""

import json
import platform
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
LICENCES: Final[dict[str, Any]] = tomllib.loads((HERE / "licences.toml").read_text(encoding="utf-8"))
_TEXTS: Final = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors)[^/]*$|/licenses/", re.IGNORECASE)
_COMMON: Final = Path("/usr/share/common-licenses")
_HEAD: Final = """\
What is inside {name} {version}, which itself stands under GPL-3.0-or-later (LICENSE).
Its own sources lie in the folder "_internal"; the texts of the licences in the folder "licences".

"""


def describe(folder: Path, *, inside: Path, site: Path, sbom: Path) -> None:
    """Write ``sbom.cdx.json``, ``THIRD-PARTY.txt`` and ``licences`` into a packed folder.

    Args:
        folder: of the packed program.
        inside: names and sources of the files in it, as the packing noted them.
        site: where the libraries of Python lie.
        sbom: of all libraries that were at hand, as the tool made it.

    Raises:
        SystemExit: a part has a licence that is not known or not accepted.
    """
    noted = [Path(source) for _, source in json.loads(inside.read_text(encoding="utf-8"))]
    sources = [source.resolve() for source in noted if source.is_absolute()]  # the others are links inside
    packed = {_plain(one.name): one for one in _packed(sources, site)}
    listed = json.loads(sbom.read_text(encoding="utf-8"))
    found = [one for one in listed["components"] if _plain(one["name"]) in {*packed, "pyinstaller"}]
    missing = packed.keys() - {_plain(one["name"]) for one in found} - {"tiwizi"}
    if missing:
        raise SystemExit(f"not in the list of the tool: {sorted(missing)}")
    found += [*_python(), *_libraries(sources), *_resources()]
    refs = {one["bom-ref"] for one in found} | {"root-component"}
    listed["components"] = sorted(found, key=lambda one: one["bom-ref"])
    listed["dependencies"] = [
        one | {"dependsOn": [ref for ref in one.get("dependsOn", []) if ref in refs]}
        for one in listed["dependencies"]
        if one["ref"] in refs
    ]
    refused = [
        f"{name} {version}: {licence}" for name, version, licence in _rows(found) if not _is_accepted(licence)
    ]
    if refused:
        raise SystemExit("licences to be looked at (licences.toml):\n" + "\n".join(refused))
    (folder / "sbom.cdx.json").write_text(
        json.dumps(listed, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    root = listed["metadata"]["component"]
    lines = [f"{name}  {version}  {licence}\n" for name, version, licence in _rows(found)]
    (folder / "THIRD-PARTY.txt").write_text(
        _HEAD.format(name=root["name"].title(), version=root["version"]) + "".join(lines), encoding="utf-8"
    )
    _copy_texts(folder / "licences", list(packed.values()), sources)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _packed(sources: list[Path], site: Path) -> Iterator[Distribution]:
    """Yield the libraries of Python of which a file was packed."""
    files = set(sources)
    for one in distributions(path=[str(site)]):
        own = {Path(str(one.locate_file(file))).resolve() for file in one.files or ()}
        if any(".dist-info" not in file.as_posix() for file in files & own):
            yield one


def _python() -> Iterator[dict[str, Any]]:
    yield _component("Python", platform.python_version(), "PSF-2.0", kind="platform")


def _libraries(sources: list[Path]) -> Iterator[dict[str, Any]]:
    """Yield the shared libraries that are no library of Python, each once under its name.

    Raises:
        SystemExit: nobody said what one is.
    """
    seen = set()
    for source in filter(_is_library, sources):
        known = next(
            (said for start, said in LICENCES["libraries"].items() if source.name.startswith(start)), None
        )
        if known is None:
            raise SystemExit(f"no licence is known of {source} (licences.toml)")
        package, version = ("", _within(source)) if _is_of_python(source) else debian_package(source)
        if (known[0], package, version) not in seen and known[0] != "Python":
            seen.add((known[0], package, version))
            name = f"{known[0]} ({package})" if package else known[0]
            purl = f"pkg:deb/debian/{package}@{version}" if package else ""
            yield _component(name, version, known[1], purl=purl)


def _is_of_python(source: Path) -> bool:
    return "site-packages" in source.parts


def _is_library(source: Path) -> bool:
    """Tell whether a file is a shared library that others made than those who made the library of Python it is in."""
    if ".so" not in source.name or "lib-dynload" in source.parts:
        return False
    bundled = any(part.endswith(".libs") for part in source.parts)
    return not _is_of_python(source) or bundled or source.name.startswith(("libicu", "libpdfium", "libQt6"))


def _within(source: Path) -> str:
    """Return of which library of Python a shared library is a part; its version is told by the name of the file."""
    parts = source.parts
    return "in " + parts[parts.index("site-packages") + 1].removesuffix(".libs")


def _resources() -> Iterator[dict[str, Any]]:
    for name, licence in LICENCES["resources"].items():
        yield _component(name, "as in resources/CREDITS.md", licence, kind="data")


def _component(
    name: str, version: str, licence: str, *, kind: str = "library", purl: str = ""
) -> dict[str, Any]:
    said: dict[str, Any] = {"bom-ref": f"{kind}:{name}", "name": name, "type": kind, "version": version}
    said["licenses"] = [{"expression": licence}]
    return said | ({"purl": purl} if purl else {})


def debian_package(file: Path) -> tuple[str, str]:
    """Return name and version of the package of Debian that a file is of; empty where there is none."""
    for place in (file, Path(str(file).removeprefix("/usr"))):
        told = subprocess.run(["dpkg", "-S", str(place)], capture_output=True, text=True, check=False)
        if told.returncode == 0:
            name = told.stdout.partition(": ")[0].partition(",")[0]
            shown = ["dpkg-query", "-W", "-f=${Version}", name]
            version = subprocess.run(shown, capture_output=True, text=True, check=True).stdout
            return name.partition(":")[0], version
    return "", ""


def _rows(found: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    for one in sorted(found, key=lambda one: str(one["name"]).lower()):
        yield one["name"], one["version"], _licence(one)


def _licence(component: dict[str, Any]) -> str:
    """Return the licence of a part as an expression of SPDX; what cannot be told is returned as it is said."""
    if named := LICENCES["named"].get(_plain(component["name"])):
        return str(named)
    told = set()
    for one in component.get("licenses") or []:
        said = one.get("expression") or one["license"].get("id") or one["license"].get("name", "")
        told.add(LICENCES["said"].get(said, said))
    told = {one for one in told if one} - ({"Python-2.0"} if "PSF-2.0" in told else set())
    return " AND ".join(sorted(told)) or "?"


def _is_accepted(licence: str) -> bool:
    """Tell whether one of the alternatives of an expression has accepted parts alone."""
    return any(
        all(part.strip(" ()") in LICENCES["accepted"] for part in alternative.split(" AND "))
        for alternative in licence.split(" OR ")
    )


def _copy_texts(place: Path, packed: list[Distribution], sources: list[Path]) -> None:
    """Copy the texts of licences that come with the parts; those that many share lie there once."""
    for one in packed:
        for file in one.files or ():
            text = Path(str(one.locate_file(file)))
            if (
                _TEXTS.search(file.as_posix())
                and text.is_file()
                and text.suffix not in (".py", ".pyc", ".svg")
            ):
                _copy(text, place / one.name / "_".join(file.parts[1:]))
    of_system = [one for one in sources if _is_library(one) and not _is_of_python(one)]
    for name in sorted({name for name, _ in map(debian_package, of_system) if name}):
        _copy(Path("/usr/share/doc", name, "copyright"), place / name / "copyright")
    for name in ("Apache-2.0", "GPL-2", "GPL-3", "LGPL-2.1", "LGPL-3", "MPL-2.0"):
        _copy(_COMMON / name, place / name)


def _copy(source: Path, place: Path) -> None:
    if source.is_file():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, place)
