"""Templates keep to the strict policy of content: nothing inline, nothing unescaped, every form with its token."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FAULTS = {
    "|safe": re.compile(r"\|\s*safe(seq)?\b"),
    "autoescape off": re.compile(r"{%\s*autoescape\s+off"),
    "style in an attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "<style>": re.compile(r"<style\b", re.IGNORECASE),
    "on…= in an attribute": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "hx-on": re.compile(r"\shx-on[:-]", re.IGNORECASE),
    "script in the page": re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "javascript: address": re.compile(r"=\s*[\"']\s*javascript:", re.IGNORECASE),
}
FORM = re.compile(r"<form\b[^>]*\bmethod\s*=\s*[\"']?post[\"']?[^>]*>.*?</form>", re.IGNORECASE | re.DOTALL)
SAYS_NOTHING = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", re.DOTALL)


def templates() -> list[Path]:
    return sorted((ROOT / "janya").glob("*/templates/**/*.html"))


def faults(text: str) -> Iterator[tuple[str, int]]:
    """What is wrong, and in which line."""
    text = SAYS_NOTHING.sub(lambda found: "\n" * found[0].count("\n"), text)
    for name, pattern in FAULTS.items():
        for found in pattern.finditer(text):
            yield name, text.count("\n", 0, found.start()) + 1
    for found in FORM.finditer(text):
        if "{% csrf_token %}" not in found[0]:
            yield "a POST form without csrf_token", text.count("\n", 0, found.start()) + 1


def test_templates_have_nothing_inline_and_every_form_has_its_token() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in templates()
        for name, line in faults(path.read_text(encoding="utf-8"))
    ]

    assert found == [], "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ name|safe }}", ["|safe"]),
        ('<p class="a"\n style="color:red">', ["style in an attribute"]),
        ("<a onclick='x()'>", ["on…= in an attribute"]),
        ("<script>x</script>", ["script in the page"]),
        ('<script src="x.js" defer></script>', []),
        ('<form method="post">{{ form }}</form>', ["a POST form without csrf_token"]),
        ('<form method="post">{% csrf_token %}</form><form method="get"></form>', []),
        ("{# <form method='post'></form> #}", []),
    ],
)
def test_the_look_at_templates_finds_faults(text: str, expected: list[str]) -> None:
    assert [name for name, _line in faults(text)] == expected
