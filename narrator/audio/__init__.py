"""Sound: clips measured, trimmed, levelled, joined and encoded."""
