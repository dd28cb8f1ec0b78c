from django.db import migrations, models


def shout(apps, schema_editor):
    for note in apps.get_model("tomorrow", "Note").objects.all():
        note.more = note.text.upper()
        note.save()


class Migration(migrations.Migration):
    dependencies = [("tomorrow", "0001_initial")]
    operations = [
        migrations.AddField("Note", "more", models.CharField(max_length=20, default="")),
        migrations.RunPython(shout, migrations.RunPython.noop),
    ]
