from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "jobs.begun": _("สั่งงานเบื้องหลัง"),
        "jobs.stopped": _("หยุดงานเบื้องหลัง"),
        "jobs.taken-up": _("เริ่มงานเบื้องหลังที่ค้างอีกครั้ง"),
    }
)
