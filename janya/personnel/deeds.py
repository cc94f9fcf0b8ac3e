from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "personnel.received": _("ส่งไฟล์รายชื่อบุคลากร"),
        "personnel.imported": _("นำเข้ารายชื่อบุคลากร"),
        "personnel.discarded": _("ยกเลิกการนำเข้ารายชื่อ"),
    }
)
