"""On SQLite the rows of answers stand in the order of their random keys, so that no hidden rowid tells who came first.

A later migration that alters one of these tables makes it anew with a rowid: run this step after it again (tests hold it).
"""

from typing import Any

from django.db import migrations

TABLES = ("surveys_response", "surveys_remark", "surveys_spentform")
KEPT = "SELECT sql FROM sqlite_master WHERE tbl_name = %s AND type = %s AND sql IS NOT NULL"


def drop_rowids(apps: Any, schema_editor: Any, tables: tuple[str, ...] = TABLES) -> None:
    if schema_editor.connection.vendor != "sqlite":
        return
    for table in tables:
        with schema_editor.connection.cursor() as cursor:
            [(made,)] = cursor.execute(KEPT, [table, "table"]).fetchall()
            indexes = [sql for (sql,) in cursor.execute(KEPT, [table, "index"]).fetchall()]
            if made.endswith("WITHOUT ROWID"):
                continue
            cursor.execute(made.replace(f'"{table}"', f'"{table}_new"', 1) + " WITHOUT ROWID")
            cursor.execute(f'INSERT INTO "{table}_new" SELECT * FROM "{table}"')
            cursor.execute(f'DROP TABLE "{table}"')
            cursor.execute(f'ALTER TABLE "{table}_new" RENAME TO "{table}"')
            for sql in indexes:
                cursor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [migrations.RunPython(drop_rowids, migrations.RunPython.noop, elidable=False)]
