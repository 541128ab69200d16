"""Nothing reads the old looks any more; no release has had them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("public_services", "0017_looks_are_copied_to_signing")]

    operations = [migrations.DeleteModel("SealLook")]
