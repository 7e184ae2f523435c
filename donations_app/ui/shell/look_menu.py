"""The menu of the manual, the keys, imports, language, look and letters; the choices in use are marked."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from donations_app.i18n import _, isolated, language
from donations_app.ui.jobs import Jobs
from donations_app.ui.theme import look, theme

_NATIVE = QKeySequence.SequenceFormat.NativeText
ZOOMS = (90, 100, 125, 150)
_LANGUAGES = (("fr", "Français"), ("en", "English"), ("ar", "العربية"))


class LookMenu(QMenu):
    """Closed to choices while a job runs: they build the window anew, and the job would have nobody to tell."""

    def __init__(
        self,
        parent: QWidget,
        jobs: Jobs,
        chosen: tuple[SignalInstance, SignalInstance, SignalInstance],
        asked: Sequence[tuple[str, str, SignalInstance]],
        auditor: SignalInstance | None = None,
        files: tuple[SignalInstance | None, SignalInstance] | None = None,
        more: Sequence[tuple[str, Callable[[], object]]] = (),
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setToolTipsVisible(True)
        looks = (("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark")))
        zooms = [
            (percent, _("Letters {percent}").format(percent=isolated(f"{percent}\u00a0%")))
            for percent in ZOOMS
        ]
        self._asked = []
        for text, key, wanted in asked:
            action = self.addAction(f"{text}\t{isolated(QKeySequence(key).toString(_NATIVE))}")
            action.triggered.connect(lambda *_, wanted=wanted: wanted.emit())
            self._asked.append(action)
        self.addSeparator()
        self._reason = self.addAction(_("Something is still running: wait for its end, or stop it."))
        self._reason.setEnabled(False)
        if files is not None:
            self._add_files(*files)
        for text, act in more:
            self.addAction(text).triggered.connect(lambda *_, act=act: act())
        for signal, choices, now in zip(
            chosen, (_LANGUAGES, looks, zooms), (language(), look(), theme().zoom), strict=True
        ):
            self.addSeparator()
            self._add(signal, choices, now)
        if auditor is not None:
            self.addSeparator()
            opens = self.addAction(_("Open as auditor: read only"))
            opens.triggered.connect(lambda *_: auditor.emit())
        self._show_busy(busy=jobs.must_be_heard)
        jobs.hearing_changed.connect(self._show_busy)

    def _add_files(self, wanted: SignalInstance | None, past: SignalInstance) -> None:
        if wanted is not None:
            imports = self.addAction(_("Import a file ..."))
            imports.setShortcut(QKeySequence("Ctrl+I"))
            imports.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # the window has the key itself
            imports.setShortcutVisibleInContextMenu(True)
            imports.triggered.connect(lambda *_: wanted.emit())
        listed = self.addAction(_("Past imports ..."))
        listed.triggered.connect(lambda *_: past.emit())

    def _add(self, signal: SignalInstance, choices: Sequence[tuple[object, str]], now: object) -> None:
        group = QActionGroup(self)
        for value, text in choices:
            action = self.addAction(text)
            action.setCheckable(True)
            action.setChecked(value == now)
            action.triggered.connect(lambda *_, value=value: signal.emit(value))
            group.addAction(action)

    def _show_busy(self, busy: bool) -> None:  # noqa: FBT001 -- Qt's signal
        self._reason.setVisible(busy)
        for action in self.actions():
            if action is not self._reason and action not in self._asked:
                action.setEnabled(not busy)
                action.setToolTip(self._reason.text() if busy else "")
