from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0006_indicators_retire"),
    ]

    operations = [
        migrations.AddField(
            model_name="criterion",
            name="grid_column",
            field=models.CharField(
                blank=True, db_default="", max_length=100, verbose_name="cột trong bảng"
            ),
        ),
        migrations.AddField(
            model_name="criterion",
            name="grid_row",
            field=models.CharField(
                blank=True, db_default="", max_length=100, verbose_name="hàng trong bảng"
            ),
        ),
        migrations.AddField(
            model_name="scorecard",
            name="layout",
            field=models.CharField(
                db_default="list", default="list", max_length=10, verbose_name="cách trình bày"
            ),
        ),
    ]
