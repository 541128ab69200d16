from django.urls import URLPattern, path

from vanlang.tasks.views import board, calendar, giving, mine, one, programmes, steps

urlpatterns: list[URLPattern] = [
    path("nhiem-vu/", mine.show, name="tasks-mine"),
    path("nhiem-vu/nghiem-thu/", mine.accept_several, name="tasks-accept-several"),
    path("nhiem-vu/xuat/", mine.export, name="tasks-export"),
    path("nhiem-vu/giao/", giving.give, name="tasks-give"),
    path("nhiem-vu/lich/", calendar.show, name="tasks-calendar"),
    path("nhiem-vu/chuong-trinh/", programmes.index, name="tasks-programmes"),
    path("nhiem-vu/chuong-trinh/lap/", programmes.import_file, name="tasks-import"),
    path("nhiem-vu/chuong-trinh/mau/", programmes.template, name="tasks-import-template"),
    path("nhiem-vu/<uuid:key>/chuong-trinh/", programmes.show, name="tasks-programme"),
    path(
        "nhiem-vu/<uuid:key>/tien-do/<str:month>/",
        programmes.write_progress,
        name="tasks-progress",
    ),
    path(
        "nhiem-vu/<uuid:key>/tien-do/<str:month>/mo-lai/",
        programmes.reopen_progress,
        name="tasks-reopen-progress",
    ),
    path("nhiem-vu/qua-han/", board.late, name="tasks-late"),
    path("nhiem-vu/bang/", board.home, name="tasks-board-home"),
    path("nhiem-vu/bang/<str:code>/", board.show, name="tasks-board"),
    path("nhiem-vu/bang/<str:code>/<slug:figure>/", board.rows, name="tasks-board-rows"),
    path("nhiem-vu/<uuid:key>/", one.show, name="tasks-task"),
    path("nhiem-vu/<uuid:key>/chia-viec/", giving.divide, name="tasks-divide"),
    path("nhiem-vu/<uuid:key>/bat-dau/", steps.start, name="tasks-start"),
    path("nhiem-vu/<uuid:key>/phan-cong/", steps.entrust, name="tasks-entrust"),
    path("nhiem-vu/<uuid:key>/bao-cao/", steps.report, name="tasks-report"),
    path("nhiem-vu/<uuid:key>/nghiem-thu/", steps.decide, name="tasks-decide"),
    path("nhiem-vu/<uuid:key>/gia-han/", steps.ask_extension, name="tasks-ask-extension"),
    path(
        "nhiem-vu/<uuid:key>/tra-loi-gia-han/",
        steps.decide_extension,
        name="tasks-decide-extension",
    ),
    path("nhiem-vu/<uuid:key>/ket-thuc/", steps.conclude, name="tasks-conclude"),
    path("nhiem-vu/<uuid:key>/huy/", steps.cancel, name="tasks-cancel"),
    path(
        "nhiem-vu/<uuid:key>/san-pham/<uuid:report>/<int:position>/",
        one.product,
        name="tasks-product",
    ),
]
