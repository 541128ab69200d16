from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_former_values_stay")]

    operations = [
        migrations.AddField(
            model_name="scorecard",
            name="known_percent",
            field=models.PositiveSmallIntegerField(
                db_default=100, default=100, verbose_name="phần trăm tiêu chí phải có số liệu"
            ),
        ),
        migrations.AddConstraint(
            model_name="scorecard",
            constraint=models.CheckConstraint(
                condition=models.Q(("known_percent__gte", 1), ("known_percent__lte", 100)),
                name="sets_are_coloured_by_a_share_of_their_leaves",
            ),
        ),
    ]
