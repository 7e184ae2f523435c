"""Files imported in the window: looked at, judged line by line, written, and taken back whole."""
