"""Proves candidate files right or wrong against the real environment. `check_verb` is the way in."""
