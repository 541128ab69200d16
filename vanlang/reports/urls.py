from django.urls import URLPattern, path

from vanlang.reports.views import editing, files, mine, regimes, report, rounds, steps

urlpatterns: list[URLPattern] = [
    path("bao-cao/", mine.show, name="reports-mine"),
    path("bao-cao/che-do/", regimes.index, name="reports-regimes"),
    path("bao-cao/lap-che-do/", editing.begin, name="reports-regime-new"),
    path("bao-cao/che-do/<slug:code>/", regimes.show, name="reports-regime"),
    path("bao-cao/che-do/<slug:code>/tiep-theo/", editing.begin_next, name="reports-regime-next"),
    path("bao-cao/che-do/<slug:code>/mo-dot/", rounds.open_last, name="reports-round-open"),
    path("bao-cao/che-do/<slug:code>/<int:number>/", regimes.version, name="reports-version"),
    path("bao-cao/che-do/<slug:code>/<int:number>/sua/", editing.edit, name="reports-version-edit"),
    path(
        "bao-cao/che-do/<slug:code>/<int:number>/ban-hanh/",
        editing.publish,
        name="reports-version-publish",
    ),
    path(
        "bao-cao/che-do/<slug:code>/<int:number>/bieu/<int:position>/",
        editing.table,
        name="reports-table-edit",
    ),
    path("bao-cao/dot/", rounds.index, name="reports-rounds"),
    path("bao-cao/dot/<uuid:key>/", rounds.show, name="reports-round"),
    path("bao-cao/dot/<uuid:key>/nhac/", rounds.remind, name="reports-round-remind"),
    path("bao-cao/dot/<uuid:key>/dong/", rounds.close, name="reports-round-close"),
    path("bao-cao/dot/<uuid:key>/mo-lai/", rounds.reopen, name="reports-round-reopen"),
    path("bao-cao/<uuid:key>/", report.show, name="reports-report"),
    path("bao-cao/<uuid:key>/lich-su/", report.history, name="reports-history"),
    path("bao-cao/<uuid:key>/tong-hop/", steps.roll_up, name="reports-roll-up"),
    path("bao-cao/<uuid:key>/tong-hop-lai/", steps.sum_again, name="reports-sum-again"),
    path("bao-cao/<uuid:key>/duyet/", steps.approve, name="reports-approve"),
    path("bao-cao/<uuid:key>/tra-lai/", steps.send_back, name="reports-send-back"),
    path("bao-cao/<uuid:key>/gui/", steps.send, name="reports-send"),
    path("bao-cao/<uuid:key>/mo-lai/", steps.reopen, name="reports-reopen"),
    path("bao-cao/<uuid:key>/van-ban/", steps.make_document, name="reports-make-document"),
    path("bao-cao/<uuid:key>/mau/", files.template, name="reports-template"),
    path("bao-cao/<uuid:key>/nhap/", files.take_in, name="reports-import"),
    path("bao-cao/<uuid:key>/word/", files.word, name="reports-word"),
    path("bao-cao/<uuid:key>/pdf/", files.pdf, name="reports-pdf"),
]
