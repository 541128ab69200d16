from django.urls import URLPattern, path

from vanlang.indicators.views import (
    boards,
    checking,
    defining,
    home,
    merging,
    one,
    open_data,
)

urlpatterns: list[URLPattern] = [
    path("chi-so/", home.home, name="indicators-home"),
    path("chi-so/hom-nay/", home.show_today, name="indicators-today"),
    path("chi-so/dang-do/", home.show_red, name="indicators-red"),
    path("chi-so/hom-nay/ban-tin/", home.subscribe, name="indicators-subscribe"),
    path("chi-so/bo/<slug:code>/", boards.card, name="indicators-card"),
    path("chi-so/bo/<slug:code>/ban-hanh/", boards.publish, name="indicators-card-publish"),
    path("chi-so/bo/<slug:code>/soan/", boards.revise, name="indicators-card-revise"),
    path("chi-so/bo/<slug:code>/<str:number>/", boards.fill, name="indicators-fill"),
    path("chi-so/don-vi/<str:code>/", boards.unit, name="indicators-unit"),
    path("chi-so/chat-luong/", checking.findings, name="indicators-findings"),
    path("chi-so/chat-luong/<uuid:key>/", checking.finding, name="indicators-finding"),
    path("chi-so/tham-dinh/", checking.verifications, name="indicators-verifications"),
    path("chi-so/tham-dinh/<uuid:key>/", checking.verification, name="indicators-verification"),
    path("chi-so/dinh-nghia/", defining.new, name="indicators-draft-new"),
    path("chi-so/dinh-nghia/<slug:code>/", defining.edit, name="indicators-draft"),
    path("chi-so/dinh-nghia/<slug:code>/ban-hanh/", defining.publish, name="indicators-publish"),
    path("chi-so/dinh-nghia/<slug:code>/bo/", defining.discard, name="indicators-discard"),
    path("chi-so/<slug:code>/", one.show, name="indicators-indicator"),
    path("chi-so/<slug:code>/muc-tieu/", one.aim, name="indicators-aim"),
    path(
        "chi-so/<slug:code>/truoc-sap-nhap/",
        merging.before_merger,
        name="indicators-before-merger",
    ),
    path("chi-so/<slug:code>/bao-cao/<str:unit>/", one.report, name="indicators-report"),
    path("chi-so/<slug:code>/qua-cac-lan/<str:unit>/<str:key>/", one.past, name="indicators-past"),
    path(
        "chi-so/<slug:code>/minh-chung/<int:value>/<int:position>/",
        one.evidence,
        name="indicators-evidence",
    ),
    path("du-lieu-mo/", open_data.index, name="indicators-open"),
    path("du-lieu-mo/chi-so.jsonld", open_data.dcat, name="indicators-dcat"),
    path("du-lieu-mo/chi-so/<slug:code>.csv", open_data.as_csv, name="indicators-csv"),
    path("du-lieu-mo/chi-so/<slug:code>.json", open_data.as_json, name="indicators-json"),
]
