from vanlang.documents.models.documents import Attachment, Document, Grant, Reading, SearchRow
from vanlang.documents.models.exchange import StatusNote
from vanlang.documents.models.incoming import Direction, Forwarding, IncomingEntry
from vanlang.documents.models.outgoing import Comment, Dispatch, DraftVersion, Initial
from vanlang.documents.models.work_files import SavedSearch, WorkFile, WorkFileItem

__all__ = [
    "Attachment",
    "Comment",
    "Direction",
    "Dispatch",
    "Document",
    "DraftVersion",
    "Forwarding",
    "Grant",
    "IncomingEntry",
    "Initial",
    "Reading",
    "SavedSearch",
    "SearchRow",
    "StatusNote",
    "WorkFile",
    "WorkFileItem",
]
