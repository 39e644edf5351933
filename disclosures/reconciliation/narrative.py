"""Checks to come."""

from __future__ import annotations

from .catalogue import Check

CHECKS: tuple[Check, ...] = ()
