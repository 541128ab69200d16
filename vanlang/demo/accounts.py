"""The officials of the demonstration: who works where, in which role, under which name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vanlang.demo import people
from vanlang.identity.api import Block, Level, Role, Unit

PASSWORD = "Van-Lang-2026-thu"  # noqa: S105 printed for everybody to see, on this machine only
PIN = "250701"  # with it leaders sign and clerks seal
SHOWN_COMMUNES = ("05158", "07900", "08545")  # Mường Bi, phường Việt Trì, Thu Cúc
ALL_ACCOUNTS = 28_226
SHOWN_DEPARTMENT = 2  # the third in the official order


@dataclass(frozen=True, slots=True)
class Account:
    """One official: `unit_code` is the office they sit in, roles hold at its agency."""

    username: str
    name: str
    unit_code: str
    title: str
    roles: tuple[Role, ...]
    is_shown: bool = False


# What every commune needs so that no counter is unmanned, and what the shown ones have besides.
# (user name, office below the committee, title, roles)
EVERYWHERE = (
    ("tiepnhan", ".04", "Công chức tiếp nhận", (Role.RECEIVER,)),
    ("thuly", ".03", "Công chức thụ lý", (Role.PROCESSOR,)),
    ("thamtra", ".03", "Trưởng phòng", (Role.REVIEWER,)),
    ("lanhdao", "", "Phó Chủ tịch", (Role.LEADER,)),
    ("vanthu", ".01", "Văn thư", (Role.CLERK,)),
)
WHERE_SHOWN = (
    ("theodoi", "", "Chủ tịch", (Role.VIEWER, Role.LEADER)),
    ("quantri", ".01", "Quản trị hệ thống", (Role.ADMIN,)),
    ("kiemtra", ".01", "Kiểm tra nội bộ", (Role.AUDITOR,)),
)
IN_DEPARTMENTS = (
    ("tiepnhan", "Công chức tiếp nhận", (Role.RECEIVER,)),
    ("thuly", "Chuyên viên", (Role.PROCESSOR,)),
    ("thamtra", "Trưởng phòng", (Role.REVIEWER,)),
    ("lanhdao", "Phó Giám đốc", (Role.LEADER,)),
    ("vanthu", "Văn thư", (Role.CLERK,)),
    ("theodoi", "Giám đốc", (Role.VIEWER, Role.LEADER)),
)
AT_THE_PROVINCE = (
    ("theodoi.tinh", "Chuyên viên theo dõi", (Role.VIEWER,)),
    ("lanhdao.tinh", "Phó Chủ tịch", (Role.LEADER, Role.VIEWER)),
    ("quantri.tinh", "Quản trị hệ thống", (Role.ADMIN,)),
    ("kiemtra.tinh", "Kiểm tra", (Role.AUDITOR,)),
)

# Who writes, initials and issues for the Provincial People's Committee.
AT_THE_PROVINCES_REGISTRY = (
    ("soanthao.tinh", "Chuyên viên", (Role.PROCESSOR,)),
    ("thamtra.tinh", "Phó Chánh Văn phòng", (Role.REVIEWER,)),
    ("vanthu.tinh", "Văn thư", (Role.CLERK,)),
)

# The other blocks at both levels: who leads, who works, who registers. The name of an account says
# the block: lanhdao.danguy.05158, chuyenvien.mttq.tinh.
BLOCKS = {Block.PARTY: "danguy", Block.COUNCIL: "hdnd", Block.FRONT: "mttq"}
IN_BLOCKS = (
    ("lanhdao", "", (Role.LEADER, Role.VIEWER)),
    ("chuyenvien", "Chuyên viên", (Role.PROCESSOR, Role.REVIEWER)),
    ("vanthu", "Văn thư", (Role.CLERK,)),
)


def accounts(
    province: Unit,
    communes: list[Unit],
    departments: list[Unit],
    blocks: Sequence[Unit] = (),
    *,
    whole: bool,
) -> Iterator[Account]:
    """Yield everybody; `whole` fills up to the province's 28,226 accounts.

    `blocks`: agencies of Party, Council and Front, as `identity.block_agencies` has them.
    """
    count = 0
    for account in (*_named(province, communes, departments), *_of_blocks(blocks)):
        count += 1
        yield account
    if whole:
        offices = [f"{u.code}{office}" for u in communes for office in (".01", ".02", ".03", ".04")]
        for number in range(ALL_ACCOUNTS - count):
            yield Account(
                f"canbo.{number:05}",
                people.invent(500_000 + number).name,
                offices[number % len(offices)],
                "Công chức",
                (Role.PROCESSOR,),
            )


def _named(province: Unit, communes: list[Unit], departments: list[Unit]) -> Iterator[Account]:
    number = 400_000
    for name, title, roles in AT_THE_PROVINCE:
        number += 1
        yield Account(name, people.invent(number).name, province.code, title, roles, is_shown=True)
    for position, unit in enumerate(departments):
        for name, title, roles in IN_DEPARTMENTS:
            number += 1
            tail = unit.code.rpartition(".")[2]
            yield Account(
                f"{name}.so{tail}",
                people.invent(number).name,
                unit.code,
                title,
                roles,
                is_shown=position == SHOWN_DEPARTMENT,
            )
    for unit in communes:
        is_shown = unit.area_code in SHOWN_COMMUNES
        mountain = unit.former_province == "Hòa Bình"
        for name, office, title, roles in (*EVERYWHERE, *(WHERE_SHOWN if is_shown else ())):
            number += 1
            yield Account(
                f"{name}.{unit.area_code}",
                people.invent(number, in_the_mountains=mountain).name,
                f"{unit.code}{office}",
                title,
                roles,
                is_shown=is_shown,
            )
    for place, (name, title, roles) in enumerate(AT_THE_PROVINCES_REGISTRY, 1):
        yield Account(
            name, people.invent(390_000 + place).name, province.code, title, roles, is_shown=True
        )


def _of_blocks(blocks: Sequence[Unit]) -> Iterator[Account]:
    """Yield who works for Party, Council and Front: at the province and in the shown communes."""
    shown = [u for u in blocks if u.level == Level.PROVINCE or u.area_code in SHOWN_COMMUNES]
    for place, unit in enumerate(shown):
        where = unit.area_code or "tinh"
        for number, (name, title, roles) in enumerate(IN_BLOCKS):
            yield Account(
                f"{name}.{BLOCKS[Block(unit.block)]}.{where}",
                people.invent(380_000 + place * len(IN_BLOCKS) + number).name,
                unit.code,
                title or f"Phó {unit.head_title}",
                roles,
                is_shown=True,
            )
