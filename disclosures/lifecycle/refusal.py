from __future__ import annotations


class Refused(Exception):
    """What a person asked for cannot be done now; `message` says why and what to do."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)
