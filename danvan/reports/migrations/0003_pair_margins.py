from collections import defaultdict

from django.db import migrations, models

DIMENSIONS = ("field", "status", "line", "renewal", "kind", "owner_kind", "level", "outstanding", "illustration")
NAMES = ("unit_id", "year", "province_id", "line", "dimension", "value")


def settle(apps, schema_editor):
    """Let PostgreSQL check what an earlier step of the same transaction wrote: it refuses to alter the table before."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def fill(apps, schema_editor):
    """Sum the cells that are there, by unit so that few are held at a time."""
    Cell, Margin, Unit = (apps.get_model(*name) for name in (("reports", "Cell"), ("reports", "Margin"), ("units", "Unit")))
    Margin.objects.all().delete()
    summed = set(Unit.objects.filter(level__in=("province", "country")).values_list("pk", flat=True))
    cells = Cell.objects.order_by("unit").values_list("unit", "year", "province", "own", "total", *DIMENSIONS)
    at, sums = None, defaultdict(lambda: [0, 0])
    for unit, year, province, own, total, *values in cells.iterator(chunk_size=5000):
        if unit != at:
            write(Margin, sums)
            at = unit
        keys = [("", "field_status", f"{values[0]} {values[1]}")]
        if unit in summed:
            texts = [("1" if value else "") if isinstance(value, bool) else value for value in values]
            keys += [(line, *pair) for line in ("", values[2]) for pair in zip(DIMENSIONS, texts)]
        for key in keys:
            sums[unit, year, province, *key][0] += own
            sums[unit, year, province, *key][1] += total
    write(Margin, sums)


def write(Margin, sums):
    rows = (Margin(own=own, total=total, **dict(zip(NAMES, key))) for key, (own, total) in sums.items() if own or total)
    Margin.objects.bulk_create(rows, batch_size=2000)
    sums.clear()


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0002_margins'),
    ]

    operations = [
        migrations.RunPython(settle, migrations.RunPython.noop),
        migrations.AddField(
            model_name='margin',
            name='own',
            field=models.IntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='margin',
            name='value',
            field=models.CharField(blank=True, max_length=41),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
