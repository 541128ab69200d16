"""Peoples and nations by their lists: however they are spelled, and what was probably meant."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from vanlang.kernel.search import fold

# Quyết định 121-TCTK/PPCĐ: the 54 peoples of Việt Nam, each with other names that people go by.
# The spellings are those of the census of 2019; the other names [GK] from general knowledge.
PEOPLES: Mapping[str, tuple[str, ...]] = {
    "Kinh": ("Việt",),
    "Tày": ("Ngạn", "Phén", "Thù Lao", "Pa Dí"),
    "Thái": ("Tày Đăm", "Tày Khao", "Thái Đen", "Thái Trắng", "Tày Mười", "Tày Thanh"),
    "Mường": ("Mol", "Mual", "Moi", "Ao Tá"),
    "Khmer": ("Khơ-me", "Cur", "Krôm", "Khơ-me Krôm"),
    "Hoa": ("Hán", "Triều Châu", "Phúc Kiến", "Quảng Đông", "Hải Nam", "Xạ Phang"),
    "Nùng": ("Nùng An", "Nùng Xuồng", "Nùng Giang", "Nùng Cháo", "Phàn Sình"),
    "Mông": ("H'Mông", "Hơ-mông", "Mèo", "Mẹo", "Mông Hoa", "Mông Trắng", "Na Miẻo"),
    "Dao": ("Mán", "Dao Đỏ", "Dao Tiền", "Dao Quần Chẹt", "Động", "Kiềm Miền"),
    "Gia Rai": ("Jrai", "J'rai", "Giơ-rai", "Chơ-rai", "Tơ-buăn", "Hơ-bau", "Hdrung", "Chor"),
    "Ê Đê": ("Ra-đê", "Rhađê", "Êgar", "Anăk Êđê", "Kpạ", "Bih", "Mdhur"),
    "Ba Na": ("Bahnar", "Gơ-lar", "Tơ-lô", "Giơ-lâng", "Rơ-ngao", "Kriêm", "Bơ-nâm"),
    "Xơ Đăng": ("Sedang", "Xơ-teng", "Hđang", "Tơ-đra", "Mơ-nâm", "Ha-lăng", "Ca-dong", "Kmrâng"),
    "Sán Chay": ("Cao Lan", "Sán Chỉ", "Cao Lan - Sán Chỉ", "Mán Cao Lan", "Hờn Bạn"),
    "Cơ Ho": ("K'ho", "Kơ-ho", "Xrê", "Nốp", "Cơ-don", "Chil", "Cil", "Lạch", "Tơ-ring"),
    "Chăm": ("Chàm", "Chiêm Thành", "Hroi"),
    "Sán Dìu": ("Sán Dẻo", "Trại", "Trại Đất", "Mán Quần Cộc"),
    "Hrê": ("Chăm Rê", "Chom", "Krẹ", "Luỹ"),
    "Ra Glai": ("Raglay", "Ra-clây", "Rai", "Noang", "La-oang"),
    "Mnông": ("M'nông", "Pnông", "Nông", "Mnông Gar", "Chil Mnông"),
    "Xtiêng": ("X'tiêng", "Stiêng", "S'tiêng", "Xa-điêng"),
    "Bru Vân Kiều": ("Bru", "Vân Kiều", "Măng Coong", "Tri", "Khùa"),
    "Thổ": ("Kẹo", "Mọn", "Cuối", "Họ", "Đan Lai", "Ly Hà", "Tày Pọng"),
    "Khơ Mú": ("Xá Cẩu", "Mứn Xen", "Pu Thênh", "Tềnh", "Tày Hạy"),
    "Cơ Tu": ("Ca-tu", "Katu", "Cao", "Hạ", "Phương", "Ca-tang"),
    "Giáy": ("Nhắng", "Dẩng", "Pầu Thìn", "Pu Nà", "Cùi Chu", "Xạ"),
    "Gié Triêng": ("Giẻ-Triêng", "Gié", "Triêng", "Đgiéh", "Tareh", "Giang Rẫy", "Ve", "Bnoong"),
    "Tà Ôi": ("Tôi-ôi", "Pa-cô", "Pa-hy", "Ba-hi"),
    "Mạ": ("Châu Mạ", "Mạ Ngăn", "Mạ Xóp", "Mạ Tô", "Mạ Krung"),
    "Co": ("Cor", "Col", "Cùa", "Trầu"),
    "Chơ Ro": ("Dơ-ro", "Châu-ro", "Chrau Jro"),
    "Xinh Mun": ("Puộc", "Pụa"),
    "Hà Nhì": ("U Ni", "Xá U Ni", "Hà Nhì Già"),
    "Chu Ru": ("Chơ-ru", "Chru"),
    "Lào": ("Lào Bốc", "Lào Nọi"),
    "Kháng": ("Xá Khao", "Xá Súa", "Xá Dón", "Xá Dẩng", "Quảng Lâm"),
    "La Chí": ("Cù Tê", "La Quả"),
    "Phù Lá": ("Xá Phó", "Bồ Khô Pạ", "Mù Di Pạ", "Pha Lá"),
    "La Hủ": ("Lao", "Pu Đang", "Khù Xung", "Cò Xung", "Khả Quy"),
    "La Ha": ("Xá Khắc", "Phlắc", "Khlá"),
    "Pà Thẻn": ("Pà Hưng", "Tống"),
    "Chứt": ("Sách", "Mày", "Rục", "Mã Liềng", "A Rem", "Tu Vang", "Xơ Lang"),
    "Lự": ("Lừ", "Nhuồn", "Duồn"),
    "Lô Lô": ("Mun Di",),
    "Mảng": ("Mảng Ư", "Xá Lá Vàng"),
    "Cơ Lao": ("Cờ Lao", "Ke Lao"),
    "Bố Y": ("Chủng Chá", "Trọng Gia", "Tu Dí", "Tu Dìn"),
    "Cống": ("Xắm Khống", "Mấng Nhé", "Xá Xeng"),
    "Ngái": ("Xín", "Lê", "Đản", "Khách Gia"),
    "Si La": ("Cù Dề Xừ", "Khả Pẻ"),
    "Pu Péo": ("Ka Bẻo", "Pen Ti Lô Lô"),
    "Rơ Măm": (),
    "Brâu": ("Brao",),
    "Ơ Đu": ("Tày Hạt",),
}
# Who is of no people of the list, or of none known.
NOT_LISTED = ("Người nước ngoài", "Không xác định")
NATION_WRITTEN = {
    "vn": "Việt Nam",
    "viet nam cong hoa xa hoi chu nghia": "Việt Nam",
    "cong hoa xa hoi chu nghia viet nam": "Việt Nam",
    "usa": "Hoa Kỳ",
    "han": "Hàn Quốc",
    "nhat": "Nhật Bản",
    "tau": "Trung Quốc",
    "cam pu chia": "Campuchia",
    "thai": "Thái Lan",
    "phi lip pin": "Philippines",
    "xin ga po": "Singapore",
}
# How the keys of such answers end, whosever they are.
PEOPLE_END, NATION_END = "_ethnicity", "_nationality"
VIETNAM = "viet nam"
CLOSE = 0.6


def bare(name: str) -> str:
    """Return a name as it is compared: no accents, hyphens, apostrophes or spaces."""
    return "".join(sign for sign in fold(name) if sign.isalnum())


LISTED = {bare(name): name for name in (*PEOPLES, *NOT_LISTED)}
BY_ANY_NAME = {bare(other): name for name, others in PEOPLES.items() for other in others} | LISTED


def people_written(text: str) -> str:
    """Return a people as the list spells it; another name of theirs stays as it was written."""
    return LISTED.get(bare(text), text)


def is_people(text: str) -> bool:
    return bare(text) in BY_ANY_NAME


def same_people(text: str, other: str) -> bool:
    """Tell whether two answers name one people, whatever they call it."""
    first, second = (BY_ANY_NAME.get(bare(name), bare(name)) for name in (text, other))
    return first == second


def nation_written(text: str, nations: Mapping[str, str]) -> str:
    """Return a nation as the list spells it; `nations` has its names by how they are compared."""
    listed = nations.get(fold(text)) or NATION_WRITTEN.get(fold(text).replace("-", " "))
    return listed or {bare(name): name for name in nations.values()}.get(bare(text), text)


def is_vietnamese(nation: str) -> bool:
    return fold(NATION_WRITTEN.get(fold(nation), nation)) == VIETNAM


def as_listed(values: Mapping[str, str], nations: Mapping[str, str]) -> dict[str, str]:
    """Return a form's answers with peoples and nations as their lists spell them."""
    written = dict(values)
    for key, value in values.items():
        if value and key.endswith(PEOPLE_END):
            written[key] = people_written(value)
        elif value and key.endswith(NATION_END):
            written[key] = nation_written(value, nations)
    return written


def nearest(text: str, names: Iterable[str]) -> str:
    """Return the name that was probably meant, empty where nothing is near."""
    by_bare = {bare(name): name for name in names}
    close = get_close_matches(bare(text), by_bare, n=1, cutoff=CLOSE)
    return by_bare[close[0]] if close else ""


def unknown(text: str, names: Iterable[str], what: str) -> str:
    """Return the sentence beside a name that no list has."""
    near = nearest(text, names)
    meant = f" Có phải “{near}”?" if near else ""
    return f"“{text}” không có trong danh mục {what}.{meant}"
