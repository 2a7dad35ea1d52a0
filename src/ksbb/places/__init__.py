"""Places: province, kota, kecamatan, kelurahan and RW of Jakarta, their codes, outlines and dated figures."""
