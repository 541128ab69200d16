"""What was signed stays written down as it was: the database itself refuses to change it."""

from django.db import migrations

ADD = """
CREATE TRIGGER signing_signature_refuses_change BEFORE UPDATE OR DELETE ON signing_signature
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
ALTER TABLE signing_signature ENABLE ALWAYS TRIGGER signing_signature_refuses_change;
"""
REMOVE = "DROP TRIGGER signing_signature_refuses_change ON signing_signature"


class Migration(migrations.Migration):
    dependencies = [
        ("signing", "0001_certificates"),
        ("kernel", "0002_journal_is_append_only"),
    ]

    operations = [migrations.RunSQL(ADD, REMOVE)]
