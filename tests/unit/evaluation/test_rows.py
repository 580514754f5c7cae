"""The name of a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.evaluation.rows import Place

NAMES = st.text() | st.text("Nd '’/_%=éÉ5F~", max_size=6)


def key_of(group: str) -> str:
    place = Place(analysis="item", item="q", group_by="place", group=group)
    return place.key("mean")


@pytest.mark.parametrize(
    ("group", "written"),
    [
        ("Les Tilleuls", "Les_Tilleuls"),
        ("Saint-Étienne", "Saint-Étienne"),
        ("Nord Est", "Nord_Est"),
        ("Nord / Est", "Nord_%2F_Est"),
        ("Val d'Aubert", "Val_d%27Aubert"),
        ("Val d’Aubert", "Val_d%E2%80%99Aubert"),
        ("a_b", "a%5Fb"),
        ("100%", "100%25"),
    ],
)
def test_a_group_is_written_in_a_key_so_that_it_can_be_read(group, written):
    assert key_of(group) == f"item/q/place={written}/mean"


@given(NAMES, NAMES)
def test_two_groups_never_share_a_key(one, other):
    assert (key_of(one) == key_of(other)) == (one == other)


@given(NAMES)
def test_a_group_never_adds_a_part_to_a_key(name):
    assert key_of(name).count("/") == 3
