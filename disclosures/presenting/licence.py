"""Under which licence our data are given away, in the words of Frictionless."""

LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
