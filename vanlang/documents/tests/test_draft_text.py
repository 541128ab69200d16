"""What is pure about drafts: turns, the text's marks, the comparison of versions."""

from hypothesis import given
from hypothesis import strategies as st

from vanlang.documents.rules import differences, draft_text, drafts
from vanlang.documents.rules.differences import Mark
from vanlang.documents.rules.outgoing import Asked, InitialState, next_turn


@given(st.lists(st.builds(Asked, st.integers(1, 4), st.sampled_from(list(InitialState)))))
def test_next_turn_is_the_lowest_that_waits(asked: list[Asked]) -> None:
    turn = next_turn(asked)

    open_orders = {
        one.order for one in asked if one.state in {InitialState.WAITING, InitialState.ASKED}
    }
    assert turn == (min(open_orders) if open_orders else None)


def test_compare_shows_words_that_went_and_came() -> None:
    rows = differences.compare("Một\nHạn là ngày 30 tháng 11", "Một\nHạn là ngày 15 tháng 12")

    assert [row.is_changed for row in rows] == [False, True]
    assert [piece.text for piece in rows[1].left if piece.mark == Mark.GONE] == ["30", "11"]
    assert [piece.text for piece in rows[1].right if piece.mark == Mark.NEW] == ["15", "12"]


@given(st.text(), st.text())
def test_compare_keeps_both_texts(old: str, new: str) -> None:
    rows = differences.compare(old, new)

    def side(texts: list[str]) -> list[str]:
        return [text for text in texts if text]

    lefts = side(["".join(piece.text for piece in row.left) for row in rows])
    rights = side(["".join(piece.text for piece in row.right) for row in rows])
    assert lefts == [line.strip() for line in old.replace("\r\n", "\n").split("\n") if line.strip()]
    assert rights == [
        line.strip() for line in new.replace("\r\n", "\n").split("\n") if line.strip()
    ]


@given(st.text())
def test_any_text_is_a_draft(text: str) -> None:
    draft_text.blocks(text)
    draft_text.words(text)
    drafts.lines(text)


def test_blocks_read_articles_tables_and_annexes() -> None:
    found = draft_text.blocks(
        "Điều 1. Phạm vi\nĐiều 2. Quyết định này có hiệu lực.\n"
        "| A | B |\n|---|---|\n| 1 | **2** |\n"
        "=== Phụ lục I\n# Chương I\nI. MỤC ĐÍCH\nCâu *nghiêng*."
    )

    kinds = [block.kind.value for block in found]
    assert kinds == [
        "paragraph",
        "paragraph",
        "table",
        "annex",
        "centred",
        "paragraph",
        "paragraph",
    ]
    assert all(run.bold for run in found[0].runs)
    assert [run.bold for run in found[1].runs] == [True, False]
    assert found[2].rows[1][1][0].bold
    assert found[6].runs[1].italic


def test_bases_end_with_semicolons_and_a_stop() -> None:
    assert drafts.bases("- Căn cứ A;\nCăn cứ B\n\nTheo đề nghị của C.") == (
        "Căn cứ A;",
        "Căn cứ B;",
        "Theo đề nghị của C.",
    )
