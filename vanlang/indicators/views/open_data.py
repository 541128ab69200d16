"""Open data: published indicators as CSV, JSON and DCAT-AP, for anybody, with their definitions.

Luật Dữ liệu 60/2024/QH15, Điều 21: open data are free for everybody to use and reuse. [GK] the
licence's exact words.
"""

import csv
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import etag, require_GET

from vanlang.identity.api import login_not_required, province_committee
from vanlang.indicators.models import Definition
from vanlang.indicators.queries import definitions, open_data
from vanlang.indicators.queries.open_data import COLUMNS, LICENCE, Cell
from vanlang.ui import wording

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
FREQUENCIES = {
    "month": "MONTHLY",
    "quarter": "QUARTERLY",
    "half": "ANNUAL_2",
    "nine_months": "IRREG",
    "year": "ANNUAL",
}
FREQUENCY_LIST = "http://publications.europa.eu/resource/authority/frequency/"
TYPE_LIST = "http://publications.europa.eu/resource/authority/file-type/"
LANGUAGE = "http://publications.europa.eu/resource/authority/language/VIE"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    def write(self, text: str) -> str:
        return text


def _open(code: str) -> Definition:
    found = definitions.open_version(code)
    if found is None:
        raise Http404
    return found


def _tag(_request: HttpRequest, code: str) -> str | None:
    found = definitions.open_version(code)
    return f'"{open_data.tag(found, on=timezone.localdate())}"' if found else None


@login_not_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    found = list(definitions.open_to_all())
    sentences = definitions.as_sentences(found)
    context = {
        "lines": [(one, sentences[one.pk]) for one in found],
        "licence": LICENCE,
    }
    return render(request, "indicators/open.html", context)


@login_not_required
@require_GET
@etag(_tag)
def as_csv(request: HttpRequest, code: str) -> HttpResponseBase:  # noqa: ARG001 the tag asked it
    definition = _open(code)
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff"  # so that Excel reads the letters right
        yield str(writer.writerow(COLUMNS))
        for record in open_data.records(definition, on=timezone.localdate()):
            yield str(writer.writerow([_harmless(record[name]) for name in COLUMNS]))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{definition.code}.csv"'
    return response


def _harmless(cell: Cell) -> Cell:
    """A name must not become a formula in whoever's spreadsheet; a negative number may be one."""
    is_text = isinstance(cell, str) and cell.startswith(DANGEROUS)
    if is_text and not str(cell).lstrip("-").replace(".", "").isdigit():
        return f"'{cell}"
    return cell


@login_not_required
@require_GET
@etag(_tag)
def as_json(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001 the tag asked it
    definition = _open(code)
    found = {
        "chi_so": open_data.described(definition),
        "gia_tri": list(open_data.records(definition, on=timezone.localdate())),
    }
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_GET
def dcat(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 the same for everybody
    """The catalogue in DCAT-AP 2.1: one data set an indicator, each as CSV and JSON."""
    publisher = {
        "@type": "foaf:Agent",
        "@id": f"{settings.PUBLIC_URL}/",
        "foaf:name": province_committee().name,
    }
    found = list(definitions.open_to_all())
    sentences = definitions.as_sentences(found)
    catalogue = {
        "@context": CONTEXT,
        "@type": "dcat:Catalog",
        "@id": settings.PUBLIC_URL + reverse("indicators-dcat"),
        "dct:title": {
            "@value": f"Chỉ số điều hành {wording.inside(settings.PROVINCE_NAME)}",
            "@language": "vi",
        },
        "dct:description": {
            "@value": "Các chỉ số đã ban hành, kèm định nghĩa, công thức và giá trị từng kỳ.",
            "@language": "vi",
        },
        "dct:publisher": publisher,
        "dct:language": {"@id": LANGUAGE},
        "dct:license": {"@id": LICENCE},
        "dcat:dataset": [_dataset(one, sentences[one.pk], publisher) for one in found],
    }
    return JsonResponse(
        catalogue,
        content_type="application/ld+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _dataset(definition: Definition, said: str, publisher: dict[str, str]) -> dict[str, object]:
    page = settings.PUBLIC_URL + reverse("indicators-json", args=[definition.code])
    return {
        "@type": "dcat:Dataset",
        "@id": f"{page}#chi-so",
        "dct:identifier": definition.code,
        "dct:title": {"@value": definition.name, "@language": "vi"},
        "dct:description": {
            "@value": f"{definition.meaning} {said}".strip(),
            "@language": "vi",
        },
        "dct:publisher": publisher,
        "dct:issued": {"@value": definition.effective_from.isoformat(), "@type": "xsd:date"},
        "dct:temporal": _time_of(definition),
        "dct:accrualPeriodicity": {"@id": FREQUENCY_LIST + FREQUENCIES[definition.frequency]},
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dcat:accessURL": {
                    "@id": settings.PUBLIC_URL
                    + reverse(f"indicators-{kind}", args=[definition.code])
                },
                "dct:format": {"@id": TYPE_LIST + kind.upper()},
                "dct:license": {"@id": LICENCE},
            }
            for kind in ("csv", "json")
        ],
    }


def _time_of(definition: Definition) -> dict[str, object]:
    """Return from when, and for a retired indicator until when, the definition is in force."""
    days = {"dcat:startDate": definition.effective_from}
    if definition.last_date is not None:
        days["dcat:endDate"] = definition.last_date
    typed = {name: {"@value": day.isoformat(), "@type": "xsd:date"} for name, day in days.items()}
    return {"@type": "dct:PeriodOfTime", **typed}
