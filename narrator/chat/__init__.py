"""A chat model asked who speaks the lines that nothing else tells surely. Off unless asked for.

``questions`` cuts the unsure lines into chunks and reads the answers, ``client`` asks, ``labels``
keeps what was answered: a model gives numbers of people for numbers of lines, and nothing else.
"""
