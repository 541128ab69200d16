"""What an old province published is corrected by a further row, and the row before stays."""

from django.db import migrations, models
from django.db.models import F, Q

# On the way back only what is in force fits: one row for each period and province.
ONLY_IN_FORCE = "DELETE FROM indicators_formervalue WHERE replaced_at IS NOT NULL;"
STAY = """
CREATE FUNCTION indicators_former_values_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'values are kept for ever' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.replaced_at IS NOT NULL
       OR to_jsonb(NEW) - 'replaced_at' <> to_jsonb(OLD) - 'replaced_at' THEN
        RAISE EXCEPTION 'values never change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER former_values_stay BEFORE UPDATE OR DELETE ON indicators_formervalue
    FOR EACH ROW EXECUTE FUNCTION indicators_former_values_stay();
ALTER TABLE indicators_formervalue ENABLE ALWAYS TRIGGER former_values_stay;
"""
NO_LONGER = """
DROP TRIGGER former_values_stay ON indicators_formervalue;
DROP FUNCTION indicators_former_values_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_published_stays_values_stay")]

    operations = [
        migrations.RemoveConstraint("formervalue", "an_old_province_has_one_value_a_period"),
        migrations.AddField("formervalue", "replaced_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "formervalue",
            "recorder_name",
            models.CharField(default="", max_length=250),
            preserve_default=False,
        ),
        migrations.RunSQL(migrations.RunSQL.noop, ONLY_IN_FORCE),
        migrations.AddConstraint(
            "formervalue",
            models.UniqueConstraint(
                condition=Q(("replaced_at__isnull", True)),
                fields=("indicator", "period_key", "province"),
                name="an_old_province_has_one_value_in_force_a_period",
            ),
        ),
        migrations.AddConstraint(
            "formervalue",
            models.CheckConstraint(
                condition=Q(
                    ("replaced_at__isnull", True),
                    ("replaced_at__gte", F("recorded_at")),
                    _connector="OR",
                ),
                name="former_values_are_replaced_after_they_were_recorded",
            ),
        ),
        migrations.RunSQL(STAY, NO_LONGER),
    ]
