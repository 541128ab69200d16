from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0007_unread_notices")]
    operations = [migrations.AddField("notice", "useful_until", models.DateTimeField(null=True))]
