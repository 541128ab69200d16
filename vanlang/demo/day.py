"""One working day of the province, played through the real actions, hour by hour.

Each dossier lives a life of its own: it does one thing, and says when it will do the next. A heap
puts the lives in order of time. Every moment is one of the day played, never of the clock.
"""

import heapq
import io
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from vanlang.demo import answers, people
from vanlang.identity.api import (
    Person,
    Post,
    Registration,
    actor_of,
    commune_committees,
    departments,
    register_citizen,
)
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.deadlines import ZONE
from vanlang.kernel.refusals import Refusal
from vanlang.payments.actions import online, standing_in
from vanlang.public_services.actions import (
    accepting,
    consenting,
    delivering,
    drafts,
    fees,
    rating,
    sealing,
    settling,
    submission,
)
from vanlang.public_services.actions.drafts import Beginning
from vanlang.public_services.actions.papers import Upload, add_paper, reuse_paper
from vanlang.public_services.models import Dossier, Draft, StoreItem
from vanlang.public_services.queries import documents, procedures
from vanlang.public_services.queries.deliveries import delivery_of
from vanlang.public_services.rules import consents, steps
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.deliveries import PostalAddress, copies_asked
from vanlang.public_services.rules.parts import OnlineLevel, PaperSource, StepKind
from vanlang.public_services.rules.states import Channel, DeliveryManner, State
from vanlang.ui import papers

OPENS, CLOSES = time(7, 30), time(17, 0)
OVERTIME = timedelta(minutes=50)
DOSSIERS_A_CITIZEN = 3
COMMON = 8  # times as many of what costs nothing and is done online
SHARE_ONLINE, SHARE_BY_POST = 0.86, 0.02
SHARE_IN_HOME_COMMUNE = 0.7
SHARE_RATED = 0.3
POSTED_EVERY = 3  # of those with copies on paper, one in so many has them sent
SHARE_SLOW = 0.08  # officers who leave things lying
SCORES = (5, 5, 5, 4, 4, 3, 2)
# How long each kind of work takes an officer, in minutes: least and most.
TAKES = {
    StepKind.RECEIVE: (3, 45),
    StepKind.PROCESS: (10, 150),
    StepKind.REVIEW: (5, 60),
    StepKind.SIGN: (5, 90),
    StepKind.SEAL: (1, 20),
    StepKind.RETURN: (5, 60),
}


@dataclass
class Progress:
    """How far the day has come; kept in a file that the start page reads."""

    wanted: int
    path: Path
    say: Callable[[str], object]
    filed: int = 0
    settled: int = 0
    refused: Counter[str] = field(default_factory=Counter)  # by the reason given
    clock: str = ""
    is_over: bool = False
    _said: int = field(default=-1, repr=False)

    def keep(self, at: datetime) -> None:
        """Write the file and, every twentieth of the way, a line on the terminal."""
        self.clock = f"{at.astimezone(ZONE):%H:%M}"
        share = 20 * self.filed // max(1, self.wanted)
        if share == self._said and not self.is_over:
            return
        self._said = share
        facts = {
            "wanted": self.wanted,
            "filed": self.filed,
            "settled": self.settled,
            "clock": self.clock,
            "is_over": self.is_over,
        }
        self.path.write_text(json.dumps(facts))
        self.say(
            f"Ngày làm việc lúc {self.clock}: {self.filed}/{self.wanted} hồ sơ đã nộp, "
            f"{self.settled} đã trả kết quả" + (". Hết ngày." if self.is_over else "")
        )


