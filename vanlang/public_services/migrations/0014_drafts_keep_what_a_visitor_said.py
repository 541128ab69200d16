from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("public_services", "0013_orders_know_their_dossier"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="visitor",
            field=models.JSONField(db_default={}, default=dict),
        ),
    ]
