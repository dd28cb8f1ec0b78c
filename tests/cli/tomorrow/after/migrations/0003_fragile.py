"""Fails, or takes its time, when it is told to."""

import os
import time

from django.db import migrations, models


def trip(apps, schema_editor):
    if os.environ.get("TOMORROW") == "fails":
        raise RuntimeError("the third step trips")
    if os.environ.get("TOMORROW") == "waits":
        time.sleep(60)


class Migration(migrations.Migration):
    dependencies = [("tomorrow", "0002_more")]
    operations = [
        migrations.AddField("Note", "third", models.CharField(max_length=20, default="third")),
        migrations.RunPython(trip, migrations.RunPython.noop),
    ]
