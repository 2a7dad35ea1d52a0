"""The receiver's code, courier links and their counts, the lot and the calls; a receipt may stand on a code."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ksbb.core.append_only import append_only, changeable


class Migration(migrations.Migration):

    dependencies = [
        ('deliveries', '0005_evidence'),
        ('parties', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        changeable('deliveries_receipt'),
        migrations.CreateModel(
            name='CallBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('menunggu', 'Menunggu telepon'), ('benar', 'Benar'), ('beda', 'Beda jumlah'), ('tidak_terhubung', 'Tidak terhubung')], default='menunggu', max_length=16, verbose_name='hasil')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='percobaan')),
                ('last_tried_at', models.DateTimeField(null=True, verbose_name='terakhir dicoba pada')),
                ('due_at', models.DateTimeField(verbose_name='paling lambat')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='diputus pada')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='catatan')),
            ],
            options={
                'verbose_name': 'telepon ulang',
            },
        ),
        migrations.CreateModel(
            name='CallCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('told', models.PositiveIntegerField(verbose_name='kata penerima')),
            ],
            options={
                'verbose_name': 'hitungan telepon ulang',
            },
        ),
        migrations.CreateModel(
            name='CourierCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counted', models.PositiveIntegerField(verbose_name='dihitung')),
                ('condition', models.CharField(choices=[('baik', 'Baik'), ('sebagian_rusak', 'Sebagian rusak'), ('rusak', 'Rusak')], default='baik', max_length=14, verbose_name='keadaan barang')),
            ],
            options={
                'verbose_name': 'hitungan kurir',
            },
        ),
        migrations.CreateModel(
            name='CourierLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=14, unique=True, verbose_name='nomor')),
                ('day', models.DateField(verbose_name='hari')),
                ('made_at', models.DateTimeField(verbose_name='dibuat pada')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='dicabut pada')),
            ],
            options={
                'verbose_name': 'tautan kurir',
            },
        ),
        migrations.CreateModel(
            name='CourierReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('finding', models.CharField(choices=[('dihitung', 'Dihitung kurir'), ('jumlah_beda', 'Jumlah beda'), ('rusak', 'Rusak'), ('tidak_ada_orang', 'Tidak ada orang')], max_length=16, verbose_name='temuan')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='catatan')),
                ('recorded_at', models.DateTimeField(verbose_name='dicatat pada')),
            ],
            options={
                'verbose_name': 'laporan kurir',
            },
        ),
        migrations.CreateModel(
            name='CourierStop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='urutan')),
            ],
            options={
                'verbose_name': 'perhentian kurir',
            },
        ),
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='hari')),
                ('seed_text', models.TextField(verbose_name='teks benih')),
                ('seed', models.CharField(max_length=64, verbose_name='benih')),
                ('seed_known_at', models.DateTimeField(verbose_name='benih diketahui pada')),
                ('receipts', models.PositiveIntegerField(verbose_name='bukti terima hari itu')),
                ('drawn', models.PositiveIntegerField(verbose_name='terundi')),
                ('made_at', models.DateTimeField(verbose_name='diundi pada')),
            ],
            options={
                'verbose_name': 'undian',
            },
        ),
        migrations.CreateModel(
            name='ReceiptCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('token_digest', models.CharField(max_length=64, unique=True)),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='percobaan')),
                ('issued_at', models.DateTimeField(verbose_name='dibuat pada')),
                ('used_at', models.DateTimeField(null=True, verbose_name='dipakai pada')),
            ],
            options={
                'verbose_name': 'kode terima',
            },
        ),
        migrations.AlterField(
            model_name='dispute',
            name='delivery_line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliveries.deliveryline'),
        ),
        migrations.AlterField(
            model_name='dispute',
            name='state',
            field=models.CharField(choices=[('terbuka', 'Menunggu petugas'), ('terutang', 'Kekurangan masih terutang'), ('dikembalikan', 'Kekurangan kembali ke kebutuhan'), ('cocok', 'Ternyata lengkap')], default='terbuka', max_length=14, verbose_name='keadaan'),
        ),
        migrations.AlterField(
            model_name='receipt',
            name='method',
            field=models.CharField(choices=[('akun', 'Penerima sendiri'), ('kertas', 'Tanda terima kertas'), ('petugas', 'Keputusan petugas'), ('kode', 'Kode penerima')], max_length=8, verbose_name='cara'),
        ),
        migrations.AlterField(
            model_name='receipt',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'terbuka')), fields=('delivery_line',), name='dispute_open_once'),
        ),
        migrations.AddField(
            model_name='callback',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='callback',
            name='receipt',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliveries.receipt'),
        ),
        migrations.AddField(
            model_name='callcount',
            name='call',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliveries.callback'),
        ),
        migrations.AddField(
            model_name='callcount',
            name='delivery_line',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliveries.deliveryline'),
        ),
        migrations.AddField(
            model_name='couriercount',
            name='delivery_line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliveries.deliveryline'),
        ),
        migrations.AddField(
            model_name='courierlink',
            name='giver',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party'),
        ),
        migrations.AddField(
            model_name='courierlink',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='receipt',
            name='link',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliveries.courierlink'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(('recorded_by__isnull', False), ('method', 'kode'), _connector='OR'), name='receipt_without_person_has_code'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(('link__isnull', True), ('method', 'kode'), _connector='OR'), name='receipt_by_courier_has_code'),
        ),
        migrations.AddField(
            model_name='courierreport',
            name='delivery',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliveries.delivery'),
        ),
        migrations.AddField(
            model_name='courierreport',
            name='link',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliveries.courierlink'),
        ),
        migrations.AddField(
            model_name='couriercount',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliveries.courierreport'),
        ),
        migrations.AddField(
            model_name='courierstop',
            name='delivery',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliveries.delivery'),
        ),
        migrations.AddField(
            model_name='courierstop',
            name='link',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliveries.courierlink'),
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.CheckConstraint(condition=models.Q(('drawn__lte', models.F('receipts'))), name='draw_within_receipts'),
        ),
        migrations.AddField(
            model_name='callback',
            name='draw',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliveries.draw'),
        ),
        migrations.AddField(
            model_name='receiptcode',
            name='delivery',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliveries.delivery'),
        ),
        migrations.AddField(
            model_name='receiptcode',
            name='issued_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='courierlink',
            index=models.Index(fields=['giver', 'day'], name='courier_link_by_giver'),
        ),
        migrations.AddIndex(
            model_name='courierreport',
            index=models.Index(fields=['delivery'], name='courier_report_by_delivery'),
        ),
        migrations.AddConstraint(
            model_name='courierstop',
            constraint=models.UniqueConstraint(fields=('link', 'delivery'), name='courier_stop_once'),
        ),
        migrations.AddIndex(
            model_name='callback',
            index=models.Index(fields=['state', 'due_at'], name='call_back_by_clock'),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state', 'menunggu')), models.Q(models.Q(('state', 'menunggu'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='call_decided_has_judge'),
        ),
        migrations.AddConstraint(
            model_name='receiptcode',
            constraint=models.CheckConstraint(condition=models.Q(('tries__lte', 5)), name='receipt_code_tries'),
        ),
        append_only('deliveries_receipt'),
        append_only('deliveries_courierreport'),
        append_only('deliveries_couriercount'),
        append_only('deliveries_draw'),
        append_only('deliveries_callcount'),
    ]
