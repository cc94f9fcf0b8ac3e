from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "strategy.written": _("เขียนวิสัยทัศน์และพันธกิจ"),
        "strategy.goal-added": _("เพิ่มเป้าประสงค์"),
        "strategy.goal-changed": _("แก้ไขเป้าประสงค์"),
        "strategy.goal-removed": _("ลบเป้าประสงค์"),
        "strategy.added": _("เพิ่มกลยุทธ์"),
        "strategy.changed": _("แก้ไขกลยุทธ์"),
        "strategy.removed": _("ลบกลยุทธ์"),
        "strategy.carried": _("ยกแผนยุทธศาสตร์มาจากปีก่อน"),
        "strategy.policy-added": _("เพิ่มนโยบายหรือแผนที่เกี่ยวข้อง"),
        "strategy.policy-changed": _("แก้ไขนโยบายหรือแผนที่เกี่ยวข้อง"),
        "strategy.policy-removed": _("ลบนโยบายหรือแผนที่เกี่ยวข้อง"),
    }
)
