"""The evaluations of a year for its report to the OCSC."""

from django.db.models import Prefetch

from janya.drives.models import Drive

from .. import rules
from ..models import Closing, Evaluation
from .carried import carried
from .figures import Facts
from .rounds import lessons_of, remarks_of


def annual(drive: Drive) -> Facts:
    """What the yearly report may tell: closed rounds with their figures, the promotion work, lessons, what was carried.

    Plain values only; every part names the address of the page that it comes from.
    """
    closings = Prefetch("closings", Closing.objects.filter(reopened_at=None).select_related("by"), "standing")
    begun = Evaluation.objects.of(drive).select_related("drive", "closed_by").prefetch_related(closings)
    by_kind = {one.kind: one for one in begun}
    left = carried(drive)
    return {
        "mid_year": told(by_kind.get(rules.Kind.MID_YEAR)),
        "year_end": told(by_kind.get(rules.Kind.YEAR_END)),
        "promotion": told(by_kind.get(rules.Kind.PROMOTION)),
        "carried": {
            "from_year": left.earlier.fiscal_year if left.earlier else None,
            "rows": [
                {
                    "title": row.source.title,
                    "detail": row.source.detail,
                    "decision": row.carry.get_decision_display() if row.carry else "",
                    "reason": row.carry.reason if row.carry else "",
                    "became": str(row.carry.made) if row.carry and row.carry.made else "",
                    "href": row.source.href,
                }
                for row in left.rows
            ],
        },
    }


def told(evaluation: Evaluation | None) -> Facts | None:
    """One evaluation; the figures only when it is closed, for a draft's still change."""
    if evaluation is None:
        return None
    standing = next(iter(evaluation.standing), None)  # type: ignore[attr-defined]
    return {
        "name": evaluation.name,
        "href": evaluation.get_absolute_url(),
        "closed": evaluation.is_closed,
        "closed_on": evaluation.closed_on,
        "closed_by": str(evaluation.closed_by or ""),
        "as_of": evaluation.as_of,
        "summary": evaluation.summary,
        "remarks": [
            {"kind": one.get_kind_display(), "about": one.about, "text": one.text}
            for one in remarks_of(evaluation)
        ],
        "lessons": [
            {
                "kind": one.get_kind_display(),
                "text": one.text,
                "carried": one.carried,
                "became": [str(carry.made) for carry in one.carries.all() if carry.made],
            }
            for one in lessons_of(evaluation)
        ],
        "figures": standing.facts if standing else None,
    }
