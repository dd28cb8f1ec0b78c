import django.db.models.deletion
from django.db import migrations, models

from danvan.core.migrating import WithoutOwnIndex


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0001_initial'),
        ('units', '0002_boundaries'),
    ]

    operations = [
        WithoutOwnIndex(
            model_name='attachment',
            name='province',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='Tỉnh, thành phố'),
        ),
    ]
