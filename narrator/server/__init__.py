"""The voices over HTTP: the Fish Audio protocol, and OpenAI's speech, over any engine."""
