"""A report gets a public reference. None was handed in before: the verb comes with this."""

from django.db import migrations, models

from ksbb.core.append_only import append_only, changeable


class Migration(migrations.Migration):

    dependencies = [
        ('gifts', '0004_spending_withdrawn'),
    ]

    operations = [
        changeable("gifts_filing"),
        migrations.AddField(
            model_name='filing',
            name='reference',
            field=models.CharField(default='', max_length=14, unique=True, verbose_name='nomor'),
            preserve_default=False,
        ),
        append_only("gifts_filing"),
    ]
