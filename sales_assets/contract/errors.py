"""The refusal of a whole file.

What goes in: the one exception a shop owner may read. What stays out: the reasons that set a single
row aside, which are in `reasons`.
"""

from __future__ import annotations


class Refused(Exception):
    """A file that cannot be read as what its name says: nothing of it may be loaded.

    Attributes:
        message: complete French sentences naming the file, the line, the column and what to do.
        code: short slug of the cause, stable for programs.
    """

    def __init__(self, message: str, code: str) -> None:
        """Keep the sentence for the reader and the slug for programs."""
        super().__init__(message)
        self.message = message
        self.code = code
