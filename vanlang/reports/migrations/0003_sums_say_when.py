from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_cells_and_versions_stay")]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="summed_at",
            field=models.DateTimeField(null=True, verbose_name="tổng hợp lúc"),
        ),
    ]
