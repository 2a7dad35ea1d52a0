"""Two more kinds of paper: the receipt of a gift of money, and the statement of a year."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_slip'),
    ]

    operations = [
        migrations.AlterField(
            model_name='paper',
            name='kind',
            field=models.CharField(choices=[('SK', 'Surat komitmen'), ('TT', 'Tanda terima'), ('BAST', 'Berita acara serah terima'), ('PP', 'Poster penerima'), ('LK', 'Label kardus'), ('SP', 'Slip kode terima'), ('KT', 'Kuitansi titipan'), ('RT', 'Rekap titipan setahun')], max_length=4, verbose_name='jenis'),
        ),
        migrations.AlterField(
            model_name='papersequence',
            name='kind',
            field=models.CharField(choices=[('SK', 'Surat komitmen'), ('TT', 'Tanda terima'), ('BAST', 'Berita acara serah terima'), ('PP', 'Poster penerima'), ('LK', 'Label kardus'), ('SP', 'Slip kode terima'), ('KT', 'Kuitansi titipan'), ('RT', 'Rekap titipan setahun')], max_length=4, verbose_name='jenis'),
        ),
    ]
