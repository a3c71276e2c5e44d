"""A figure beside the one to reach."""

from __future__ import annotations

from typing import Any, NamedTuple


class Goal(NamedTuple):
    """`prototype`: what was measured once; `reach`: at least that, or at most."""

    prototype: str
    reach: float
    least: bool = True

    def beside(self, value: float | None) -> dict[str, Any]:
        met = None if value is None else (value >= self.reach if self.least else value <= self.reach)
        sign = ">=" if self.least else "<="
        return {"value": value, "prototype": self.prototype, "reach": f"{sign} {self.reach:g}", "met": met}
