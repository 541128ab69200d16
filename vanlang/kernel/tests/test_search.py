"""Vietnamese is found without its accents and sorted with them."""

import random
import unicodedata

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from vanlang.kernel import search
from vanlang.kernel.models import Notice
from vanlang.kernel.tests.test_notices import LAN, tell

words = st.text(st.sampled_from("aàảãáạăằâấbcdđeèêềghiìkoòơờuùưừyỳ ÀĐƠ"), max_size=12)


@pytest.mark.parametrize(
    "text", ["Hòa Bình", "Hoà Bình", "HOA  BINH", " hòa bình ", "hoa binh", "Hòa Bình".upper()]
)
def test_fold_makes_one_word_of_every_spelling(text: str) -> None:
    assert search.fold(text) == "hoa binh"
    assert search.fold(unicodedata.normalize("NFD", text)) == "hoa binh"


def test_fold_takes_every_vietnamese_letter_to_ascii() -> None:
    letters = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"

    folded = search.fold(letters + letters.upper())

    assert folded == ("a" * 17 + "d" + "e" * 11 + "i" * 5 + "o" * 17 + "u" * 11 + "y" * 5) * 2


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("12/QÐ-UBND", "12/QĐ-UBND"),  # U+00D0
        ("12/Q\u0189-UBND", "12/QĐ-UBND"),
        ("12/QĐ\u2011UBND", "12/QĐ-UBND"),  # hyphen that does not break
        ("12/QĐ–UBND", "12/QĐ-UBND"),
        ("12/QĐ-\u200bUBND", "12/QĐ-UBND"),
        ("\ufeff12/QĐ-UBND\u00ad", "12/QĐ-UBND"),
        ("12/QĐ-\u202eUBND", "12/QĐ-UBND"),
        (unicodedata.normalize("NFD", "Sở Nội vụ"), "Sở Nội vụ"),
        ("Sở\u00a0Nội  vụ ", "Sở Nội vụ"),
        ("xã Hoà Bình", "xã Hòa Bình"),
        ("HOÀ BÌNH", "HÒA BÌNH"),
        ("Thuỷ, Thuý, khoẻ", "Thủy, Thúy, khỏe"),
        ("hoàng, thuyền, Hoàn", "hoàng, thuyền, Hoàn"),  # the tone has its only place here
        ("quý, quà", "quý, quà"),  # u belongs to q
    ],
)
def test_what_looks_the_same_is_the_same(typed: str, canonical: str) -> None:
    assert search.canonical(typed) == canonical
    assert search.is_same(typed, canonical.upper())


@pytest.mark.parametrize("other", ["12/QD-UBND", "12/QĐ-UBMD", "12/QĐUBND", "21/QĐ-UBND"])
def test_what_reads_otherwise_is_another(other: str) -> None:
    assert not search.is_same("12/QĐ-UBND", other)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("QUYẾT ÐỊNH", "quyet dinh"),
        ("quyết ðịnh", "quyet dinh"),
        ("đăng\u200bký", "dangky"),
        ("120 m²", "120 m2"),
        ("a\u2011b", "a-b"),
    ],
)
def test_fold_reads_what_looks_alike(text: str, folded: str) -> None:
    assert search.fold(text) == folded


@pytest.mark.parametrize(
    ("word", "spellings"),
    [
        ("ky", ("ki", "ky")),
        ("ki", ("ki", "ky")),
        ("qui", ("qui", "quy")),
        ("ty", ("ti", "ty")),
        ("thuy", ("thuy",)),
        ("lai", ("lai",)),
        ("yen", ("yen",)),
        ("i", ("i",)),
    ],
)
def test_i_and_y_at_the_end_are_one(word: str, spellings: tuple[str, ...]) -> None:
    assert search.spellings(word) == spellings


@given(words)
def test_fold_changes_nothing_twice(text: str) -> None:
    assert search.fold(search.fold(text)) == search.fold(text)
    assert search.fold(unicodedata.normalize("NFD", text)) == search.fold(text)


