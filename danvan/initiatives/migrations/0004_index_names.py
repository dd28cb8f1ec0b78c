import django.db.models.deletion
from django.db import migrations, models

from danvan.core.migrating import WithoutOwnIndex


class Migration(migrations.Migration):

    dependencies = [
        ('bodies', '0001_initial'),
        ('initiatives', '0003_of_year'),
        ('units', '0002_boundaries'),
    ]

    operations = [
        WithoutOwnIndex(
            model_name='codecounter',
            name='province',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='Tỉnh, thành phố'),
        ),
        WithoutOwnIndex(
            model_name='evidence',
            name='province',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='Tỉnh, thành phố'),
        ),
        WithoutOwnIndex(
            model_name='initiative',
            name='province',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='Tỉnh, thành phố'),
        ),
        WithoutOwnIndex(
            model_name='keyprojectlink',
            name='province',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='Tỉnh, thành phố'),
        ),
        WithoutOwnIndex(
            model_name='participation',
            name='province',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='Tỉnh, thành phố'),
        ),
        WithoutOwnIndex(
            model_name='place',
            name='province',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='Tỉnh, thành phố'),
        ),
        WithoutOwnIndex(
            model_name='place',
            name='registration',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='places', to='initiatives.registration'),
        ),
        WithoutOwnIndex(
            model_name='place',
            name='unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='units.unit', verbose_name='Đơn vị'),
        ),
        WithoutOwnIndex(
            model_name='registration',
            name='accounting_unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='units.unit', verbose_name='Tính cho đơn vị'),
        ),
        WithoutOwnIndex(
            model_name='registration',
            name='initiative',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='initiatives.initiative'),
        ),
        WithoutOwnIndex(
            model_name='registration',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='bodies.body', verbose_name='Đơn vị chịu trách nhiệm'),
        ),
        WithoutOwnIndex(
            model_name='registration',
            name='province',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='Tỉnh, thành phố'),
        ),
        WithoutOwnIndex(
            model_name='registration',
            name='sub_field',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.subfield', verbose_name='Phân nhóm'),
        ),
        WithoutOwnIndex(
            model_name='resource',
            name='province',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='Tỉnh, thành phố'),
        ),
        WithoutOwnIndex(
            model_name='target',
            name='province',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='Tỉnh, thành phố'),
        ),
        WithoutOwnIndex(
            model_name='target',
            name='registration',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='initiatives.registration'),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(fields=['registration'], name='initiatives_place_of_reg'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(fields=['initiative'], name='initiatives_reg_of_model'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(fields=['owner'], name='initiatives_reg_of_owner'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(fields=['sub_field'], name='initiatives_reg_of_sub_field'),
        ),
        migrations.AddIndex(
            model_name='target',
            index=models.Index(fields=['registration'], name='initiatives_target_of_reg'),
        ),
    ]
