"""Every state against every verb: the tables are the law, and nothing else moves anything."""

import pytest

from vanlang.documents.rules import states
from vanlang.documents.rules.states import EntryState, State, WorkFileState, WrongState


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("verb", list(states.MOVES))
def test_move_goes_by_the_table(state: State, verb: str) -> None:
    starts, end = states.MOVES[verb]

    if state in starts:
        assert states.move(state, verb) == end
    else:
        with pytest.raises(WrongState):
            states.move(state, verb)


@pytest.mark.parametrize("state", list(EntryState))
@pytest.mark.parametrize("verb", list(states.ENTRY_MOVES))
def test_move_entry_goes_by_the_table(state: EntryState, verb: str) -> None:
    starts, end = states.ENTRY_MOVES[verb]

    if state in starts:
        assert states.move_entry(state, verb) == end
    else:
        with pytest.raises(WrongState):
            states.move_entry(state, verb)


@pytest.mark.parametrize("state", list(WorkFileState))
@pytest.mark.parametrize("verb", list(states.WORK_FILE_MOVES))
def test_move_work_file_goes_by_the_table(state: WorkFileState, verb: str) -> None:
    starts, end = states.WORK_FILE_MOVES[verb]

    if state in starts:
        assert states.move_work_file(state, verb) == end
    else:
        with pytest.raises(WrongState):
            states.move_work_file(state, verb)


def test_every_state_has_a_name() -> None:
    assert set(states.STATE_NAMES) == set(State)
    assert set(states.ENTRY_STATE_NAMES) == set(EntryState)
    assert set(states.WORK_FILE_STATE_NAMES) == set(WorkFileState)
