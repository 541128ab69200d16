"""The addresses of public services, in Vietnamese as people see them."""

from django.urls import URLPattern, path

from vanlang.public_services.views import (
    at_once,
    board,
    catalogue,
    consents,
    correcting,
    counter,
    deliveries,
    filing,
    inbox,
    mine,
    paper_notices,
    papers,
    procedures,
    result_drafts,
    sealing,
    signing,
    verify,
)

urlpatterns: list[URLPattern] = [
    # The citizen's road to a dossier
    path("nop/<str:code>/gui/", at_once.file_at_once, name="public_services-file-at-once"),
    path("nop/<str:code>/", filing.start, name="public_services-file"),
    path("nop/<str:code>/<uuid:key>/noi-nop/", filing.place, name="public_services-place"),
    path("nop/<str:code>/<uuid:key>/to-khai/", filing.form, name="public_services-form"),
    path("nop/<str:code>/<uuid:key>/giay-to/", filing.sheet, name="public_services-papers"),
    path("nop/<str:code>/<uuid:key>/le-phi/", filing.fee, name="public_services-fee"),
    path("nop/<str:code>/<uuid:key>/kiem-tra/", filing.check, name="public_services-check"),
    path("nop/<str:code>/<uuid:key>/ban-moi/", filing.renew, name="public_services-renew"),
    path("nop/<str:code>/<uuid:key>/bo/", filing.discard, name="public_services-discard"),
    path("giay-to/<uuid:key>/<int:number>/", papers.brought, name="public_services-brought"),
    path("giay-to/<uuid:key>/anh/<int:number>/", papers.photograph, name="public_services-photo"),
    # The catalogue
    path("", catalogue.home, name="home"),
    path("thu-tuc/", catalogue.search, name="procedures-search"),
    path("thu-tuc/<str:code>/", catalogue.procedure, name="procedures-detail"),
    path("quan-tri/thu-tuc/", procedures.versions, name="procedures-versions"),
    path("quan-tri/thu-tuc/<int:pk>/", procedures.version, name="procedures-version"),
    path("quan-tri/thu-tuc/<int:pk>/cong-bo/", procedures.publish, name="procedures-publish"),
    path("quan-tri/thu-tuc/<int:pk>/bai-bo/", procedures.close, name="procedures-close"),
    path(
        "quan-tri/thu-tuc/<int:pk>/so-sanh/<int:other>/",
        procedures.compare,
        name="procedures-compare",
    ),
    # What a person has
    path("toi/ho-so/", mine.mine, name="public_services-mine"),
    path("toi/kho/", mine.my_store, name="public_services-store"),
    path("toi/kho/<int:number>/", mine.stored, name="public_services-stored"),
    path("toi/dong-y/<uuid:key>/", consents.question, name="public_services-consent"),
    path("ho-so/<str:code>/", mine.dossier, name="public_services-dossier"),
    path("ho-so/<str:code>/giay-tiep-nhan/", mine.receipt, name="public_services-receipt"),
    path("ho-so/<str:code>/giay-to/<int:number>/", mine.paper, name="public_services-paper"),
    path("ho-so/<str:code>/dia-chi-nhan/", deliveries.address, name="public_services-address"),
    path("ho-so/<str:code>/danh-gia/", mine.rate, name="public_services-rate"),
    # For everybody
    path("tra-cuu/", mine.follow, name="public_services-follow"),
    path("kiem-tra/", verify.verify, name="public_services-verify"),
    # The official's desk
    path("can-bo/", inbox.inbox, name="public_services-inbox"),
    path("can-bo/tra-cuu/", inbox.look_up, name="public_services-look-up"),
    path("can-bo/ky/", signing.to_sign, name="public_services-sign"),
    path("can-bo/dong-dau/", sealing.to_seal, name="public_services-seal"),
    path("can-bo/thong-bao-giay/", paper_notices.to_print, name="public_services-paper-notices"),
    path(
        "can-bo/thong-bao-giay/in/",
        paper_notices.print_chosen,
        name="public_services-paper-notices-print",
    ),
    path(
        "can-bo/thong-bao-giay/<uuid:key>/",
        paper_notices.notice,
        name="public_services-paper-notice",
    ),
    path("can-bo/quay/", counter.visitor, name="public_services-counter"),
    path("can-bo/quay/<uuid:key>/", counter.dossier, name="public_services-counter-dossier"),
    path(
        "can-bo/quay/<uuid:key>/nguoi-nop/",
        counter.applicant,
        name="public_services-counter-applicant",
    ),
    path("can-bo/quay/<uuid:key>/bo/", counter.discard, name="public_services-counter-discard"),
    path("can-bo/ho-so/<str:code>/", inbox.dossier, name="public_services-officer-dossier"),
    path("can-bo/ho-so/<str:code>/phieu-gui/", deliveries.label, name="public_services-label"),
    path("can-bo/ho-so/<str:code>/soan/", result_drafts.draft, name="public_services-draft"),
    path(
        "can-bo/ho-so/<str:code>/ban-thao/", result_drafts.preview, name="public_services-preview"
    ),
    path("can-bo/ho-so/<str:code>/ban-da-ky/", sealing.signed, name="public_services-seal-signed"),
    path(
        "can-bo/ho-so/<str:code>/sua-thong-tin/",
        correcting.correct,
        name="public_services-correct",
    ),
    path("can-bo/ho-so/<str:code>/nguoi-nop/", inbox.reveal, name="public_services-reveal"),
    path("can-bo/ho-so/<str:code>/<slug:verb>/", inbox.act, name="public_services-act"),
    # The board
    path("dieu-hanh/", board.home, name="public_services-board-home"),
    path("dieu-hanh/cach-tinh/", board.definitions, name="public_services-board-definitions"),
    path("dieu-hanh/<str:place>/", board.show, name="public_services-board"),
    path(
        "dieu-hanh/<str:place>/ho-so/<str:figure>/", board.rows, name="public_services-board-rows"
    ),
]
