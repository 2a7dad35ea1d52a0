
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funds', '0002_append_only'),
        ('gifts', '0002_append_only'),
        ('places', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='spending',
            name='withdrawn_at',
            field=models.DateTimeField(null=True, verbose_name='ditarik pada'),
        ),
        migrations.AddConstraint(
            model_name='spending',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('state', 'menunggu'), _connector='OR'), name='spending_withdrawn_undecided'),
        ),
    ]
