from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("public_services", "0008_results_may_be_attached"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="consented_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
