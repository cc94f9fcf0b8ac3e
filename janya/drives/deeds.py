from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "drives.opened": _("เปิดปีงบประมาณ"),
        "drives.closed": _("ปิดปีงบประมาณ"),
        "drives.reopened": _("เปิดปีงบประมาณให้แก้ไขอีกครั้ง"),
    }
)
