from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_files_are_found_by_what_they_say")]

    operations = [
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                fields=["person_id"],
                condition=models.Q(("channel", "in_app"), ("read_at__isnull", True)),
                name="kernel_notice_unread",
            ),
        ),
    ]
