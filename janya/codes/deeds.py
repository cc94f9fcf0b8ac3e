from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "codes.read": _("ศึกษาข้อของประมวลจริยธรรม"),
        "codes.acknowledged": _("ลงนามรับทราบประมวลจริยธรรม"),
        "codes.acknowledged-on-paper": _("บันทึกแบบลงนามรับทราบบนกระดาษ"),
        "codes.acknowledgement-withdrawn": _("ยกเลิกการลงนามบนกระดาษ"),
        "codes.scans-brought": _("นำแบบลงนามที่สแกนเข้าระบบ"),
        "codes.scans-read": _("อ่านแบบลงนามที่สแกนและจับคู่กับบุคคล"),
        "codes.scan-put-aside": _("แยกหน้าสแกนที่ไม่ใช่แบบลงนามไว้"),
        "codes.term-set": _("กำหนดวันครบกำหนดลงนาม"),
        "codes.reminder-step-set": _("กำหนดขั้นการเตือน"),
        "codes.reminder-step-removed": _("ลบขั้นการเตือน"),
        "codes.reminded": _("ส่งหนังสือเตือนให้ลงนามรับทราบ"),
        "codes.quiz-answered": _("ตอบคำถามทบทวนของข้อในประมวล"),
        "codes.study-term-set": _("กำหนดเงื่อนไขก่อนลงนามบนจอ"),
        "codes.demonstrated": _("สร้างการศึกษาและการลงนามของหน่วยงานสาธิต"),
    }
)
