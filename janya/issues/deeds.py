from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "issues.adopted": _("รับเป็นประเด็น"),
        "issues.turned-down": _("ไม่รับเป็นประเด็น"),
        "issues.changed": _("แก้ไขประเด็น"),
        "issues.merged": _("รวมเป็นประเด็นเดียว"),
        "issues.split": _("แยกประเด็น"),
        "issues.taken-back": _("ถอนการพิจารณาประเด็น"),
        "issues.scored": _("ให้คะแนนความสำคัญของประเด็น"),
        "issues.weighed": _("กำหนดน้ำหนักของเกณฑ์"),
        "issues.overridden": _("กำหนดลำดับความสำคัญโดยมีเหตุผลประกอบ"),
    }
)
