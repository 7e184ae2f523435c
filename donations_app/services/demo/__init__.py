"""Example books."""
