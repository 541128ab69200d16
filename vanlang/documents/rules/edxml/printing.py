"""A message as plain data, for programs that read JSON."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime

from vanlang.documents.rules.edxml.codes import (
    PURPOSE_NAMES,
    STATUS_NAMES,
    Purpose,
    Refused,
    Status,
)
from vanlang.documents.rules.edxml.messages import Message, StatusMessage

Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]


def plain(value: object) -> Plain:
    """Return a dataclass, and all in it, as what JSON knows."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)


def said(message: Message | StatusMessage) -> dict[str, Plain]:
    """Return what a message says, and of which kind it is."""
    found = plain(message)
    if not isinstance(found, dict):
        raise TypeError(message)
    if isinstance(message, StatusMessage):
        return {"type": "status", "status_name": STATUS_NAMES[Status(message.status)], **found}
    name = PURPOSE_NAMES[Purpose(message.business.purpose)]
    return {"type": "document", "purpose_name": name, **found}


def faults(problem: Refused) -> list[Plain]:
    return [{"code": fault.code, "text": fault.text} for fault in problem.faults]
