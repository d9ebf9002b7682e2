"""A small causal language model on numpy alone: where it lies, how it is read, what it says of a text. Optional."""
