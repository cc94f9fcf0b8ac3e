"""Sentences with which this room refuses."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something that may not be done; its text tells in Thai why."""

    because = _("ทำรายการนี้ไม่ได้")

    def __str__(self) -> str:
        return str(self.because)


class UnitNamedAlready(Refusal):
    because = _("มีหน่วยงานชื่อนี้อยู่ภายใต้หน่วยงานเดียวกันแล้ว กรุณาใช้ชื่ออื่น")


class UnitGoesInCircle(Refusal):
    because = _("ย้ายหน่วยงานไปอยู่ภายใต้ตัวเองหรือหน่วยงานย่อยของตัวเองไม่ได้")


class UnitTooDeep(Refusal):
    because = _("ผังหน่วยงานซ้อนกันลึกเกินไป กรุณาเลือกหน่วยงานต้นสังกัดที่สูงขึ้น")


class UnitIsElsewhere(Refusal):
    because = _("หน่วยงานที่เลือกไม่ได้อยู่ในส่วนราชการนี้")


class UnitIsInUse(Refusal):
    def __init__(self, users: "list[tuple[str, int]]") -> None:
        super().__init__(users)
        self.users = users

    def __str__(self) -> str:
        named = ", ".join(
            gettext("%(thing)s %(count)s รายการ") % {"thing": thing, "count": count}
            for thing, count in self.users
        )
        return gettext("ลบหน่วยงานนี้ไม่ได้ เพราะยังมีข้อมูลผูกอยู่ คือ %(named)s กรุณาย้ายข้อมูลเหล่านี้ก่อน") % {"named": named}


class LastWhoManages(Refusal):
    because = _(
        "ทำรายการนี้ไม่ได้ เพราะส่วนราชการต้องมีเจ้าหน้าที่กลุ่มงานคุ้มครองจริยธรรมหรือผู้ดูแลระบบที่เข้าสู่ระบบได้อย่างน้อยหนึ่งคน "
        "กรุณาแต่งตั้งผู้อื่นก่อน"
    )


class HoldsRoleAlready(Refusal):
    because = _("บุคคลนี้มีบทบาทดังกล่าวในส่วนราชการนี้อยู่แล้ว")


class CoordinatorNeedsUnit(Refusal):
    because = _("ผู้ประสานงานต้องมีหน่วยงานที่รับผิดชอบ กรุณาเลือกหน่วยงาน")


class RoleIsForCentral(Refusal):
    because = _("บทบาทสำนักงาน ก.พ. กำหนดได้เฉพาะในองค์กรกลางบริหารงานบุคคล")


class EmailIsTaken(Refusal):
    because = _("อีเมลนี้มีผู้ใช้ในระบบแล้ว หากเป็นบุคคลเดียวกัน กรุณาใช้การเชิญแทนการเพิ่มรายชื่อ")


class InvitationIsOver(Refusal):
    because = _("คำเชิญนี้ใช้ไม่ได้แล้ว กรุณาขอคำเชิญใหม่จากผู้ที่เชิญท่าน")


class HasJoinedAlready(Refusal):
    because = _("ส่วนราชการนี้เริ่มใช้ระบบแล้ว")
