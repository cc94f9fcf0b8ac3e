from hypothesis import given
from hypothesis import strategies as st

from janya.journal import rules
from janya.journal.rules import FIRST, Link

told = st.lists(
    st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3),
    min_size=1,
    max_size=12,
)


def chain(lines: list[dict[str, object]]) -> list[Link]:
    links, previous = [], FIRST
    for number, facts in enumerate(lines, 1):
        digest = rules.digest(facts, previous=previous)
        links.append(Link(number, facts, previous, digest))
        previous = digest
    return links


@given(told)
def test_a_chain_that_nobody_touched_holds(lines: list[dict[str, object]]) -> None:
    assert rules.broken(chain(lines)) == []


@given(told, st.data())
def test_a_changed_line_breaks_at_itself(lines: list[dict[str, object]], data: st.DataObject) -> None:
    links = chain(lines)
    at = data.draw(st.integers(0, len(links) - 1))

    links[at] = Link(links[at].number, {"forged": 1}, links[at].previous, links[at].digest)

    assert rules.broken(links) == [at + 1]


@given(told, st.data())
def test_a_removed_line_breaks_at_the_next(lines: list[dict[str, object]], data: st.DataObject) -> None:
    links = chain(lines)
    at = data.draw(st.integers(0, len(links) - 1))

    del links[at]

    assert rules.broken(links) == ([at + 2] if at < len(links) else [])
