from uuid import UUID

from vanlang.documents.actions import directing, signing
from vanlang.documents.queries import documents
from vanlang.kernel import journal
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.models import Entry


@journal.on("documents.issued")
def close_what_it_answers(entry: Entry) -> None:
    document = documents.with_key(entry.about_id)
    if document is not None:
        directing.answer(document, by=PLATFORM, at=entry.at)


@journal.on("signing.request_signed")
def keep_what_the_key_signed(entry: Entry) -> None:
    about = str(entry.payload.get("about") or "")
    if about.startswith("documents.document:"):
        key = UUID(about.partition(":")[2])
        signing.take(key, UUID(entry.about_id), at=entry.at)


@journal.on("signing.request_refused", "signing.request_expired")
def wait_for_the_signer_again(entry: Entry) -> None:
    about = str(entry.payload.get("about") or "")
    if about.startswith("documents.document:"):
        signing.let_go(UUID(about.partition(":")[2]), UUID(entry.about_id))
