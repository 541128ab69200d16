from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from vanlang.data_gateway.views import administration, axis

ROOT = "quan-tri/lien-thong/"
urlpatterns: list[URLPattern | URLResolver] = [
    path(ROOT, administration.home, name="data_gateway-home"),
    path(f"{ROOT}ban-tin/", administration.transfers, name="data_gateway-transfers"),
    path(f"{ROOT}ban-tin/<int:pk>/", administration.transfer, name="data_gateway-transfer"),
    path(
        f"{ROOT}ban-tin/<int:pk>/gui-lai/",
        administration.retry,
        name="data_gateway-transfer-retry",
    ),
    path(f"{ROOT}co-quan/", administration.agencies, name="data_gateway-agencies"),
    path(f"{ROOT}co-quan/them/", administration.add_agency, name="data_gateway-agency-add"),
    path(
        f"{ROOT}co-quan/<int:pk>/roi/",
        administration.withdraw_agency,
        name="data_gateway-agency-withdraw",
    ),
    path(f"{ROOT}nut/them/", administration.add_peer, name="data_gateway-peer-add"),
    path(f"{ROOT}nut/<int:pk>/", administration.peer, name="data_gateway-peer"),
    path(f"{ROOT}nut/<int:pk>/thu-lai/", administration.try_now, name="data_gateway-peer-try"),
    path(f"{ROOT}nut/<int:pk>/bat-tat/", administration.switch, name="data_gateway-peer-switch"),
]
if settings.AXIS:
    urlpatterns += [
        path(f"{ROOT}thanh-vien/them/", administration.add_member, name="data_gateway-member-add"),
        path(
            f"{ROOT}thanh-vien/<int:pk>/bat-tat/",
            administration.switch_member,
            name="data_gateway-member-switch",
        ),
        path(settings.AXIS_PREFIX, include((axis.patterns(), "axis"))),
    ]
