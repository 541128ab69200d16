"""Sets that were read as a grid for the names of their criteria now say so themselves."""

from django.db import migrations

FILL = r"""
UPDATE indicators_criterion
SET grid_row = substring(name FROM '^Khối (.+), cấp (?:tỉnh|xã)$'),
    grid_column = 'Cấp ' || substring(name FROM ', cấp (tỉnh|xã)$')
WHERE scorecard_id IN (
    SELECT scorecard_id FROM indicators_criterion
    GROUP BY scorecard_id HAVING bool_and(name ~ '^Khối .+, cấp (tỉnh|xã)$')
);
UPDATE indicators_scorecard SET layout = 'grid'
WHERE id IN (SELECT scorecard_id FROM indicators_criterion WHERE grid_row <> '');
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0007_sets_state_their_layout")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
