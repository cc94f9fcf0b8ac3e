from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "followup.commented": _("ให้ความเห็นในกิจกรรม"),
        "followup.comment-changed": _("แก้ไขความเห็นในกิจกรรม"),
        "followup.comment-removed": _("ลบความเห็นในกิจกรรม"),
        "followup.reminded": _("ระบบเตือนผู้รับผิดชอบตามกำหนด"),
        "followup.terms-set": _("กำหนดวันเตือนงาน"),
        "followup.nudged": _("เตือนผู้รับผิดชอบงานล่าช้า"),
        "followup.snapshot-taken": _("บันทึกภาพรวมประจำเดือน"),
    }
)
