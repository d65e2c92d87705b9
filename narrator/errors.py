"""Every error that Narrator raises on purpose.

::

    NarratorError                 exit code 1
    ├── UsageError                2  the command line, a name that nobody knows
    ├── ManuscriptError           3  the manuscript or a file beside it
    ├── EngineError               4  the engine, its model or its credentials
    │   ├── ModelMissingError        a model file is not on this machine, or is not the right one
    │   └── SpeechError              one text could not be spoken; others may be
    ├── IncompleteError           5  some segments failed; the rest is made and kept
    ├── DeliveryError             6  a finished file is not what was asked for
    └── MachineError              7  disk, permission, memory
        └── DamagedError             something kept was damaged, and has been removed

A message is one sentence or two: what happened, to which file or segment, and what to type next.
Errors of other libraries are translated where their library is called, chained with ``from``.
"""

from __future__ import annotations


class NarratorError(Exception):
    """The root: catch this to catch everything that Narrator raises on purpose."""

    exit_code = 1


class UsageError(NarratorError):
    """The command line or a setting names something that does not exist or cannot be."""

    exit_code = 2


class ManuscriptError(NarratorError):
    """The manuscript, or a file that belongs to it, cannot be read as what it says it is."""

    exit_code = 3


class EngineError(NarratorError):
    """The engine cannot work: a model, a credential or a library is missing or refused."""

    exit_code = 4


class ModelMissingError(EngineError):
    """A model file is not on this machine, or its SHA-256 is not the one in the table."""


class SpeechError(EngineError):
    """The engine could not speak one text, or made something that cannot be that text."""


class IncompleteError(NarratorError):
    """Some segments failed; everything that could be made was made and kept."""

    exit_code = 5


class DeliveryError(NarratorError):
    """A finished file, read back, is not what was asked for."""

    exit_code = 6


class MachineError(NarratorError):
    """The machine refused: the disk is full, a permission is missing, memory ran out."""

    exit_code = 7


class DamagedError(MachineError):
    """What was kept had been damaged on the disk; it was removed, and can be made again.

    ``what`` says what; the message adds what to type.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} Run the same command again: it will be made again.")
        self.what = what
