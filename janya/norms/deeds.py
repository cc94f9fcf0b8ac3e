from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "norms.loaded": _("โหลดข้อมูลอ้างอิงจากแฟ้ม"),
        "norms.item-added": _("เพิ่มข้อจริยธรรมของส่วนราชการ"),
    }
)
