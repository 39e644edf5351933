"""The checks (勾稽关系): a pure library. Disclosures in, results out; a check yields results and never raises, prints or stops."""

from __future__ import annotations

from .catalogue import Check, Group
from .results import Operand, Place, Result, State

__all__ = ["Check", "Group", "Operand", "Place", "Result", "State"]
