"""Many titles: a catalogue in, a folder for each title and one report out."""
