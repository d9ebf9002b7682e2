"""Edits, their history, cheap views of a text and the one scan. Knows nothing of passes."""
