from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "codes.read": _("ศึกษาข้อของประมวลจริยธรรม"),
        "codes.acknowledged": _("ลงนามรับทราบประมวลจริยธรรม"),
        "codes.demonstrated": _("สร้างการศึกษาและการลงนามของหน่วยงานสาธิต"),
    }
)
