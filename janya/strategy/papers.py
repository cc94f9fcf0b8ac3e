"""The strategic plan as a Word paper, from the template beside this file (docxtpl)."""

import io
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment

from janya.core import thai

TEMPLATE = Path(__file__).parent / "word" / "strategic_plan.docx"


def word(facts: dict[str, Any]) -> bytes:
    """Fill the template; texts are escaped, digits are Thai."""
    made = DocxTemplate(str(TEMPLATE))
    made.render(in_thai(facts), Environment(autoescape=True))
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def in_thai(facts: Any) -> Any:
    """The same facts with Thai digits in every text and number."""
    if isinstance(facts, dict):
        return {name: in_thai(value) for name, value in facts.items()}
    if isinstance(facts, list):
        return [in_thai(value) for value in facts]
    if isinstance(facts, bool) or facts is None:
        return facts
    return thai.to_thai_digits(facts)
