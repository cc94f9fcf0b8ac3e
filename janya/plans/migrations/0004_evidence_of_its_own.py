"""What proved one activity becomes evidence of the year, which several things may stand on."""

from collections import defaultdict

from django.db import migrations

from janya.core import search


def move(apps, schema_editor):
    Old = apps.get_model("plans", "Evidence")
    Evidence = apps.get_model("evidence", "Evidence")
    Proof = apps.get_model("plans", "Proof")
    made = {}
    last = defaultdict(int)
    for one in Old.objects.select_related("activity", "file").order_by("pk"):
        drive = one.activity.drive_id
        place = (drive, one.file_id)
        if place not in made:
            last[drive] += 1
            made[place] = Evidence.objects.create(
                drive_id=drive,
                number=last[drive],
                title=one.title,
                file_id=one.file_id,
                added_by_id=one.by_id,
                added_at=one.at,
                searched=search.folded(one.title, "", one.file.name),
            )
        proof = Proof.objects.create(activity_id=one.activity_id, evidence=made[place], by_id=one.by_id)
        Proof.objects.filter(pk=proof.pk).update(at=one.at)


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_proofs"), ("files", "0001_initial")]
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
