"""Orders from before all of one dossier were reckoned together learn which dossier they are of."""

from django.db import migrations

FILL = """
    UPDATE payments_feeorder AS fee SET matter = known.id
    FROM (
        SELECT id, fee_reference AS reference FROM public_services_draft
        UNION ALL SELECT dossier_id, reference FROM public_services_finance
        UNION ALL SELECT dossier_id, reference FROM public_services_feeclaim
    ) AS known
    WHERE fee.reference = known.reference AND fee.matter IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("public_services", "0012_consents_are_asked"),
        ("payments", "0003_money_that_came_twice_goes_back"),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