def test_names_sort_by_given_name_in_the_order_of_the_alphabet() -> None:
    names = [
        "Lê An", "Trần Thị An", "Lê Anh", "Bùi Ánh", "Hà Ăn", "Đỗ Ân", "Nguyễn Văn Ấn", "Vũ Cường",
        "Ngô Dương", "Hồ Đào", "Lý Em", "Mai Ê", "Phạm Hoa", "Phạm Hòa", "Phạm Hoà Bình Hỏa",
        "Phạm Hoá", "Cao Ong", "Cao Ông", "Cao Ơn", "Tô Uyên", "Tô Ưng", "Tạ Yến",
    ]  # fmt: skip
    shuffled = random.Random(7).sample(names, len(names))  # noqa: S311

    assert sorted(shuffled, key=search.sort_key) == names


def test_the_same_given_name_sorts_by_the_family_name() -> None:
    names = ["Đặng Văn Minh", "Bùi Thị Minh", "Dương Minh", "Bùi Minh", "minh"]

    assert sorted(names, key=search.sort_key) == [
        "minh", "Bùi Minh", "Bùi Thị Minh", "Dương Minh", "Đặng Văn Minh",
    ]  # fmt: skip


def test_sort_key_is_plain_ascii_and_blind_to_case_and_composition() -> None:
    key = search.sort_key("Nguyễn Thị Ánh")

    assert key.isascii()
    assert key.isalpha()
    assert key == search.sort_key("NGUYỄN THỊ ÁNH")
    assert key == search.sort_key(unicodedata.normalize("NFD", "Nguyễn Thị Ánh"))


def test_names_of_organisations_sort_from_their_beginning() -> None:
    names = ["Công ty An Bình", "Công ty Đại An", "Hợp tác xã Mường Bi"]

    keys = [search.sort_key(name, given_first=False) for name in names]

    assert keys == sorted(keys)


@given(st.text(max_size=30))
def test_any_text_has_a_key(text: str) -> None:
    assert search.sort_key(text).isascii()


@pytest.mark.django_db
def test_the_database_sorts_keys_as_python_does() -> None:
    names = ["Lê An", "Bùi Ánh", "Hà Ăn", "Đỗ Ân", "Hồ Đào", "Ngô Dương", "Cao Ông", "Cao Ơn"]
    keys = [search.sort_key(name) for name in names]

    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM unnest(%s::text[]) AS key ORDER BY key", [keys])
        ordered = [row[0] for row in cursor.fetchall()]

    assert ordered == sorted(keys)


@pytest.mark.django_db
def test_matches_wants_every_word_in_any_order() -> None:
    tell(text=search.fold("Cấp bản sao trích lục hộ tịch"))
    tell(text=search.fold("Cấp bản sao từ sổ gốc"))
    tell(text=search.fold("Đăng ký khai sinh 100%"))

    def found(words: str) -> int:
        return search.matches(Notice.objects.filter(person_id=LAN), "text", words).count()

    assert found("Trích lục BẢN SAO") == 1
    assert found("ban sao") == 2
    assert found("dang ky") == 1
    assert found("đăng kí") == 1
    assert found("Ðăng ký") == 1
    assert found("100%") == 1
    assert found("a%o") == 0  # a sign of LIKE is only a sign
    assert found("") == 3


@pytest.mark.django_db
def test_the_trigram_index_serves_matches() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE folded (words text)")
        cursor.execute(
            "INSERT INTO folded SELECT md5(n::text) || ' ' || md5((n * 7)::text) "
            "FROM generate_series(1, 20000) AS n"
        )
        cursor.execute("CREATE INDEX ON folded USING gin (words gin_trgm_ops)")
        cursor.execute("ANALYZE folded")
        cursor.execute("EXPLAIN SELECT words FROM folded WHERE words LIKE '%%c4ca4238%%'")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "Bitmap Index Scan" in plan
