"""Pages of test_scripts.py: one form that is saved while one writes, sent once, with a paper."""

from collections import Counter
from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path
from django.views.decorators.http import require_POST

SOURCE = """{% extends "ui/page.html" %}
{% from "ui/parts.html" import button, input, upload %}
{% block title %}Thử{% endblock %}
{% block main %}<h1>Thử</h1>
<form method="post" enctype="multipart/form-data" data-once data-progress data-draft="thu"
 data-draft-url="/luu/">{{ csrf_input }}
{{ input("name", "Họ tên", value) }}
<label><input type="checkbox" name="agreed" value="1"> Đồng ý</label>
{{ upload("paper", "Giấy tờ", max_bytes=2000) }}{{ button("Gửi") }}</form>{% endblock %}
{% block scripts %}{{ scripts("vanlang") }}{% endblock %}"""

DONE = """{% extends "ui/page.html" %}{% block main %}<h1>Xong</h1>{% endblock %}
{% block scripts %}{{ scripts("vanlang") }}{% endblock %}"""


@dataclass
class Seen:
    """What reached the server, for the test to look at: no database is needed here."""

    counted: Counter[str] = field(default_factory=Counter)
    saved: str = ""


seen = Seen()


@login_not_required
def form(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        seen.counted["sent"] += 1
        seen.counted["papers"] += len(request.FILES)
        return redirect("/xong/")
    template = engines["jinja2"].from_string(SOURCE)
    return HttpResponse(template.render({"value": seen.saved}, request))


@login_not_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    seen.counted["saved"] += 1
    seen.saved = request.POST["name"]
    return HttpResponse(status=204)


@login_not_required
def done(request: HttpRequest) -> HttpResponse:
    template = engines["jinja2"].from_string(DONE)
    return HttpResponse(template.render({}, request))


urlpatterns = [
    path("thu/", form),
    path("luu/", save),
    path("xong/", done),
    path("", include("vanlang.ui.urls")),
]
