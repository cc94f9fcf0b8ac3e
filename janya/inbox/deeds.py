from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "inbox.way-chosen": _("เลือกวิธีรับข้อความจากระบบ"),
        "inbox.letters-sent": _("ส่งอีเมลแจ้งข้อความประจำวัน"),
    }
)
