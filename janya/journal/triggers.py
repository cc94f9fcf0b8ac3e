"""The database itself refuses to change or remove a journal line.

SQLite forgets triggers when a migration rebuilds the table: such a migration calls `raise_guard` again.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

GUARDS = {
    "sqlite": {
        verb: f"CREATE TRIGGER IF NOT EXISTS journal_entry_refuses_{verb} BEFORE {verb} ON journal_entry "
        f"BEGIN SELECT RAISE(ABORT, 'journal_entry refuses {verb}'); END"
        for verb in ("update", "delete")
    },
    "postgresql": {
        "function": "CREATE OR REPLACE FUNCTION journal_entry_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION USING MESSAGE = 'journal_entry refuses ' || lower(TG_OP), "
        "ERRCODE = 'integrity_constraint_violation'; END $$",
        "trigger": "CREATE OR REPLACE TRIGGER journal_entry_refuses BEFORE UPDATE OR DELETE ON journal_entry "
        "FOR EACH ROW EXECUTE FUNCTION journal_entry_refuses()",
    },
}
NO_GUARDS = {
    "sqlite": [f"DROP TRIGGER IF EXISTS journal_entry_refuses_{verb}" for verb in ("update", "delete")],
    "postgresql": [
        "DROP TRIGGER IF EXISTS journal_entry_refuses ON journal_entry",
        "DROP FUNCTION IF EXISTS journal_entry_refuses()",
    ],
}


def raise_guard(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in GUARDS.get(schema_editor.connection.vendor, {}).values():
        schema_editor.execute(statement, params=None)


def lower_guard(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in NO_GUARDS.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement, params=None)
