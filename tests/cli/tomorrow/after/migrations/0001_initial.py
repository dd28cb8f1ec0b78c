from django.db import migrations, models


def write(apps, schema_editor):
    apps.get_model("tomorrow", "Note").objects.create(text="from before")


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            "Note", [("id", models.BigAutoField(primary_key=True)), ("text", models.CharField(max_length=20))]
        ),
        migrations.RunPython(write, migrations.RunPython.noop),
    ]
