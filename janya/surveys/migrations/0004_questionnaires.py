from importlib import import_module
from typing import Any

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


TABLES = (
    "surveys_response",
    "surveys_remark",
    "surveys_spentform",
    "surveys_waiting",
    "surveys_invitation",
    "surveys_unfinished",
)
drop_rowids = import_module("janya.surveys.migrations.0002_no_order_of_arrival").drop_rowids


def no_order_of_arrival(apps: Any, schema_editor: Any) -> None:
    """What was altered above was made anew with a rowid; it goes again, and from the new tables too."""
    drop_rowids(apps, schema_editor, TABLES)


class Migration(migrations.Migration):

    dependencies = [
        ('norms', '0002_national_rows_once'),
        ('people', '0001_initial'),
        ('surveys', '0003_national_rows_once'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel('Statement', 'Question'),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=300, verbose_name='ตัวเลือก')),
                ('is_right', models.BooleanField(default=False, verbose_name='เป็นคำตอบที่ถูก')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='อีเมล')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('is_used', models.BooleanField(default=False)),
                ('sent_on', models.DateField(blank=True, null=True, verbose_name='ส่งเมื่อ')),
                ('reminded', models.PositiveSmallIntegerField(default=0, verbose_name='เตือนแล้ว')),
            ],
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=200, verbose_name='หัวข้อ')),
                ('introduction', models.TextField(blank=True, verbose_name='คำชี้แจง')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Unfinished',
            fields=[
                ('link_hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('sealed', models.BinaryField()),
                ('kept_until', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sealed', models.BinaryField()),
            ],
        ),
        migrations.AlterModelOptions(
            name='surveygroup',
            options={'ordering': ['group__pk', 'unit__path', 'pk']},
        ),
        migrations.RemoveConstraint(
            model_name='question',
            name='statement_position_once',
        ),
        migrations.RemoveConstraint(
            model_name='surveygroup',
            name='group_asked_once',
        ),
        migrations.AddField(
            model_name='question',
            name='asked_if',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='leads_to', to='surveys.question', verbose_name='ถามเมื่อคำถามก่อนหน้า'),
        ),
        migrations.AddField(
            model_name='question',
            name='asked_if_answer',
            field=models.CharField(blank=True, max_length=40, verbose_name='ได้รับคำตอบ'),
        ),
        migrations.AddField(
            model_name='question',
            name='help',
            field=models.CharField(blank=True, max_length=400, verbose_name='คำอธิบาย'),
        ),
        migrations.AddField(
            model_name='question',
            name='highest',
            field=models.CharField(blank=True, max_length=60, verbose_name='ความหมายของ 5'),
        ),
        migrations.AddField(
            model_name='question',
            name='kind',
            field=models.CharField(choices=[('paired', 'ระดับที่พึงประสงค์เทียบกับระดับที่เป็นอยู่'), ('rating', 'ให้คะแนน 1 ถึง 5'), ('single', 'เลือกหนึ่งข้อ'), ('multiple', 'เลือกได้หลายข้อ'), ('ranking', 'จัดลำดับ'), ('text', 'ตอบเป็นข้อความ')], default='paired', max_length=10, verbose_name='รูปแบบคำถาม'),
        ),
        migrations.AddField(
            model_name='question',
            name='lowest',
            field=models.CharField(blank=True, max_length=60, verbose_name='ความหมายของ 1'),
        ),
        migrations.AddField(
            model_name='question',
            name='may_not_know',
            field=models.BooleanField(default=True, verbose_name='มีตัวเลือก “ไม่ทราบ/ไม่ตอบ”'),
        ),
        migrations.AddField(
            model_name='question',
            name='required',
            field=models.BooleanField(default=True, verbose_name='ต้องตอบ'),
        ),
        migrations.AddField(
            model_name='remark',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.surveygroup'),
        ),
        migrations.AddField(
            model_name='remark',
            name='question',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.question'),
        ),
        migrations.AddField(
            model_name='survey',
            name='compared_with',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='surveys.survey', verbose_name='เปรียบเทียบกับแบบสำรวจ'),
        ),
        migrations.AddField(
            model_name='survey',
            name='copied_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='surveys.survey'),
        ),
        migrations.AddField(
            model_name='survey',
            name='edition',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='ฉบับที่'),
        ),
        migrations.AddField(
            model_name='survey',
            name='kind',
            field=models.CharField(choices=[('expectation', 'ความคาดหวังต่อจริยธรรม'), ('awareness', 'การรับรู้ประมวลจริยธรรม'), ('own', 'แบบสำรวจของส่วนราชการ')], default='expectation', max_length=12, verbose_name='ประเภท'),
        ),
        migrations.AddField(
            model_name='surveygroup',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit', verbose_name='หน่วยงาน'),
        ),
        migrations.AlterField(
            model_name='question',
            name='item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='norms.codeitem'),
        ),
        migrations.AlterField(
            model_name='question',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='surveys.survey'),
        ),
        migrations.AlterField(
            model_name='question',
            name='text',
            field=models.CharField(max_length=400, verbose_name='คำถาม'),
        ),
        migrations.AlterField(
            model_name='response',
            name='answers',
            field=models.CharField(max_length=2000),
        ),
        migrations.AddConstraint(
            model_name='surveygroup',
            constraint=models.UniqueConstraint(fields=('survey', 'group', 'unit'), name='group_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='surveygroup',
            constraint=models.UniqueConstraint(condition=models.Q(('unit', None)), fields=('survey', 'group'), name='whole_group_asked_once'),
        ),
        migrations.AddField(
            model_name='choice',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='choices', to='surveys.question'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='surveys.surveygroup'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='section',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='surveys.survey'),
        ),
        migrations.AddField(
            model_name='question',
            name='section',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='surveys.section'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('survey', 'position'), name='question_position_once'),
        ),
        migrations.AddField(
            model_name='unfinished',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.surveygroup'),
        ),
        migrations.AddField(
            model_name='waiting',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waiting', to='surveys.surveygroup'),
        ),
        migrations.AddConstraint(
            model_name='choice',
            constraint=models.UniqueConstraint(fields=('question', 'position'), name='choice_position_once'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('group', 'person'), name='person_invited_once'),
        ),
        migrations.AddConstraint(
            model_name='section',
            constraint=models.UniqueConstraint(fields=('survey', 'position'), name='section_position_once'),
        ),
        migrations.RunPython(no_order_of_arrival, migrations.RunPython.noop, elidable=False),
    ]
