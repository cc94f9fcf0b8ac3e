"""The usual words of the charts in the language of the reader; and how the page shows a chart.

A chart stands on the page through `{% include "core/chart.html" with chart=chart %}`. Nothing is marked safe by hand:
the drawing is `Markup`, whose every text was escaped when its element was made (`janya.core.charts.svg.el`).
"""

from django.utils.translation import gettext as _

from . import (
    BarWords,
    CourseWords,
    DumbbellWords,
    GanttWords,
    HeatWords,
    MoveWords,
    RingWords,
    SpreadWords,
    StackWords,
)


def heat_words() -> HeatWords:
    return HeatWords(
        likelihood=_("โอกาส"),
        impact=_("ผลกระทบ"),
        score=_("คะแนน"),
        level=_("ระดับ"),
        count=_("จำนวนรายการ"),
    )


def move_words() -> MoveWords:
    return MoveWords(
        likelihood=_("โอกาส"),
        impact=_("ผลกระทบ"),
        kind=_("เส้นทาง"),
        by_controls=_("ก่อนควบคุม → หลังควบคุม"),
        by_plan=_("หลังควบคุม → เป้าหมาย"),
        start=_("จาก"),
        end=_("ไปยัง"),
        count=_("จำนวนรายการ"),
        still=_("คงเดิม"),
        more=_("อีก %s เส้นทางอยู่ในตารางใต้ภาพ"),
    )


def course_words(target: str = "") -> CourseWords:
    return CourseWords(
        day=_("วันที่"),
        score=_("ก่อนควบคุม"),
        left=_("หลังควบคุม"),
        level=_("ระดับ"),
        note=_("หมายเหตุ"),
        target=target or _("เป้าหมาย"),
        now=_("วันนี้"),
        nothing=_("ยังไม่มีข้อมูล"),
    )


def stack_words(label: str = "") -> StackWords:
    return StackWords(label=label or _("รายการ"), total=_("รวม"), nothing=_("ยังไม่มีข้อมูล"))


def spread_words(label: str = "") -> SpreadWords:
    return SpreadWords(
        label=label or _("คำถาม"),
        levels=(_("1 น้อยที่สุด"), "2", "3", "4", _("5 มากที่สุด")),
        mean=_("ค่าเฉลี่ย"),
        answered=_("ผู้ตอบ"),
        suppressed=_("ไม่แสดงผล เนื่องจากมีผู้ตอบน้อยกว่าจำนวนขั้นต่ำ"),
        nothing=_("ยังไม่มีข้อมูล"),
    )


def bar_words(label: str = "", value: str = "") -> BarWords:
    """Name the first two columns of the table after what the bars show."""
    return BarWords(
        label=label or _("รายการ"),
        value=value or _("ค่า"),
        note=_("หมายเหตุ"),
        target=_("เป้าหมาย"),
        nothing=_("ยังไม่มีข้อมูล"),
    )


def dumbbell_words(label: str = "") -> DumbbellWords:
    return DumbbellWords(
        label=label or _("รายการ"),
        perceived=_("ระดับที่เป็นอยู่"),
        desired=_("ระดับที่พึงประสงค์"),
        gap=_("ช่องว่าง"),
        interval=_("ช่วงความเชื่อมั่นร้อยละ 95"),
        to=_("ถึง"),
        suppressed=_("ไม่แสดงผล เนื่องจากมีผู้ตอบน้อยกว่าจำนวนขั้นต่ำ"),
        nothing=_("ยังไม่มีข้อมูล"),
    )


def ring_words() -> RingWords:
    return RingWords(
        number=_("ขั้นตอน"),
        label=_("เรื่อง"),
        share=_("ความครบถ้วน"),
        state=_("สถานะ"),
        total=_("ความครบถ้วน"),
        done=_("เสร็จสิ้น"),
        running=_("กำลังดำเนินการ"),
        late=_("ล่าช้า"),
        empty=_("ยังไม่เริ่ม"),
    )


def gantt_words() -> GanttWords:
    return GanttWords(
        label=_("กิจกรรม"),
        days=_("ช่วงเวลา"),
        owner=_("ผู้รับผิดชอบ"),
        state=_("สถานะ"),
        percent=_("ความก้าวหน้า (ร้อยละ)"),
        points=_("หมุดหมาย"),
        reached=_("เสร็จแล้ว"),
        today=_("วันนี้"),
        nothing=_("ยังไม่มีกิจกรรมในแผน"),
    )
