"""Replies of Kolada's in the shape that it documents, with fields and entries that nobody here knows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

CLEAR, EASY = "N00673", "N00674"
OWN = "2309"


def entry(kpi: str, place: str, year: int, value: float | None, women: float | None = None) -> dict[str, Any]:
    """What Kolada says of a measure, a place and a year; `women` by themselves where it tells."""
    values = [{"count": 1, "gender": "T", "status": "", "isdeleted": False, "value": value}]
    if women is not None:
        values.insert(0, {"count": 1, "gender": "K", "status": "", "isdeleted": False, "value": women})
    return {"kpi": kpi, "municipality": place, "period": year, "values": values}


def towns(kpi: str, year: int, values: Sequence[float | None]) -> list[dict[str, Any]]:
    """An entry for each of so many municipalities, the first of which is 0114."""
    return [entry(kpi, f"{114 + place:04d}", year, value) for place, value in enumerate(values)]


def reply(entries: Sequence[Mapping[str, Any]], **more: Any) -> str:
    """The reply's text."""
    return json.dumps({"values": entries, "count": len(entries), "status": "ok", **more})
