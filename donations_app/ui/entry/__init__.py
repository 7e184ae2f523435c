"""Rapid entry."""
