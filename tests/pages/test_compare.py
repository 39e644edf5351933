"""The compare page: its modes, order and filters, and its exports cell by cell."""

from __future__ import annotations

import csv

from disclosures.management.commands.load_classifications import DATA


def test_populations_of_parts_add_up_to_their_province() -> None:
    with (DATA / "populations.csv").open(encoding="utf-8", newline="") as file:
        people = {row["code"]: int(row["people"]) for row in csv.DictReader(file) if row["year"] == "2020"}
    provinces = {code: count for code, count in people.items() if code.endswith("0000")}
    assert len(provinces) == 31
    assert sum(provinces.values()) == 1_409_778_724  # with 2,000,000 in service the 1,411,778,724 of the nation
    for province in ("130000", "310000", "320000"):
        parts = [n for code, n in people.items() if code[:2] == province[:2] and code != province]
        assert sum(parts) == people[province]
