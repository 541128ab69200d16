"""What happened to a task, in words, oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from vanlang.kernel import journal
from vanlang.kernel.models import Entry
from vanlang.tasks.models import Task
from vanlang.tasks.rules.states import EVENT_NAMES, Event
from vanlang.ui import wording


@dataclass(frozen=True, slots=True)
class Happened:
    what: str
    who: str
    at: datetime
    note: str


def of(task: Task) -> Iterator[Happened]:
    for entry in journal.history(task):
        who = ", ".join(part for part in (entry.actor_name, entry.unit_name) if part)
        yield Happened(EVENT_NAMES[Event(entry.kind)], who, entry.at, _note(entry))


def _note(entry: Entry) -> str:
    facts = entry.payload
    if "after" in facts:
        before, after = (datetime.fromisoformat(facts[name]) for name in ("before", "after"))
        return f"từ {wording.moment(before)} đến {wording.moment(after)}"
    if "wanted" in facts:
        wanted = wording.moment(datetime.fromisoformat(facts["wanted"]))
        return f"đến {wanted}: {facts['reason']}"
    how = {
        "answer": "bằng văn bản trả lời",
        "children": "tất cả việc con đã kết thúc",
        "concluded": "không cần báo cáo",
    }
    return str(facts.get("reason") or facts.get("in_charge") or how.get(facts.get("how", ""), ""))
