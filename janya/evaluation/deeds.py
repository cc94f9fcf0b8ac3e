from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "evaluation.written": _("บันทึกร่างการประเมินผล"),
        "evaluation.remarked": _("เพิ่มข้อสังเกตในการประเมินผล"),
        "evaluation.remark-removed": _("ลบข้อสังเกตในการประเมินผล"),
        "evaluation.lesson-learnt": _("บันทึกบทเรียน"),
        "evaluation.lesson-changed": _("แก้ไขบทเรียน"),
        "evaluation.lesson-removed": _("ลบบทเรียน"),
        "evaluation.closed": _("ปิดการประเมินผล"),
        "evaluation.reopened": _("เปิดการประเมินผลเพื่อแก้ไข"),
        "evaluation.scored": _("ให้คะแนนเกณฑ์การส่งเสริมจริยธรรม"),
        "evaluation.gap-sent": _("ส่งสิ่งที่ต้องพัฒนาให้ปีถัดไปพิจารณา"),
        "evaluation.weighed": _("กำหนดน้ำหนักเกณฑ์การส่งเสริมจริยธรรม"),
        "evaluation.criterion-added": _("เพิ่มเกณฑ์การส่งเสริมจริยธรรมของส่วนราชการ"),
        "evaluation.taken-up": _("นำสิ่งที่ยกมาจากปีก่อนมาดำเนินการ"),
        "evaluation.turned-down": _("ไม่นำสิ่งที่ยกมาจากปีก่อนมาดำเนินการ"),
        "evaluation.undecided": _("ยกเลิกผลการพิจารณาสิ่งที่ยกมาจากปีก่อน"),
    }
)
