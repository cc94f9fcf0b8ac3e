"""A risk as it is written down, changed, judged, accepted."""

from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm, JanyaModelForm, ThaiDateField, VersionedForm
from janya.drives.models import Drive
from janya.norms.models import CodeItem
from janya.people.forms import PersonField, UnitField
from janya.people.models import Person, Unit
from janya.people.rules import Role

from .. import queries, rules
from ..actions import LEVELS, controls_of
from ..models import Risk
from .controls import ControlsField
from .levels import WeighingForm

OWNERS = (Role.OFFICER, Role.COORDINATOR, Role.HEAD, Role.EXECUTIVE, Role.COMMITTEE, Role.ADMINISTRATOR)
TARGET = ("target_likelihood", "target_impact")


def people_of(drive: Drive, *keep: int | None) -> Any:
    """Whoever may answer for something here: who works here or holds a role, and who does so already."""
    present = Person.objects.listed_in(drive.agency)
    kept = [pk for pk in keep if pk]
    return present | Person.objects.filter(pk__in=kept) if kept else present


def likely(drive: Drive) -> Any:
    """Those proposed at once: holders of a role here."""
    held = Q(appointments__agency=drive.agency_id, appointments__ended_on=None, appointments__role__in=OWNERS)
    return Person.objects.filter(held).distinct()


