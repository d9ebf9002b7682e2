"""Garble: words and phrases that a spinner or a bad translation put in the place of others."""
