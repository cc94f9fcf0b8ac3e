from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "surveys.prepared": _("เตรียมแบบสำรวจ"),
        "surveys.changed": _("แก้ไขแบบสำรวจ"),
        "surveys.opened": _("เปิดรับคำตอบแบบสำรวจ"),
        "surveys.extended": _("ขยายเวลารับคำตอบแบบสำรวจ"),
        "surveys.closed": _("ปิดรับคำตอบแบบสำรวจ"),
        "surveys.group-added": _("เพิ่มกลุ่มผู้มีส่วนได้ส่วนเสีย"),
    }
)
