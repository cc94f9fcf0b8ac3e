from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "reports.made": _("จัดทำรายงานถึงสำนักงาน ก.พ."),
        "reports.submitted": _("เสนอรายงานให้หัวหน้าส่วนราชการลงนาม"),
        "reports.withdrawn": _("ถอนรายงานที่เสนอลงนาม"),
        "reports.returned": _("ส่งรายงานกลับให้แก้ไข"),
        "reports.signed": _("ลงนามรายงานถึงสำนักงาน ก.พ."),
    }
)
