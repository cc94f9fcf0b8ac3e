from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "risks.added": _("เพิ่มความเสี่ยง"),
        "risks.changed": _("แก้ไขความเสี่ยง"),
        "risks.assessed": _("ประเมินความเสี่ยง"),
        "risks.closed": _("ปิดความเสี่ยง"),
        "risks.reopened": _("เปิดความเสี่ยงอีกครั้ง"),
        "risks.item-reviewed": _("บันทึกว่าทบทวนความเสี่ยงของข้อจริยธรรมแล้ว"),
        "risks.review-withdrawn": _("ยกเลิกผลว่าไม่พบความเสี่ยงในข้อจริยธรรม"),
        "risks.scales-set": _("กำหนดเกณฑ์โอกาสและผลกระทบ"),
        "risks.bands-set": _("กำหนดช่วงระดับความเสี่ยง"),
        "risks.national-scales-used": _("กลับไปใช้เกณฑ์กลางของความเสี่ยง"),
    }
)
