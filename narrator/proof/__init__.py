"""Listening back: what was said is written down again, and compared with what was to be said."""
