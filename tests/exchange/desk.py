"""Does inside an installation what a test asks, by its own code.

`python -m tests.exchange.desk VERB WORDS…` does one thing. Without words it stays, and does each
line of standard input, a JSON list of such words: loading the platform takes longer than most of
what is asked.
"""

import json
import os
import sys
import traceback

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vanlang.config.settings")
django.setup()

from django.db import close_old_connections  # noqa: E402 it needs the platform loaded

from tests.exchange import messages, paperwork  # noqa: E402 as above

VERBS = messages.VERBS | paperwork.VERBS


def stay() -> None:
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(json.loads(line))) + "\n")
        sys.stdout.flush()
        close_old_connections()


def _answer(words: list[str]) -> dict[str, object]:
    try:
        return {"said": VERBS[words[0]](*words[1:])}
    except Exception:  # noqa: BLE001 whatever it was, the test shall read it
        return {"failed": traceback.format_exc()}


if __name__ == "__main__":
    if sys.argv[1:]:
        VERBS[sys.argv[1]](*sys.argv[2:])
    else:
        stay()
