from django.db import migrations, models

SOURCES = [
    ("upload", "Người nộp tải lên"),
    ("store", "Kho của công dân, dùng lại"),
    ("database", "Cán bộ tra cứu trong cơ sở dữ liệu"),
    ("scan", "Cán bộ số hóa tại quầy"),
]


class Migration(migrations.Migration):
    dependencies = [("public_services", "0006_boards_of_a_large_province")]

    operations = [
        migrations.AlterField(
            model_name=model,
            name="source",
            field=models.CharField(choices=SOURCES, max_length=12),
        )
        for model in ("dossierpaper", "draftpaper")
    ]
