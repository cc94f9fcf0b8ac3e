from janya.people.models import Agency

from .models import Code, CodeItem, Step


def items_of(code: Code | int, agency: Agency | int | None = None) -> list[CodeItem]:
    """The items of a code version with an agency's own additions, in their order."""
    return list(CodeItem.objects.of(code, agency).order_by("number", "pk"))


def steps() -> list[Step]:
    return list(Step.objects.order_by("number"))
