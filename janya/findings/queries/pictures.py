"""The pictures of results, for the page and for papers."""

from django.utils.translation import gettext as _

from janya.core.charts import Dumbbell, Pair
from janya.core.charts.page import dumbbell_words

from .results import GapRow


def dumbbell(rows: list[GapRow]) -> Dumbbell:
    """The picture of gaps, for the page and the report."""
    return Dumbbell(
        title=_("ระดับที่พึงประสงค์เทียบกับระดับที่เป็นอยู่"),
        description=_("คะแนนเฉลี่ย 1 ถึง 5 ต่อข้อของประมวลจริยธรรม"),
        rows=tuple(
            Pair(row.label, row.perceived, row.desired, row.low, row.high, row.suppressed) for row in rows
        ),
        words=dumbbell_words(_("ข้อของประมวล")),
    )
