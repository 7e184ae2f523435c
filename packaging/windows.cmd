@echo off
rem UNTRIED: written beside the recipe that is tried on Debian; nobody has run it on Windows yet (docs/packaging.md).
rem Makes build\release\tiwizi, a folder with tiwizi.exe, tiwizi-console.exe and all that they need, and a ZIP of it.
rem Needs Python 3.11 or later of python.org with its launcher, and git; fetches what requirements.txt pins.
setlocal
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" || (
    echo Il faut Python 3.11 ou plus recent, de python.org / Python 3.11 or later is needed 1>&2
    exit /b 2
)
py -3 "%~dp0build.py" %* || exit /b 1
set "home=%TEMP%\tiwizi-check-%RANDOM%"
mkdir "%home%" || exit /b 1
set "DONATIONS_BOOKS=%home%\books.tiwizi"
set "program=%~dp0..\build\release\tiwizi\tiwizi-console.exe"
"%program%" --help >nul || goto failed
"%program%" init --demo || goto failed
"%program%" verify || goto failed
"%program%" --lang en letters preview --language ar --out "%home%\ar.pdf" || goto failed
"%program%" receipts issue --year 2025 --accept all --out "%home%\receipts" >nul || goto failed
for %%f in ("%home%\receipts\*.pdf") do set "receipt=%%f"
rem read by a process of its own, as lists of others are
"%program%" receipts check "%receipt%" || goto failed
rmdir /s /q "%home%"
exit /b 0

:failed
echo Le programme construit ne marche pas : voir plus haut / the built program does not work: see above 1>&2
exit /b 1
