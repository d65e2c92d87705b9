"""The gate: finished files decoded, measured, and held against a profile of limits."""
