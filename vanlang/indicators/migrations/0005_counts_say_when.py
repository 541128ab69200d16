from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0004_sets_say_how_much_they_need")]

    operations = [
        migrations.AddField(
            model_name="value",
            name="counted_at",
            field=models.DateTimeField(null=True),
        ),
    ]
