from hypothesis import given
from hypothesis import strategies as st

from janya.files import rules

kinds = st.sampled_from(sorted(rules.ENDINGS))


@given(st.text(max_size=400), kinds)
def test_a_safe_name_is_short_ends_right_and_leads_nowhere(typed: str, kind: str) -> None:
    name = rules.safe_name(typed, kind)

    assert name.endswith(rules.ENDINGS[kind])
    assert len(name) <= rules.LONGEST_NAME + len(".jpeg")
    assert not name.startswith(".")
    assert not set(name) & set('/\\\x00\r\n"<>')


@given(st.text(max_size=400), kinds)
def test_a_safe_name_stays_as_it_is(typed: str, kind: str) -> None:
    once = rules.safe_name(typed, kind)

    assert rules.safe_name(once, kind) == once
