from vanlang.public_services.models.claims import FeeClaim
from vanlang.public_services.models.consents import ConsentRequest
from vanlang.public_services.models.corrections import Correction
from vanlang.public_services.models.dossiers import (
    Delivery,
    Dossier,
    DossierPaper,
    DossierStep,
    Draft,
    DraftPaper,
    DueChange,
    Finance,
    Synchronisation,
)
from vanlang.public_services.models.guesses import GuessCount
from vanlang.public_services.models.pages import DraftPage
from vanlang.public_services.models.paper_notices import PaperNotice
from vanlang.public_services.models.procedures import Procedure, ProcedureVersion
from vanlang.public_services.models.results import Rating, Result
from vanlang.public_services.models.store import StoreItem
from vanlang.public_services.models.tallies import DayTally, StaleDay

__all__ = [
    "ConsentRequest",
    "Correction",
    "DayTally",
    "Delivery",
    "Dossier",
    "DossierPaper",
    "DossierStep",
    "Draft",
    "DraftPage",
    "DraftPaper",
    "DueChange",
    "FeeClaim",
    "Finance",
    "GuessCount",
    "PaperNotice",
    "Procedure",
    "ProcedureVersion",
    "Rating",
    "Result",
    "StaleDay",
    "StoreItem",
    "Synchronisation",
]
