from django.conf import settings
from django.urls import path

from vanlang.payments.views import online, orders, reconciliation, standing_in, surpluses

urlpatterns = [
    path("thanh-toan/", orders.listing, name="payments-orders"),
    path("thanh-toan/thong-bao/", online.callback, name="payments-callback"),
    path("thanh-toan/tro-ve/", online.back, name="payments-return"),
    path("thanh-toan/hoan-tra/", surpluses.waiting, name="payments-refunds"),
    path("thanh-toan/hoan-tra/<int:pk>/", surpluses.decide, name="payments-surplus"),
    path("thanh-toan/doi-soat/", reconciliation.listings, name="payments-listings"),
    path("thanh-toan/doi-soat/<int:pk>/", reconciliation.detail, name="payments-listing"),
    path("thanh-toan/<uuid:reference>/", orders.detail, name="payments-order"),
    path("thanh-toan/<uuid:reference>/bat-dau/", orders.start, name="payments-start"),
    path("thanh-toan/<uuid:reference>/huy/", orders.cancel, name="payments-cancel"),
    path("thanh-toan/<uuid:reference>/bien-lai.pdf", orders.receipt, name="payments-receipt"),
    path("thanh-toan/<uuid:reference>/thu/", orders.collect, name="payments-collect"),
    path("thanh-toan/<uuid:reference>/hoan/", orders.request_refund, name="payments-ask-refund"),
    path(
        "thanh-toan/<uuid:reference>/hoan/quyet-dinh/",
        orders.decide_refund,
        name="payments-decide-refund",
    ),
]
if settings.STAND_INS:
    urlpatterns += [path("cong-thanh-toan/", standing_in.page, name="payments-stand-in")]
