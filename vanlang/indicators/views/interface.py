"""Open indicators for programs: the same rows as the open data, with ETags."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from vanlang.indicators.queries import definitions, open_data

router = Router(tags=["indicators"])


class Described(Schema):
    """An indicator and what it means, in words too."""

    code: str
    name: str
    unit: str = Field(description="Đơn vị tính")
    version: int
    sentence: str = Field(description="Định nghĩa đọc thành câu")
    effective_from: date
    effective_to: date | None = Field(None, description="Ngày cuối cùng, nếu chỉ số đã ngừng")


@router.get("", response=list[Described], url_name="indicators", auth=None, summary="Indicators")
def listed(request: HttpRequest) -> list[Described]:
    """Return the indicators whose values are open data."""
    found = list(definitions.open_to_all())
    sentences = definitions.as_sentences(found)
    return [
        Described(
            code=one.code,
            name=one.name,
            unit=one.unit_name,
            version=one.number,
            sentence=sentences[one.pk],
            effective_from=one.effective_from,
            effective_to=one.last_date,
        )
        for one in found
    ]


@router.get("/{slug:code}", url_name="indicator", auth=None, summary="One indicator's values")
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Return definition and values; `If-None-Match` saves fetching them again."""
    found = definitions.open_version(code)
    if found is None:
        raise Http404
    today = timezone.localdate()
    tag = f'"{open_data.tag(found, on=today)}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    whole = {
        "indicator": open_data.described(found),
        "values": list(open_data.records(found, on=today)),
    }
    answer = JsonResponse(whole, json_dumps_params={"ensure_ascii": False})
    answer["ETag"] = tag
    return answer
