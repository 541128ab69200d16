"""Tables made in one step are the same models, rendered, as tables made one after another."""

from django.db import models
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState

from vanlang.kernel.migrating import CreateTables


def tables() -> list[CreateModel]:
    key: tuple[str, models.Field[object, object]] = ("id", models.BigAutoField(primary_key=True))
    link: models.Field[object, object] = models.ForeignKey("kho.Shelf", models.PROTECT)
    return [
        CreateModel("Shelf", [key, ("name", models.CharField(max_length=9))]),
        CreateModel("Book", [key, ("shelf", link)]),
    ]


def made(*operations: CreateModel | CreateTables) -> ProjectState:
    state = ProjectState()
    state.apps  # noqa: B018 rendered from the beginning, as when migrating
    for operation in operations:
        operation.state_forwards("kho", state)
    return state


def test_tables_at_once_are_the_same_tables() -> None:
    apart, at_once = made(*tables()), made(CreateTables(*tables()))

    assert at_once.models == apart.models
    for state in (apart, at_once):
        book = state.apps.get_model("kho", "Book")
        assert book.shelf.field.related_model is state.apps.get_model("kho", "Shelf")


def test_a_state_that_is_not_rendered_stays_so() -> None:
    state = ProjectState()

    CreateTables(*tables()).state_forwards("kho", state)

    assert "apps" not in state.__dict__
    assert set(state.models) == {("kho", "shelf"), ("kho", "book")}
