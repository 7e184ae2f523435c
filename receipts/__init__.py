"""How printed documents look: content in, PDF bytes out. No clock, no settings, no database here."""
