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
        "plans.milestones-set": _("กำหนดหมุดหมายของกิจกรรม"),
        "plans.budget-set": _("กำหนดแผนการใช้งบประมาณ"),
        "plans.ceilings-set": _("กำหนดวงเงินของแผน"),
        "plans.source-added": _("เพิ่มแหล่งเงินของส่วนราชการ"),
        "plans.sent": _("เสนอแผนต่อหัวหน้าส่วนราชการ"),
        "plans.approved": _("อนุมัติแผน"),
        "plans.returned": _("ส่งแผนกลับแก้ไข"),
        "plans.imported": _("นำเข้าแผนจาก Excel"),
        "plans.feed-made": _("สร้างที่อยู่ปฏิทินของแผน"),
        "plans.feed-ended": _("ยกเลิกที่อยู่ปฏิทินของแผน"),
        "plans.sample-added": _("เพิ่มกิจกรรมตัวอย่างของส่วนราชการ"),
    }
)
