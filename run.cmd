@echo off
rem Sets the program up once, then starts it; see the file "run" for what it does elsewhere.
setlocal
set "here=%~dp0"
set "venv=%here%.venv"
set "python=%venv%\Scripts\python.exe"
set "kind=app"
if "%~1"=="test" set "kind=dev"
set "extra=[postgres]"
if "%kind%"=="dev" set "extra=[dev]"
set "sum="
for /f "skip=1 delims=" %%h in ('certutil -hashfile "%here%pyproject.toml" SHA256') do if not defined sum set "sum=%%h"
set "ready="
if exist "%venv%\.ready-%kind%" set /p ready=<"%venv%\.ready-%kind%"
if defined sum if "%ready%"=="%sum%" goto start

py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" || (
    echo Il faut Python 3.11 ou plus recent, de python.org / Python 3.11 or later is needed 1>&2
    exit /b 2
)
"%python%" -m pip --version >nul 2>&1 || (
    if exist "%venv%" rmdir /s /q "%venv%"
    py -3 -m venv "%venv%" || exit /b 2
)
pushd "%here%" || exit /b 2
"%python%" -m pip install -q --disable-pip-version-check -e ".%extra%" 1>&2
if errorlevel 1 (
    popd
    echo L'installation a echoue ; relancez quand internet repond / it failed; try again when the internet answers 1>&2
    exit /b 2
)
popd
>"%venv%\.ready-%kind%" echo %sum%

:start
if "%kind%"=="dev" goto tests
"%python%" "%here%main.py" %*
exit /b %errorlevel%

:tests
set QT_QPA_PLATFORM=offscreen
rem what the tests write and read as text is UTF-8, whatever the code page
set PYTHONUTF8=1
set "rest="
:more
shift
if not "%~1"=="" (
    set rest=%rest% %1
    goto more
)
pushd "%here%" || exit /b 2
"%python%" -m pytest -n logical --dist worksteal%rest%
set "status=%errorlevel%"
popd
exit /b %status%
