from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update(
    {
        "people.began": _("เริ่มใช้ระบบครั้งแรก"),
        "people.demonstrated": _("สร้างหน่วยงานสาธิต"),
        "people.joined": _("ส่วนราชการเริ่มใช้ระบบ"),
        "people.agency-changed": _("แก้ไขข้อมูลส่วนราชการ"),
        "people.unit-added": _("เพิ่มหน่วยงาน"),
        "people.unit-renamed": _("เปลี่ยนชื่อหน่วยงาน"),
        "people.unit-moved": _("ย้ายหน่วยงาน"),
        "people.unit-removed": _("ลบหน่วยงาน"),
        "people.person-added": _("เพิ่มรายชื่อบุคคล"),
        "people.person-changed": _("แก้ไขข้อมูลบุคคล"),
        "people.left": _("บันทึกว่าบุคคลพ้นจากส่วนราชการ"),
        "people.appointed": _("กำหนดบทบาทให้บุคคล"),
        "people.appointment-ended": _("สิ้นสุดบทบาทของบุคคล"),
        "people.invited": _("เชิญบุคคลเข้าใช้ระบบ"),
        "people.invitation-accepted": _("ตอบรับคำเชิญและตั้งรหัสผ่าน"),
        "people.invitation-withdrawn": _("ถอนคำเชิญ"),
        "people.password-changed": _("เปลี่ยนรหัสผ่าน"),
    }
)
