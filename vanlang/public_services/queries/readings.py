"""The answers of a form as officials read them."""

from vanlang.public_services.queries.documents import AnsweredPart
from vanlang.public_services.rules import voices


def read_by_official(parts: list[AnsweredPart]) -> list[AnsweredPart]:
    """Return the same answers, labelled for whoever reads them at a desk."""
    return [
        AnsweredPart(
            part.title,
            [
                (key, voices.to_official(label), voices.choice_to_official(value))
                for key, label, value in part.answers
            ],
        )
        for part in parts
    ]
