"""Money that came twice, or with another sum, before there were orders to give it back."""

from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REASONS = {
    "wrong_amount": "Sai số tiền, không ghi nhận",
    "surplus": "Thanh toán thừa, phải hoàn trả",
}
A_WEEK = timedelta(days=8)  # six working days, as new ones get


def note(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    attempts = apps.get_model("payments", "Attempt").objects.filter(state__in=REASONS)
    surpluses = apps.get_model("payments", "Surplus").objects
    for attempt in attempts.select_related("order").order_by("told_at", "pk"):
        surpluses.get_or_create(
            attempt=attempt,
            defaults={
                "order": attempt.order,
                "number": f"HT-{attempt.told_at:%Y}-C{attempt.pk.hex[:6].upper()}",
                "name": attempt.order.purpose[:300],
                "amount": attempt.amount_received or attempt.amount,
                "reason": f"{REASONS[attempt.state]}, mã giao dịch {attempt.transaction}",
                "about": attempt.order.about,
                "state": "waiting",
                "arose_at": attempt.told_at,
                "due_at": attempt.told_at + A_WEEK,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_surpluses")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