class Day:
    """The province on `day`: who works where, who lives where, and what they bring."""

    def __init__(self, day: date, *, seed: int, progress: Progress) -> None:
        self.day = day
        self.progress = progress
        self.chance = random.Random(seed)  # noqa: S311 a play, not a secret
        self.seed = seed
        self.communes = list(commune_committees())
        self.departments = list(departments())
        self.areas = [unit.area_code for unit in self.communes]
        # Small communes bring few dossiers, large wards many.
        self.weights = [unit.population or 15_000 for unit in self.communes]
        self.definitions = [found.definition for found in procedures.published(day)]
        self.wanted = [COMMON if self.is_free_online(one) else 1 for one in self.definitions]
        self.workers = self._workers()
        self.actors: dict[UUID, Actor] = {}
        self.papers: list[bytes] = []

    def _workers(self) -> dict[tuple[str, int], list[Person]]:
        found: dict[tuple[str, int], list[Person]] = {}
        for post in Post.objects.filter(valid_to__isnull=True).select_related("person", "unit"):
            for role in post.roles:
                found.setdefault((role, post.unit.agency_id or 0), []).append(post.person)
        return found

    def is_free_online(self, definition: Definition) -> bool:
        return definition.channel != OnlineLevel.IN_PERSON and not definition.fees

    def actor(self, person: Person) -> Actor:
        if person.pk not in self.actors:
            self.actors[person.pk] = actor_of(person, self.moment(OPENS))
        return self.actors[person.pk]

    def worker(self, role: str, unit_id: int) -> Actor | None:
        """Return one of those who hold the role at the agency."""
        people_there = self.workers.get((role, unit_id))
        return self.actor(self.chance.choice(people_there)) if people_there else None

    def moment(self, when: time) -> datetime:
        return datetime.combine(self.day, when, ZONE)

    def scan(self) -> bytes:
        """Return one of a few PDFs, as people photograph the same kinds of papers."""
        if not self.papers:
            self.papers = [
                papers.render(
                    "demo/paper", {"title": f"Giấy tờ trình diễn {n + 1}", "at": self.moment(OPENS)}
                ).pdf
                for n in range(5)
            ]
        return self.chance.choice(self.papers)

    def play(self, dossiers: int) -> None:
        """Play the whole day."""
        citizens = [self.citizen(n) for n in range(max(1, dossiers // DOSSIERS_A_CITIZEN))]
        lives: list[tuple[datetime, int, Iterator[datetime]]] = []
        for number in range(dossiers):
            begins = self.moment(OPENS) + self.spread()
            heapq.heappush(lives, (begins, number, self.life(begins, citizens)))
        ends = self.moment(CLOSES) + OVERTIME
        at = self.moment(OPENS)
        while lives and lives[0][0] <= ends:
            at, number, life = heapq.heappop(lives)
            try:
                heapq.heappush(lives, (max(at, next(life)), number, life))
            except StopIteration:
                pass
            except Refusal as refusal:
                self.progress.refused[refusal.message] += 1
            self.progress.keep(at)
        self.progress.is_over = True
        self.progress.keep(at)

    def spread(self) -> timedelta:
        """Return a time after the opening: a wave in the morning, a smaller one after noon."""
        morning = self.chance.random() < 0.6  # noqa: PLR2004
        peak, width = (100, 70) if morning else (420, 90)
        return timedelta(minutes=min(max(self.chance.gauss(peak, width), 0), 565))

    def citizen(self, number: int) -> Person:
        home = self.chance.choices(self.communes, self.weights)[0]
        invented = people.invent(
            self.seed * 10_000 + number, in_the_mountains=home.former_province == "Hòa Bình"
        )
        facts = Registration(
            name=invented.name,
            identity_number=invented.identity_number,
            birth_date=invented.birth_date,
            sex="female" if invented.is_female else "male",
            phone=f"09{number % 10**8:08}",
            address=f"Khu {self.chance.randrange(1, 15)}",
            commune_code=home.area_code,
            identity_level=2,
        )
        return register_citizen(facts, by=PLATFORM, at=self.moment(OPENS))

    def life(self, at: datetime, citizens: list[Person]) -> Iterator[datetime]:
        """Live one dossier from its filing to its rating, yielding when it goes on."""
        citizen = self.chance.choice(citizens)
        definition = self.chance.choices(self.definitions, self.wanted)[0]
        pace = 4.0 if self.chance.random() < SHARE_SLOW else 1.0
        dossier_id = self.file(definition, citizen, at)
        if dossier_id is None:
            return
        self.progress.filed += 1
        while True:
            dossier = Dossier.objects.get(pk=dossier_id)
            if dossier.state == State.RETURNED:
                break
            kind = steps.place_at(definition, dossier.step_index).kind
            least, most = TAKES[kind]
            at += timedelta(minutes=self.chance.uniform(least, most) * pace)
            at = max(at, dossier.step_started_at)
            yield at
            self.work(Dossier.objects.get(pk=dossier_id), kind, definition, at)
        self.progress.settled += 1
        if self.chance.random() < SHARE_RATED:
            at += timedelta(minutes=20)
            yield at
            score = self.chance.choice(SCORES)
            rating.rate(dossier, score=score, by=self.actor(citizen), at=at)

    def file(self, definition: Definition, citizen: Person, at: datetime) -> UUID | None:
        """File online and pay at the gateway, or bring it to a counter."""
        if self.chance.random() < SHARE_IN_HOME_COMMUNE:
            area = citizen.commune_code
        else:
            area = self.chance.choices(self.areas, self.weights)[0]
        receiving = next(unit for unit in self.communes if unit.area_code == area)
        is_female = citizen.sex == "female"
        filled = answers.fill(
            definition, self.chance, self.day, self.areas, filer_is_female=is_female
        )
        owed = sum(line.amount for line in definition.fees_due(on=self.day, answers=filled))
        luck = self.chance.random()
        is_online = luck < SHARE_ONLINE and definition.channel != OnlineLevel.IN_PERSON
        channel = Channel.ONLINE
        if not is_online:
            channel = Channel.POST if luck > 1 - SHARE_BY_POST else Channel.DIRECT
        by = self.actor(citizen) if is_online else self.worker("receiver", receiving.pk)
        if by is None:
            return None
        key = UUID(int=self.chance.getrandbits(128), version=4)
        draft = drafts.begin(Beginning(key, definition.code, area, citizen, channel), by=by, at=at)
        if not is_online:  # the visitor shows the card and agrees to what is known of them
            draft = consenting.consent(draft, consents.FACTS, by=by, at=at)
        # What identity says already stands; the rest is filled in.
        drafts.save_form(draft, filled | {k: v for k, v in draft.form.items() if v}, by=by, at=at)
        self.hand_in_papers(draft.pk, definition, citizen, by, at)
        if is_online:
            self.pay(draft.pk, by, at)
            manner, address = self.delivery(definition, filled, citizen, key)
            submission.submit(key, delivery=manner, address=address, declared=True, by=by, at=at)
        else:
            submission.submit_at_counter(
                key,
                delivery=DeliveryManner.COUNTER,
                fee_collected=bool(owed),
                declared=True,
                by=by,
                at=at,
            )
        return key

    def delivery(
        self, definition: Definition, form: Mapping[str, str], citizen: Person, key: UUID
    ) -> tuple[DeliveryManner, PostalAddress | None]:
        """Have copies on paper fetched, every third time sent; everything else is electronic."""
        if not copies_asked(definition, form):
            return DeliveryManner.ELECTRONIC, None
        if key.int % POSTED_EVERY:
            return DeliveryManner.COUNTER, None
        return DeliveryManner.POST, PostalAddress(
            citizen.name, citizen.phone, citizen.address, citizen.commune_code
        )

    def pay(self, key: UUID, by: Actor, at: datetime) -> None:
        """Pay what is due at the stand-in gateway, as the person's browser would."""
        draft = Draft.objects.get(pk=key)
        if not fees.amount_of(draft, at=at):
            return
        gateway = fees.pay(draft, back="/", by=by, at=at)
        token = dict(parse_qsl(urlsplit(gateway).query))["phien"]
        led_back = standing_in.answer(token, choice="pay", at=at)
        online.receive(dict(parse_qsl(urlsplit(led_back).query)), at=at)

    def hand_in_papers(
        self, key: UUID, definition: Definition, citizen: Person, by: Actor, at: datetime
    ) -> None:
        """Reuse what lies in the store of a citizen who files online, and upload the rest."""
        draft = Draft.objects.get(pk=key)
        for spec in definition.papers_asked(draft.form):
            if not spec.required or spec.source == PaperSource.DATABASE:
                continue
            item = StoreItem.objects.filter(owner=citizen, code=spec.code).first()
            if item is not None and draft.channel == Channel.ONLINE:
                reuse_paper(draft, spec.code, item.pk, by=by, at=at)
            else:
                upload = Upload(io.BytesIO(self.scan()), "giay-to.pdf")
                add_paper(draft, spec.code, upload, by=by, at=at)

    def work(self, dossier: Dossier, kind: StepKind, definition: Definition, at: datetime) -> None:
        """Do what the step asks for, as one of those who may."""
        by = self.worker(dossier.step_role, dossier.step_unit_id)
        if by is None:
            raise Refusal(f"Không có ai giữ vai trò {dossier.step_role}.")
        if kind == StepKind.RECEIVE:
            accepting.accept(dossier, by=by, at=at)
        elif kind == StepKind.PROCESS:
            self.process(dossier, definition, by, at)
        elif kind == StepKind.REVIEW:
            settling.review(dossier, by=by, at=at)
        elif kind == StepKind.SIGN:
            settling.sign_now(dossier, by=by, at=at)
        elif kind == StepKind.SEAL:
            sealing.look(dossier, by=by, at=at)
            sealing.seal_now(dossier, by=by, at=at + timedelta(minutes=1))
        elif kind == StepKind.RETURN:
            self.hand_out(dossier, by, at)

    def hand_out(self, dossier: Dossier, by: Actor, at: datetime) -> None:
        """Print the copies; hand them over, or bring them to the post."""
        delivery = delivery_of(dossier)
        if delivery is not None and delivery.copies:
            delivering.print_copies(dossier, by=by, at=at)
        if delivery is not None and delivery.manner == DeliveryManner.POST:
            parcel = f"EH{dossier.pk.int % 10**9:09}VN"
            delivering.post(dossier, parcel_number=parcel, by=by, at=at)
        else:
            delivering.return_result(dossier, by=by, at=at)

    def process(self, dossier: Dossier, definition: Definition, by: Actor, at: datetime) -> None:
        if dossier.state == State.ACCEPTED:
            dossier = settling.start(dossier, by=by, at=at)
        if steps.drafts_result(definition, dossier.step_index):
            fields = documents.prefilled_result(dossier, at=at)
            settling.submit(dossier, fields=fields, by=by, at=at)
        else:
            settling.forward(dossier, by=by, at=at, note="Đã kiểm tra thực địa, đủ điều kiện.")


def last_working_day(at: datetime, is_working: Callable[[date], bool]) -> date:
    """Return the latest day that is over and was worked."""
    day = day_of(at) - timedelta(days=1)
    while not is_working(day):
        day -= timedelta(days=1)
    return day
