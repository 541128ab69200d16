import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0007_unread_notices"),
        ("public_services", "0007_looked_up_is_not_fetched"),
    ]

    operations = [
        migrations.AddField(
            model_name="result",
            name="attached_file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="result",
            name="attached_name",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="result",
            name="signed_elsewhere",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
