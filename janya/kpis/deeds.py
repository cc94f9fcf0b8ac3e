from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "kpis.added": _("เพิ่มตัวชี้วัด"),
        "kpis.changed": _("แก้ไขตัวชี้วัด"),
        "kpis.removed": _("ลบตัวชี้วัด"),
        "kpis.recorded": _("บันทึกผลการวัดตัวชี้วัด"),
        "kpis.corrected": _("แก้ไขผลการวัดตัวชี้วัด"),
        "kpis.measured": _("ระบบวัดผลตัวชี้วัด"),
        "kpis.measured-all": _("ระบบวัดผลตัวชี้วัดทั้งปี"),
        "kpis.carried": _("ยกตัวชี้วัดมาจากปีก่อน"),
        "kpis.proved": _("แนบหลักฐานของผลการวัด"),
        "kpis.unproved": _("นำหลักฐานออกจากผลการวัด"),
        "kpis.imported": _("นำเข้าผลการวัดจาก Excel"),
    }
)
