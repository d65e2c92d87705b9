"""The proof: the source is read a second time, and every word of it has to be in the script."""

from narrator.witness.account import Account, Extent, Fault, FaultKind, Shelf, account_for
from narrator.witness.reading import read_source
from narrator.witness.source import Source
from narrator.witness.verdict import PHRASES, prove, tell_faults

__all__ = [
    "PHRASES",
    "Account",
    "Extent",
    "Fault",
    "FaultKind",
    "Shelf",
    "Source",
    "account_for",
    "prove",
    "read_source",
    "tell_faults",
]
