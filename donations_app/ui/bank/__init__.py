"""What goes to the bank: deposit slips."""
