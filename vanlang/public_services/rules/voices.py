"""The words of a form as an official reads them: "bạn" of the form is "người nộp" to the desk."""

import re

APPLICANT = "người nộp"
# What a list offers is compared whole: an answer that somebody wrote stays as they wrote it.
CHOICES = {
    "Cho chính tôi": "Cho chính người nộp",
    "Tôi nộp thay cho người khác": "Nộp thay cho người khác",
}


def to_official(words: str) -> str:
    """Return a label or a hint of a form that speaks to the applicant, spoken to the official."""
    return re.sub(r"\b[Bb]ạn\b", _applicant, words)


def choice_to_official(words: str) -> str:
    return CHOICES.get(words, words)


def _applicant(match: re.Match[str]) -> str:
    return APPLICANT.capitalize() if match.group()[0] == "B" else APPLICANT
