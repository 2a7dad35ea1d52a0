"""Addresses of the desks about money."""

from django.urls import URLPattern, path

from ksbb.web.fund_desk import board, goods, importing, intents, pokja, programmes, reports, spending, standing

app_name = "fund_desk"
POKJA = "meja/pokja/dana/"
DESK = "meja/agregator/"
urlpatterns: list[URLPattern] = [
    path(POKJA, pokja.desk, name="pokja"),
    path(f"{POKJA}dasar/<str:number>/", pokja.mandate, name="mandate"),
    path(f"{POKJA}saluran/<str:number>/", pokja.channel, name="channel"),
    path(f"{POKJA}saluran/<str:number>/akhiri/", pokja.end, name="end"),
    path(DESK, board.board, name="board"),
    path(f"{DESK}niat/", intents.intents, name="intents"),
    path(f"{DESK}niat/<str:reference>/", intents.receive, name="receive"),
    path(f"{DESK}niat/<str:reference>/tarik/", intents.take_back, name="take_back"),
    path(f"{DESK}niat/<str:reference>/urungkan/", intents.unreceive, name="unreceive"),
    path(f"{DESK}niat/<str:reference>/kembalikan/", intents.refund, name="refund"),
    path(f"{DESK}mutasi/", importing.rows, name="statements"),
    path(f"{DESK}mutasi/impor/", importing.choose, name="import"),
    path(f"{DESK}mutasi/impor/simpan/", importing.take_in, name="import_now"),
    path(f"{DESK}mutasi/impor/kesalahan.csv", importing.faults, name="import_faults"),
    path(f"{DESK}mutasi/baris/<str:number>/", importing.row, name="row"),
    path(f"{DESK}mutasi/baris/<str:number>/urungkan/", importing.reopen, name="reopen"),
    path(f"{DESK}belanja/", spending.spendings, name="spendings"),
    path(f"{DESK}belanja/baru/", spending.choose, name="buy"),
    path(f"{DESK}belanja/baru/<slug:package>/", spending.purchase, name="purchase"),
    path(f"{DESK}belanja/biaya/", spending.cost, name="cost"),
    path(f"{DESK}belanja/<str:reference>/", spending.spending, name="spending"),
    path(f"{DESK}belanja/<str:reference>/tarik/", spending.withdraw, name="withdraw"),
    path(f"{DESK}belanja/<str:reference>/batal/", spending.undo, name="undo"),
    path(f"{DESK}belanja/<str:reference>/bukti/", spending.receipt, name="receipt"),
    path(f"{DESK}barang/", goods.lots, name="lots"),
    path(f"{DESK}barang/sendiri/", goods.stock, name="stock"),
    path(f"{DESK}barang/manifes/", goods.manifest, name="manifest"),
    path(f"{DESK}barang/pembagian/<str:number>/", goods.unpack, name="unpack"),
    path(f"{DESK}barang/<str:number>/", goods.lot, name="lot"),
    path(f"{DESK}barang/<str:number>/bagi/", goods.share_out, name="share_out"),
    path(f"{DESK}barang/<str:number>/rusak/", goods.write_off, name="write_off"),
    path(f"{DESK}laporan/", reports.reports, name="reports"),
    path(f"{DESK}laporan/<str:number>/", reports.file_report, name="file_report"),
    path(f"{DESK}program/", programmes.programmes, name="programmes"),
    path(f"{DESK}program/buka/", programmes.open_campaign, name="open_campaign"),
    path(f"{DESK}program/<str:reference>/tutup/", programmes.close_campaign, name="close_campaign"),
    path(f"{DESK}dasar/", standing.standing, name="standing"),
    path(f"{DESK}dasar/ajukan/", standing.kinds, name="kinds"),
    path(f"{DESK}dasar/ajukan/<slug:basis>/", standing.propose_mandate, name="propose_mandate"),
    path(f"{DESK}saluran/bank/", standing.propose_bank, name="propose_bank"),
    path(f"{DESK}saluran/qris/", standing.propose_qris, name="propose_qris"),
    path(f"{DESK}saluran/<str:number>/akhiri/", standing.end, name="end_own"),
]
