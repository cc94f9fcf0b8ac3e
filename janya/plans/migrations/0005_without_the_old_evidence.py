from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0004_evidence_of_its_own")]
    operations = [migrations.DeleteModel(name="Evidence")]
