from vanlang.documents.models.documents import Attachment, Document, Grant, Reading, SearchRow
from vanlang.documents.models.exchange import ChangeRequest, EdxmlMessage, StatusNote
from vanlang.documents.models.incoming import Direction, Forwarding, IncomingEntry
from vanlang.documents.models.outgoing import Comment, Dispatch, DraftVersion, Initial
from vanlang.documents.models.set_aside import SetAsideLetter
from vanlang.documents.models.work_files import SavedSearch, WorkFile, WorkFileItem

__all__ = [
    "Attachment",
    "ChangeRequest",
    "Comment",
    "Direction",
    "Dispatch",
    "Document",
    "DraftVersion",
    "EdxmlMessage",
    "Forwarding",
    "Grant",
    "IncomingEntry",
    "Initial",
    "Reading",
    "SavedSearch",
    "SearchRow",
    "SetAsideLetter",
    "StatusNote",
    "WorkFile",
    "WorkFileItem",
]
