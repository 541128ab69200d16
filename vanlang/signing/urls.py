from django.conf import settings
from django.urls import path

from vanlang.signing.views import pki

urlpatterns = []
if settings.STAND_INS:
    urlpatterns += [
        path("pki/<str:name>.crt", pki.certificate, name="signing-authority-certificate"),
        path("pki/<str:name>.crl", pki.crl, name="signing-authority-crl"),
        path("pki/ocsp", pki.ocsp, name="signing-authority-ocsp"),
        path("pki/tsa", pki.tsa, name="signing-authority-time-stamp"),
    ]
