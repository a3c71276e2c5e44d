"""The figures of `moderator model evaluate` as a page for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_TERMS = 15  # of identity terms, the widest gaps


def table(found: Mapping[str, Any]) -> Iterator[str]:
    bad = found["rows that cannot be read"]
    yield f"{found['model']} on {found['comments']} comments{f'; {bad} rows cannot be read' if bad else ''}"
    yield ""
    shares = next((list(row) for row in found["recall"].values() if row), [])
    yield f"{'label':<18}{'so':>7}{'AUC':>9}" + "".join(f"{f'found at {share}':>15}" for share in shares)
    for label, area in found["auc"].items():
        recalls = found["recall"][label]
        told = "-" if area["auc"] is None else f"{area['auc']:.4f}"
        told_recalls = "".join(f"{recalls[share]:>15.3f}" if recalls else f"{'-':>15}" for share in shares)
        yield f"{label:<18}{area['positives']:>7}{told:>9}" + told_recalls
    yield ""
    yield "found at 5%: the share of abuse that is found when 5 % of the comments that are none are veiled"
    terms = found["identity terms"]
    if terms:
        yield ""
        yield f"{'calm comments with':<22}{'comments':>9}{'veiled':>9}{'gap':>9}{'AUC gap':>10}"
        for term, row in list(terms.items())[:_TERMS]:
            gap = "-" if row["auc_gap"] is None else f"{row['auc_gap']:.4f}"
            yield f"{term:<22}{row['comments']:>9}{row['veiled']:>9.3f}{row['gap']:>+9.3f}{gap:>10}"
        if len(terms) > _TERMS:
            yield f"and {len(terms) - _TERMS} more with smaller gaps; --json gives all"
    written = found["obfuscation"]
    if written:
        yield ""
        yield f"{'toxicity found at 10%':<22}{'share':>9}{'of clean':>10}"
        for way, share in written.items():
            of = share / written["clean"] if written["clean"] else 0.0
            yield f"{way:<22}{share:>9.3f}{of:>10.2f}"
