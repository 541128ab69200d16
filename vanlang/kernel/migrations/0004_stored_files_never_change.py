"""What a file is named by, its SHA-256, is a promise: its row neither changes nor goes."""

from django.db import migrations

ADD = """
CREATE TRIGGER kernel_storedfile_refuses_change BEFORE UPDATE OR DELETE ON kernel_storedfile
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
ALTER TABLE kernel_storedfile ENABLE ALWAYS TRIGGER kernel_storedfile_refuses_change;
"""
REMOVE = "DROP TRIGGER kernel_storedfile_refuses_change ON kernel_storedfile"


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_calendars_files_notices")]

    operations = [migrations.RunSQL(ADD, REMOVE)]
