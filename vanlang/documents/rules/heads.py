"""Box 2 and its kin: how an agency calls itself at the head of its papers and above a signature.

Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 2. The Party's as Hướng dẫn 36-HD/VPTW. [GK]
"""

from dataclasses import dataclass

BODIES = (
    "Ủy ban Mặt trận Tổ quốc Việt Nam",
    "Ủy ban nhân dân",
    "Hội đồng nhân dân",
    "Đảng ủy",
)
PLACE_WORDS = ("tỉnh ", "xã ", "phường ", "Tỉnh ủy ")
DECIDING = {
    "QĐ": "Quyết định",
    "QĐ-QPPL": "Quyết định",
    "NQ": "Quyết nghị",
    "NQ-QPPL": "Quyết nghị",
}


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency in the words its papers need."""

    name: str
    block: str
    is_commune: bool
    is_department: bool
    head_title: str
    province: str  # “tỉnh Phú Thọ”

    @property
    def is_party(self) -> bool:
        return self.block == "party"

    @property
    def superior(self) -> str:
        """What stands above its name: a department's committee, a commune's Party branch."""
        if self.is_department:
            return f"Ủy ban nhân dân\n{self.province}"
        return f"Đảng bộ {self.province}" if self.is_party and self.is_commune else ""

    @property
    def head(self) -> str:
        """Its name in two lines where it names a body and a place."""
        for body in BODIES:
            if self.name.startswith(f"{body} "):
                return f"{body}\n{self.name.removeprefix(body).strip()}"
        return self.name

    @property
    def place(self) -> str:
        """Địa danh: the commune's own name, the province's for the rest."""
        found = self.head.rpartition("\n")[2] if self.is_commune else self.province
        for word in PLACE_WORDS:
            found = found.removeprefix(word)
        return found

    def enacted_by(self, type_code: str) -> str:
        """Who decides, above the legal bases; only a decision or a resolution says so."""
        if type_code not in DECIDING or self.is_party:
            return ""
        if type_code == "QĐ" and self.head_title:
            name = self.name if self.block != "council" else f"Thường trực {self.name}"
            return f"{self.head_title} {name}"
        return self.name

    def verb(self, type_code: str) -> str:
        """The word between the legal bases and the articles."""
        return DECIDING.get(type_code, "")
