from django.db import migrations

from janya.journal.triggers import lower_guard, raise_guard


class Migration(migrations.Migration):
    """The database refuses to change or remove a line."""

    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(raise_guard, lower_guard)]
