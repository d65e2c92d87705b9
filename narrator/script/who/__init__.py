"""Who speaks: people found in the text, clues in and around a line, lines weighed together.

``decide.name_speakers`` is all of it. What it knows of how books are written stands in ``words``,
how much each clue weighs in ``weights.json``; ``docs/speakers.md`` tells from where. Nothing is
imported here: a warm run needs the values of ``model`` and no more.
"""
