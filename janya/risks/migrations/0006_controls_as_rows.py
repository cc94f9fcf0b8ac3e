from django.db import migrations

from janya.core.search import folded

LONGEST = 500


def rows(apps, schema_editor):
    """Each line of the controls' text becomes a row; the text to search is folded."""
    Risk, Control = apps.get_model("risks", "Risk"), apps.get_model("risks", "Control")
    for risk in Risk.objects.iterator():
        texts = [" ".join(line.split())[:LONGEST] for line in risk.controls.splitlines() if line.strip()]
        Control.objects.bulk_create(
            Control(risk=risk, position=position, text=text) for position, text in enumerate(texts, start=1)
        )
        controls = "\n".join(texts)
        searched = folded(risk.title, risk.cause, risk.event, risk.consequence, controls)
        Risk.objects.filter(pk=risk.pk).update(controls=controls, searched=searched)


class Migration(migrations.Migration):
    dependencies = [("risks", "0005_register_in_depth")]

    operations = [migrations.RunPython(rows, migrations.RunPython.noop)]
