import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import TruncDate
from django.utils import timezone

from janya.codes.signing.rules import code_mark


def fill(apps, schema_editor):
    """Signatures made so far are of the code and the items of their drive, on the day of their moment."""
    acknowledgements = apps.get_model("codes", "Acknowledgement").objects
    items = apps.get_model("norms", "CodeItem").objects
    for drive in apps.get_model("drives", "Drive").objects.select_related("code"):
        whose = models.Q(agency=None) | models.Q(agency=drive.agency_id)
        told = items.filter(whose, code=drive.code_id).values_list("number", "title")
        acknowledgements.filter(drive=drive).update(
            code=drive.code_id,
            code_mark=code_mark(drive.code.key, told),
            signed_on=TruncDate("signed_at", tzinfo=timezone.get_default_timezone()),
        )
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0001_initial"),
        ("drives", "0001_initial"),
        ("files", "0001_initial"),
        ("norms", "0002_national_rows_once"),
        ("people", "0002_dates_of_post"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "กำลังส่ง"), ("sent", "ส่งแล้ว"), ("failed", "ส่งไม่สำเร็จ")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="ReminderStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "days",
                    models.SmallIntegerField(blank=True, null=True, verbose_name="จำนวนวันนับจากวันครบกำหนด"),
                ),
                (
                    "to",
                    models.CharField(
                        choices=[("person", "ผู้ที่ยังไม่ลงนาม"), ("coordinator", "ผู้ประสานงานของหน่วยงาน")],
                        default="person",
                        max_length=20,
                        verbose_name="ส่งถึง",
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=2000, verbose_name="ข้อความเพิ่มเติมในหนังสือ")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["drive", "days", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ScanBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="ชุดสแกน")),
                ("signed_on", models.DateField(verbose_name="วันที่ลงนามบนแบบ")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ScannedPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="หน้า")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("taken", "บันทึกแล้ว"),
                            ("open", "รอเลือกบุคคล"),
                            ("refused", "ไม่รับ"),
                            ("aside", "แยกไว้"),
                        ],
                        max_length=10,
                        verbose_name="ผล",
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unreadable", "ไม่พบรหัส QR ของแบบที่อ่านได้"),
                            ("duplicate", "บุคคลนี้ลงนามไว้แล้ว แบบนี้จึงซ้ำ"),
                            ("other_agency", "เป็นแบบของส่วนราชการอื่น"),
                            ("other_year", "เป็นแบบของปีงบประมาณอื่น"),
                            ("old_form", "แบบนี้พิมพ์ไว้ก่อนที่ชื่อ ตำแหน่ง หรือประมวลจะเปลี่ยน กรุณาพิมพ์แบบใหม่ให้ลงนาม"),
                            ("gone", "บุคคลนี้ไม่ได้ปฏิบัติราชการที่นี่แล้ว"),
                            ("before_post", "วันที่ลงนามอยู่ก่อนวันที่ดำรงตำแหน่งปัจจุบัน"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "ordering": ["batch", "number"],
            },
        ),
        migrations.CreateModel(
            name="SigningTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="ลงนามภายในวันที่")),
                ("is_on", models.BooleanField(default=True, verbose_name="ส่งหนังสือแจ้งทางอีเมลตามขั้นที่กำหนด")),
                ("address", models.URLField(max_length=300)),
            ],
        ),
        migrations.AlterModelOptions(
            name="acknowledgement",
            options={"ordering": ["-signed_at", "-pk"]},
        ),
        migrations.RemoveConstraint(
            model_name="acknowledgement",
            name="acknowledged_once",
        ),
        migrations.AddField(
            model_name="acknowledgement",
            name="code",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="norms.code",
                verbose_name="ฉบับของประมวลที่ลงนาม",
            ),
        ),
        migrations.AddField(
            model_name="acknowledgement",
            name="code_mark",
            field=models.CharField(default="", max_length=16),
        ),
        migrations.AddField(
            model_name="acknowledgement",
            name="signed_on",
            field=models.DateField(null=True, verbose_name="วันที่ลงนาม"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="acknowledgement",
            name="code",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="norms.code",
                verbose_name="ฉบับของประมวลที่ลงนาม",
            ),
        ),
        migrations.AlterField(
            model_name="acknowledgement",
            name="code_mark",
            field=models.CharField(max_length=16),
        ),
        migrations.AlterField(
            model_name="acknowledgement",
            name="signed_on",
            field=models.DateField(verbose_name="วันที่ลงนาม"),
        ),
        migrations.AddField(
            model_name="acknowledgement",
            name="end_reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="เหตุผลที่ยกเลิก"),
        ),
        migrations.AddField(
            model_name="acknowledgement",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="acknowledgement",
            name="ended_because",
            field=models.CharField(
                blank=True, choices=[("renewed", "ลงนามใหม่แทน"), ("withdrawn", "ยกเลิก")], max_length=10
            ),
        ),
        migrations.AddField(
            model_name="acknowledgement",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="acknowledgement",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ผู้บันทึก",
            ),
        ),
        migrations.AddField(
            model_name="acknowledgement",
            name="kind",
            field=models.CharField(
                choices=[("screen", "ลงนามบนจอ"), ("paper", "ลงนามบนกระดาษ")],
                default="screen",
                max_length=10,
                verbose_name="วิธีลงนาม",
            ),
        ),
        migrations.AddField(
            model_name="acknowledgement",
            name="position_level",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.positionlevel",
                verbose_name="ระดับขณะลงนาม",
            ),
        ),
        migrations.AddField(
            model_name="acknowledgement",
            name="scan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
                verbose_name="ภาพแบบที่ลงนาม",
            ),
        ),
        migrations.AddIndex(
            model_name="acknowledgement",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["drive", "person", "code_mark", "signed_on"],
                name="acknowledged_stands",
            ),
        ),
        migrations.AddConstraint(
            model_name="acknowledgement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("drive", "person"), name="acknowledged_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="acknowledgement",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "screen"), ("scan__isnull", False), _connector="OR"),
                name="paper_signature_has_its_scan",
            ),
        ),
        migrations.AddConstraint(
            model_name="acknowledgement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_because", "")),
                    models.Q(("ended_at__isnull", False), models.Q(("ended_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="ended_signature_says_why",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="reader",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reminderstep",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reminderstep",
            name="drive",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="reminder_steps", to="drives.drive"
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="step",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="codes.reminderstep"
            ),
        ),
        migrations.AddField(
            model_name="scanbatch",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="scanbatch",
            name="drive",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="scan_batches", to="drives.drive"
            ),
        ),
        migrations.AddField(
            model_name="scanbatch",
            name="sources",
            field=models.ManyToManyField(related_name="+", to="files.storedfile"),
        ),
        migrations.AddField(
            model_name="scannedpage",
            name="acknowledgement",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="page",
                to="codes.acknowledgement",
            ),
        ),
        migrations.AddField(
            model_name="scannedpage",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="codes.scanbatch"
            ),
        ),
        migrations.AddField(
            model_name="scannedpage",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="scannedpage",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="scannedpage",
            name="picture",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="signingterm",
            name="drive",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="signing_term", to="drives.drive"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None), ("days__isnull", False)),
                fields=("drive", "days", "to"),
                name="reminder_step_once",
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(fields=["person", "step", "sent_at"], name="reminders_of_person"),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(fields=("step", "person"), name="reminded_once_a_step"),
        ),
        migrations.AddConstraint(
            model_name="scannedpage",
            constraint=models.UniqueConstraint(fields=("batch", "number"), name="scanned_page_once"),
        ),
    ]
