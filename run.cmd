@echo off
rem Sets the program up once, then starts it; see the file "run" for what it does elsewhere.
setlocal
cd /d "%~dp0"
set "python=.venv\Scripts\python.exe"
set "extra=[postgres]"
if "%1"=="test" set "extra=[dev]"
if not exist ".venv\.ready%extra%" (
    py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" || (
        echo Il faut Python 3.11 ou plus recent, de python.org / Python 3.11 or later is needed 1>&2
        exit /b 2
    )
    if not exist "%python%" py -3 -m venv .venv || exit /b 2
    "%python%" -m pip install -q --disable-pip-version-check -e ".%extra%" 1>&2 || exit /b 2
    type nul > ".venv\.ready%extra%"
)
if "%1"=="test" (
    set QT_QPA_PLATFORM=offscreen
    "%python%" -m pytest %2 %3 %4 %5 %6 %7 %8 %9
) else (
    "%python%" main.py %*
)
