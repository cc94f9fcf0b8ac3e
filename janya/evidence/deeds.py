from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "evidence.added": _("เพิ่มหลักฐาน"),
        "evidence.changed": _("แก้ไขรายละเอียดหลักฐาน"),
        "evidence.withdrawn": _("ถอนหลักฐาน"),
        "evidence.accepted": _("ยืนยันว่าเนื้อหาที่เปลี่ยนของลิงก์ยังเป็นหลักฐานได้"),
        "evidence.checked": _("ตรวจลิงก์หลักฐาน"),
    }
)
