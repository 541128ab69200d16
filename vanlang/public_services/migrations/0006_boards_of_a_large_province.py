from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("public_services", "0005_guesses_are_counted")]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("accepted_at__isnull", False)),
                fields=["competent_unit", "accepted_at"],
                name="dossiers_accepted",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("accepted_at__isnull", False), ("finished_at__isnull", True)),
                fields=["competent_unit", "due_at", "accepted_at"],
                name="dossiers_open",
            ),
        ),
    ]
