from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("public_services", "0004_day_tallies")]

    operations = [
        migrations.CreateModel(
            name="GuessCount",
            fields=[
                ("subject", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["since"], name="guesses_by_their_age")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 0)), name="guesses_are_never_below_none"
                    )
                ],
            },
        ),
    ]
