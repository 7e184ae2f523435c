"""What is said of a year: the register, the declaration, controls and thresholds."""
