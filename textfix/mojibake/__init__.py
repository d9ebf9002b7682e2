"""The engine for mojibake: what bytes a wrong reading came from, and whether the right reading is better text."""
