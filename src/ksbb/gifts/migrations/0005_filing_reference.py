"""A report gets a public reference. None was handed in before: the verb comes with this."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gifts', '0004_spending_withdrawn'),
    ]

    operations = [
        migrations.AddField(
            model_name='filing',
            name='reference',
            field=models.CharField(default='', max_length=14, unique=True, verbose_name='nomor'),
            preserve_default=False,
        ),
    ]
