"""The database itself refuses to change what was written down. ALWAYS: replication roles too."""

from django.db import migrations

TABLES = ("kernel_entry", "kernel_position", "kernel_seal")

REFUSE = """
CREATE FUNCTION kernel_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
ADD = """
CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_refuses_change;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_refuses_truncate;
"""
REMOVE = """
DROP TRIGGER {table}_refuses_change ON {table};
DROP TRIGGER {table}_refuses_truncate ON {table};
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_journal")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION kernel_refuse_change()"),
        *(
            migrations.RunSQL(ADD.format(table=table), REMOVE.format(table=table))
            for table in TABLES
        ),
    ]
