"""What is wrong in a content file, said so that an editor can find the place."""

from __future__ import annotations


class ContentError(ValueError):
    """A fault of the files themselves, with where it is: file, sheet, field."""

    def __init__(self, message: str, *where: str) -> None:
        self.where = tuple(part for part in where if part)
        self.message = message
        super().__init__(" · ".join((*self.where, message)))

    def within(self, *outer: str) -> ContentError:
        """The same fault, seen from further out."""
        return ContentError(self.message, *outer, *self.where)
