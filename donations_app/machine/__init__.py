"""What this computer keeps of its user and of the books that it worked with: nothing of it is in the books."""
