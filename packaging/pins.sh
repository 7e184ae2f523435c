#!/bin/sh
# Writes the lists of what a release is made of anew, each version with the hashes of all its files, for all systems.
# It needs the program `uv`; look at what changed, build, and run check.sh before it is committed.
set -eu
cd "$(dirname "$0")"
pin() { uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --upgrade "$@"; }

pin ../pyproject.toml --extra postgres --extra sign --output-file requirements.txt
printf '%s\n' 'pyinstaller>=6.22,<6.23' 'setuptools>=75' | pin - --output-file pyinstaller.txt
printf '%s\n' 'cyclonedx-bom==7.5.0' | pin - --output-file sbom.txt
