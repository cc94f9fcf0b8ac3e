from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "surveys.prepared": _("เตรียมแบบสำรวจ"),
        "surveys.changed": _("แก้ไขแบบสำรวจ"),
        "surveys.copied": _("ทำสำเนาแบบสำรวจ"),
        "surveys.edition-made": _("ทำแบบสำรวจฉบับใหม่"),
        "surveys.taken-back": _("นำแบบสำรวจกลับมาเป็นร่าง"),
        "surveys.opened": _("เปิดรับคำตอบแบบสำรวจ"),
        "surveys.extended": _("ขยายเวลารับคำตอบแบบสำรวจ"),
        "surveys.closed": _("ปิดรับคำตอบแบบสำรวจ"),
        "surveys.invited": _("เชิญผู้ตอบแบบสำรวจด้วยลิงก์เฉพาะบุคคล"),
        "surveys.withdrawn": _("ถอนคำเชิญที่ยังไม่ได้ส่ง"),
        "surveys.reminded": _("เตือนผู้ที่ยังไม่ตอบแบบสำรวจ"),
        "surveys.kiosk-begun": _("เริ่มใช้เครื่องเป็นจุดตอบแบบสำรวจ"),
        "surveys.paper-printed": _("พิมพ์แบบสำรวจกระดาษ"),
        "surveys.paper-begun": _("เริ่มบันทึกแบบสำรวจกระดาษ"),
        "surveys.paper-undone": _("ยกเลิกแบบสำรวจกระดาษฉบับที่เพิ่งบันทึก"),
        "surveys.paper-keyed": _("บันทึกแบบสำรวจกระดาษครบชุด"),
        "surveys.group-added": _("เพิ่มกลุ่มผู้มีส่วนได้ส่วนเสีย"),
    }
)
