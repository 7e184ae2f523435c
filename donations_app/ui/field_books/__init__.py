"""An office without internet: its field book opened, sent, brought home."""
