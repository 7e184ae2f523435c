"""What the program says, a module for each noun: sentences, names and codes in words, in the language of its reader."""
