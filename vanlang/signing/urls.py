from django.conf import settings
from django.urls import path

from vanlang.signing.views import agent, certificates, pins, pki, verifying

urlpatterns = [
    path("ky-so/the/<str:ticket>/", agent.ticket, name="signing-ticket"),
    path("ky-so/kiem-tra/", verifying.verify, name="signing-verify"),
    path("ky-so/ma-pin/", pins.pin, name="signing-pin"),
    path("ky-so/phien/ket-thuc/", pins.end_session, name="signing-session-end"),
    path("chung-thu-so/", certificates.inventory, name="signing-certificates"),
    path("chung-thu-so/dang-ky/", certificates.register, name="signing-register"),
    path("chung-thu-so/<int:pk>/", certificates.detail, name="signing-certificate"),
    path("chung-thu-so/<int:pk>/cap-lai/", certificates.renew, name="signing-certificate-renew"),
    path("chung-thu-so/<int:pk>/thu-hoi/", certificates.revoke, name="signing-certificate-revoke"),
    path("chung-thu-so/<int:pk>/hinh.png", certificates.image, name="signing-certificate-image"),
    path("chung-thu-so/<int:pk>/ma-kich-hoat/", certificates.activate, name="signing-activate"),
    path(
        "chung-thu-so/<int:pk>/hinh/",
        certificates.change_image,
        name="signing-certificate-image-change",
    ),
]
if settings.STAND_INS:
    urlpatterns += [
        path("chung-thu-so/cap-thu-nghiem/", certificates.issue, name="signing-issue"),
        path("pki/<str:name>.crt", pki.certificate, name="signing-authority-certificate"),
        path("pki/<str:name>.crl", pki.crl, name="signing-authority-crl"),
        path("pki/ocsp", pki.ocsp, name="signing-authority-ocsp"),
        path("pki/tsa", pki.tsa, name="signing-authority-time-stamp"),
    ]
