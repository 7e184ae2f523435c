"""Registers and control: what the tax office and the auditor ask for."""
