"""The book: chapters mastered once, and bound into the files that a listener plays."""
