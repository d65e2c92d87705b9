"""The queue: which clips a script needs, which are missing, and making those."""