class AddForm(WeighingForm, JanyaModelForm):
    instance: Risk
    process = forms.CharField(
        label=_("กระบวนงาน"),
        help_text=_("งานที่ความเสี่ยงนี้เกิดขึ้น เช่น การตรวจรับพัสดุ เลือกจากรายการหรือพิมพ์ชื่อใหม่"),
        max_length=200,
        required=False,
    )
    controls = ControlsField(
        label=_("การควบคุมที่มีอยู่"),
        help_text=_("สิ่งที่ทำอยู่แล้วเพื่อป้องกันหรือลดความเสี่ยงนี้ แถวละหนึ่งอย่าง พร้อมผลที่เห็นจริง"),
    )
    owner = PersonField(
        label=_("ผู้รับผิดชอบ"),
        help_text=_("ผู้ติดตามและรายงานความเสี่ยงนี้ พิมพ์บางส่วนของชื่อ ตำแหน่ง หรือรหัสบุคลากร แล้วเลือกจากรายการ"),
        required=False,
    )

    class Meta:
        model = Risk
        fields = [
            "title",
            "items",
            "unit",
            "other_units",
            "kind",
            "cause",
            "event",
            "consequence",
            "owner",
            "response",
            "target_on",
            "review_on",
        ]
        field_classes = {"unit": UnitField}
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 3}) for name in ("cause", "event", "consequence")},
            "items": forms.CheckboxSelectMultiple,
            "other_units": forms.CheckboxSelectMultiple,
        }
        labels = {"unit": _("หน่วยงานหลัก"), "response": _("วิธีตอบสนองต่อความเสี่ยง")}
        help_texts = {
            "title": _("ใครอาจทำอะไรในงานใด เช่น รับของขวัญจากผู้รับจ้างก่อนตรวจรับงาน"),
            "items": _("เลือกได้หลายข้อ"),
            "cause": _("ช่องทางหรือแรงจูงใจที่ทำให้เกิดได้"),
            "event": _("เมื่อเกิดแล้วจะเห็นเป็นอย่างไร"),
            "consequence": _("ผลต่อประชาชน ต่องาน และต่อความเชื่อมั่น"),
            "response": _("หากยอมรับความเสี่ยงระดับสูงหรือสูงมาก ต้องบันทึกผู้ยอมรับและเหตุผลด้วย"),
            "review_on": _("เว้นว่างได้ ระบบจะกำหนดตามระดับที่เหลืออยู่ ยิ่งสูงยิ่งทบทวนเร็ว"),
        }

    def __init__(self, *args: Any, drive: Drive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        risk = self.instance
        for name, rows, empty in (
            ("kind", queries.kinds_for(drive.agency_id, keep=risk.kind_id), gettext("เลือกประเภท")),
            ("unit", Unit.objects.of(drive.agency), gettext("ทุกหน่วยงาน")),
            ("other_units", Unit.objects.of(drive.agency), None),
            ("items", CodeItem.objects.of(drive.code_id, drive.agency_id).order_by("number", "pk"), None),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
            if empty:
                field.empty_label = empty
        self.offer_people(drive)
        self.offer_processes(drive)
        self.ask_levels(drive.agency_id)
        self.ask_target()
        if risk.pk:
            told = {name: getattr(risk, name) for name in (*LEVELS, *TARGET)}
            process = risk.process.name if risk.process else ""
            self.initial.update({**told, "process": process, "controls": controls_of(risk)})

    def offer_people(self, drive: Drive) -> None:
        controls, owner = self.fields["controls"], self.fields["owner"]
        assert isinstance(controls, ControlsField)
        assert isinstance(owner, PersonField)
        address = reverse("risks:people", args=[drive.pk])
        people = people_of(drive, self.instance.owner_id)
        owner.offer(people, address=address, proposed=likely(drive))
        keep = self.instance.control_rows.values_list("owner", flat=True) if self.instance.pk else ()
        controls.offer(people_of(drive, *keep), address=address, options=f"{self['owner'].auto_id}_options")

    def offer_processes(self, drive: Drive) -> None:
        self.processes = list(queries.processes_of(drive.agency_id).values_list("name", flat=True)[:500])
        self.fields["process"].widget.attrs |= {"list": "processes", "autocomplete": "off"}

    def ask_target(self) -> None:
        for name, label in zip(TARGET, (gettext("โอกาสที่มุ่งหมาย"), gettext("ผลกระทบที่มุ่งหมาย")), strict=True):
            steps = self.scales[name.removeprefix("target_")]
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                coerce=int,
                empty_value=None,
                required=False,
                choices=[
                    ("", gettext("– ยังไม่กำหนด –")),
                    *((one.level, f"{one.level} {one.word}") for one in steps),
                ],
            )

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_levels(facts)
        self.check_target(facts)
        return facts

    def check_target(self, facts: dict[str, Any]) -> None:
        """A target has both levels and a day, and is not worse than what is left over."""
        if any(name not in facts for name in (*TARGET, "target_on")):
            return
        aimed = [facts[name] for name in TARGET]
        if not any(aimed):
            if facts["target_on"]:
                self.add_error(TARGET[0], gettext("ท่านกำหนดวันแล้ว กรุณาเลือกระดับที่มุ่งหมายด้วย"))
            return
        for name in TARGET:
            if not facts[name]:
                self.add_error(name, gettext("กรุณาเลือกให้ครบทั้งโอกาสและผลกระทบ"))
        if not facts["target_on"]:
            self.add_error("target_on", gettext("กรุณากรอกวันที่จะบรรลุเป้าหมาย"))
        left = [facts.get("residual_likelihood"), facts.get("residual_impact")]
        if all(aimed) and left[0] and left[1]:
            goal, now = rules.score(*aimed), rules.score(left[0], left[1])
            if goal > now:
                self.add_error(
                    TARGET[1],
                    gettext("คะแนนเป้าหมาย (%(goal)s) สูงกว่าที่เหลืออยู่ (%(now)s) กรุณาตรวจอีกครั้ง")
                    % {"goal": goal, "now": now},
                )


class ChangeForm(VersionedForm, AddForm):
    why = forms.CharField(
        label=_("เหตุผลที่ปรับระดับ"),
        help_text=_("กรอกเมื่อปรับโอกาสหรือผลกระทบ ระบบจะเก็บไว้ในประวัติการประเมิน"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )

    class Meta(AddForm.Meta):
        pass

    def clean(self) -> dict[str, Any]:
        """Other levels need a reason; where somebody saved first, the differences are shown before."""
        facts = super().clean()
        changed = any(facts.get(name) != getattr(self.instance, name) for name in LEVELS if name in facts)
        if changed and not facts.get("why") and facts.get("version") == self.instance.version:
            self.add_error("why", gettext("ท่านปรับระดับความเสี่ยง กรุณาบอกเหตุผล"))
        return facts


class AssessForm(WeighingForm, VersionedForm, JanyaForm):
    why = forms.CharField(
        label=_("เหตุผลของการประเมินครั้งนี้"),
        help_text=_("สิ่งที่เปลี่ยนไปจากครั้งก่อน เช่น การควบคุมที่เพิ่มขึ้น หรือเหตุที่เกิดขึ้นจริง"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    review_on = ThaiDateField(
        label=_("ทบทวนครั้งต่อไปภายใน"),
        help_text=_("เว้นว่างได้ ระบบจะกำหนดตามระดับที่เหลืออยู่ ยิ่งสูงยิ่งทบทวนเร็ว"),
        required=False,
    )

    def __init__(self, *args: Any, risk: Risk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_levels(risk.drive.agency_id)

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_levels(facts)
        return facts


class AcceptForm(VersionedForm, JanyaForm):
    """Who answers for taking the risk as it is."""

    accepted_by = PersonField(
        label=_("ผู้ยอมรับความเสี่ยง"),
        help_text=_("ผู้มีอำนาจตัดสินใจในเรื่องนี้ เช่น หัวหน้าส่วนราชการหรือผู้บริหารที่กำกับดูแล"),
    )
    accepted_on = ThaiDateField(label=_("ยอมรับเมื่อ"))
    reason = forms.CharField(
        label=_("เหตุผลที่ยอมรับ"),
        help_text=_("เช่น ค่าใช้จ่ายในการลดสูงกว่าความเสียหายที่คาด หรือมีการเฝ้าระวังอย่างใด"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )

    def __init__(self, *args: Any, risk: Risk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["accepted_by"]
        assert isinstance(field, PersonField)
        field.offer(
            people_of(risk.drive),
            address=reverse("risks:people", args=[risk.drive_id]),
            proposed=likely(risk.drive).filter(
                appointments__role__in=[Role.HEAD, Role.EXECUTIVE], appointments__ended_on=None
            ),
        )

    def clean_accepted_on(self) -> Any:
        day = self.cleaned_data["accepted_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("วันที่ยอมรับอยู่ในอนาคต กรุณาตรวจอีกครั้ง"))
        return day


class ReasonForm(JanyaForm):
    reason = forms.CharField(label=_("เหตุผล"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
