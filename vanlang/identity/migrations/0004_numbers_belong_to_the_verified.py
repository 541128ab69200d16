from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_typed_forms"),
    ]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="identity_number",
            field=models.CharField(
                db_index=True, max_length=12, null=True, verbose_name="số định danh"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("identity_level__gt", 0),
                    models.Q(("kind", "citizen"), _negated=True),
                    _connector="OR",
                ),
                fields=("identity_number",),
                name="a_verified_number_belongs_to_one_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("identity_level", 0), ("kind", "citizen")),
                fields=("identity_number", "sort_key"),
                name="an_unverified_number_has_each_name_once",
            ),
        ),
    ]
