"""The cache: finished clips, and work derived from them, kept by name."""
