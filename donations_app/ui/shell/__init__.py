"""The parts of the main window: sidebar, header, status bar, sheet of keys."""
