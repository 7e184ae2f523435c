"""The commands, a file a noun: each adds its options and returns an answer."""
