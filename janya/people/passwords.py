"""A weak password is refused with a sentence that tells how to make a better one."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import Person

WEAK = {
    "password_too_short": _("รหัสผ่านสั้นเกินไป กรุณาตั้งให้ยาวอย่างน้อย %(min_length)d ตัวอักษร"),
    "password_too_common": _("รหัสผ่านนี้เดาง่ายเกินไป กรุณาตั้งใหม่ เช่น นำคำหลายคำมาต่อกัน"),
    "password_entirely_numeric": _("รหัสผ่านมีแต่ตัวเลข กรุณาเพิ่มตัวอักษร"),
    "password_too_similar": _("รหัสผ่านคล้ายชื่อหรืออีเมลของท่านเกินไป กรุณาตั้งใหม่"),
}
ADVICE = _("อย่างน้อย 10 ตัวอักษร ไม่เป็นตัวเลขล้วน ไม่เป็นคำที่เดาง่าย และไม่คล้ายชื่อหรืออีเมล")


def check(password: str, person: Person) -> None:
    """Raise ValidationError with Thai sentences when the password is too weak for this person."""
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise ValidationError(
            [
                ValidationError(WEAK.get(one.code or "", one.message), one.code, one.params)
                for one in weak.error_list
            ]
        ) from weak
