from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "plans.added": _("เพิ่มกิจกรรมในแผน"),
        "plans.changed": _("แก้ไขกิจกรรม"),
        "plans.cancelled": _("ยกเลิกกิจกรรม"),
        "plans.removed": _("ลบกิจกรรม"),
        "plans.reported": _("รายงานความก้าวหน้าของกิจกรรม"),
        "plans.proved": _("แนบหลักฐานของกิจกรรม"),
        "plans.evidence-withdrawn": _("ถอนหลักฐานของกิจกรรม"),
        "plans.evaluated": _("ประเมินผลสิ้นปี"),
        "plans.sample-added": _("เพิ่มกิจกรรมตัวอย่างของส่วนราชการ"),
    }
)
