"""What people say from day to day, north and south, with accents and without, on the page."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from vanlang.public_services.management.commands.load_procedures import definitions
from vanlang.public_services.tests.conftest import publish

pytestmark = pytest.mark.django_db
FIRST = 3
CODE = re.compile(r'href="/thu-tuc/([0-9.]+)/"')
# By the procedure that is meant; one of several where life does not say which.
SAYINGS = {
    "1.004873": (
        "giay chua lay chong",
        "giấy chưa lấy vợ",
        "xac nhan doc than",
        "giấy độc thân để đi làm",
        "chưa có chồng",
    ),
    "1.001193": (
        "de con",
        "mới sanh em bé",
        "lam giay khai sanh cho con",
        "khai sinh cho cháu",
        "con moi de",
        "sanh con",
    ),
    "1.000656": (
        "ba mất",
        "ma mat",
        "bao tu",
        "giấy chứng tử",
        "nha co nguoi mat",
        "ông mất",
    ),
    "1.000894": (
        "cuoi vo",
        "giấy hôn thú",
        "dang ky ket hon",
        "lấy chồng",
    ),
    "2.000635": (
        "mat giay khai sinh",
        "trích lục khai sinh",
        "thất lạc giấy khai sinh",
    ),
    "1.004859": (
        "doi ten cho con",
        "sai năm sinh",
        "lộn tên",
        "sửa giấy khai sinh",
    ),
    "2.001263": (
        "xin con nuôi",
        "nhan nuoi con",
    ),
    "1.001022": (
        "nhận cha cho con",
        "nhan con",
    ),
    "1.004837": (
        "người giám hộ",
        "lam giam ho",
    ),
    "1.013978": (
        "lam so do",
        "đất chưa có sổ",
        "làm bìa đỏ",
        "dat ong ba chua co so",
    ),
    "1.013949": (
        "len tho cu",
        "đất vườn lên thổ cư",
        "chuyen muc dich dat",
    ),
    "1.012812": (
        "hàng xóm lấn đất",
        "tranh chap dat",
        "giành đất",
    ),
    "1.013225": (
        "xay nha",
        "cất nhà mới",
        "xin giấy xây nhà",
    ),
    "1.013229": (
        "sua nha",
        "xây thêm tầng",
        "cơi nới",
    ),
    "1.002693": (
        "chat cay",
        "cưa cây",
    ),
    "1.014159": (
        "xem quy hoach",
        "đất có dính quy hoạch không",
    ),
    "1.001612": (
        "mo quan an",
        "mở tiệm tạp hóa",
        "giay phep buon ban",
        "mở shop",
    ),
    "1.001266": (
        "dẹp tiệm",
        "nghi ban",
        "đóng quán",
    ),
    "2.000575": ("mat giay phep kinh doanh",),
    "2.000815": (
        "sao y",
        "photo cong chung",
        "phô tô công chứng bằng lái",
    ),
    "2.000884": (
        "so yeu ly lich",
        "xác nhận chữ ký",
    ),
    "2.001035": (
        "ban dat",
        "mua bán xe",
        "tặng đất cho con",
    ),
    "2.001019": ("lam di chuc",),
    "2.001406": (
        "chia dat cha me de lai",
        "thừa kế",
    ),
    "1.011607": (
        "xin so ho ngheo",
        "làm sổ hộ nghèo",
    ),
    "1.014632": ("mua nha xa hoi",),
    "1.013274": (
        "dung rap dam cuoi",
        "thuê vỉa hè",
    ),
    "2.001827": (
        "giấy vệ sinh thực phẩm",
        "attp",
    ),
    "1.005280": ("mo hop tac xa",),
}


def first_three(page: str) -> list[str]:
    """Return the procedures that a page of results shows first."""
    found = dict.fromkeys(CODE.findall(page[page.index('id="main"') :]))
    return list(found)[:FIRST]


def test_people_find_what_they_mean_in_the_first_three() -> None:
    for definition in definitions():
        publish(definition)
    said = [(code, words) for code, all_words in SAYINGS.items() for words in all_words]
    lost = []
    for code, words in said:
        page = Client().get(reverse("procedures-search"), {"q": words}).content.decode()
        if code not in first_three(page):
            lost.append((words, code, first_three(page)))

    assert lost == []
    assert len(said) >= 60
