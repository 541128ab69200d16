from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_letters_set_aside"),
    ]

    operations = [
        migrations.AddField(
            model_name="setasideletter",
            name="source",
            field=models.CharField(
                db_default="email", default="email", max_length=10, verbose_name="đến bằng"
            ),
        ),
    ]
