import django.db.models.deletion
from django.db import migrations, models

from danvan.core.migrating import WithoutOwnIndex


class Migration(migrations.Migration):

    dependencies = [
        ('appraisal', '0001_initial'),
        ('initiatives', '0003_of_year'),
        ('units', '0002_boundaries'),
    ]

    operations = [
        WithoutOwnIndex(
            model_name='recognition',
            name='province',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='Tỉnh, thành phố'),
        ),
        WithoutOwnIndex(
            model_name='recognition',
            name='registration',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='recognitions', to='initiatives.registration'),
        ),
        migrations.AddIndex(
            model_name='recognition',
            index=models.Index(fields=['registration'], name='appraisal_recognition_of_reg'),
        ),
    ]
