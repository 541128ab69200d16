from vanlang.documents.actions import directing
from vanlang.documents.queries import documents
from vanlang.kernel import journal
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.models import Entry


@journal.on("documents.issued")
def close_what_it_answers(entry: Entry) -> None:
    document = documents.with_key(entry.about_id)
    if document is not None:
        directing.answer(document, by=PLATFORM, at=entry.at)
