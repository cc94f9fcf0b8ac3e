"""What may be kept, what it is called, and where it lies."""

import re
import unicodedata
from collections.abc import Collection

LONGEST_NAME = 120
MOST_ENTRIES = 5_000  # files inside one office document
MOST_UNPACKED = 300 * 1024 * 1024  # bytes that one office document may say it unpacks to

PDF, PNG, JPEG, WEBP = "application/pdf", "image/png", "image/jpeg", "image/webp"
OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = f"{OFFICE}.wordprocessingml.document"
XLSX = f"{OFFICE}.spreadsheetml.sheet"
PPTX = f"{OFFICE}.presentationml.presentation"
TEXT, CSV = "text/plain", "text/csv"

ENDINGS = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    WEBP: (".webp",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    PPTX: (".pptx",),
    TEXT: (".txt",),
    CSV: (".csv",),
}
"""The first ending is the one that is put in place of a wrong one."""

HEARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
"""The part without which an office document is none."""

UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff<>:\"|?*]")
MARKUP = re.compile(
    r"\A\s*<|<[!?/]?(doctype|html|head|body|script|svg|xml|iframe|object|embed|style|link|meta|img)\b",
    re.IGNORECASE,
)
CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def safe_name(typed: str, media_type: str) -> str:
    """The last part of a name, without what could mislead, with an ending that fits the content.

    Source: the project's own rule; OWASP File Upload Cheat Sheet, "Filename safety".

    >>> safe_name("../../x.html", PDF)
    'x.pdf'
    >>> safe_name("C:\\\\งาน\\\\รายงานการประชุม ครั้งที่ 1.PDF", PDF)
    'รายงานการประชุม ครั้งที่ 1.pdf'
    >>> safe_name("คำสั่ง ที่ 12.2569", PDF)
    'คำสั่ง ที่ 12.2569.pdf'
    >>> safe_name(".htaccess", TEXT)
    'htaccess.txt'
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", typed))[-1]
    clean = re.sub(r"\s+", " ", UNSAFE.sub("", last)).strip(" .")
    endings = ENDINGS[media_type]
    stem, dot, ending = clean.rpartition(".")
    ending = f".{ending.lower()}"
    if not dot or not stem:
        stem, ending = clean, endings[0]
    elif ending not in endings:
        looks_like_one = re.fullmatch(r"\.[a-z][a-z0-9]{1,4}", ending)
        stem, ending = (stem if looks_like_one else clean), endings[0]
    return (shortened(stem.strip(" ."), LONGEST_NAME) or "file") + ending


def shortened(text: str, longest: int) -> str:
    """Not longer than `longest` letters, and not cut between a letter and its marks.

    Source: the project's own rule; grapheme clusters as in Unicode Standard Annex 29.

    >>> shortened("มากี่ครั้ง", 3)
    'มา'
    >>> shortened("กขค", 3)
    'กขค'
    """
    while longest < len(text) and unicodedata.category(text[longest]) == "Mn":
        longest -= 1
    return text[:longest].rstrip()


def place(sha256: str) -> str:
    """Where the bytes lie under the folder of files.

    Source: Git's own store of objects: the folder is named by the first two digits.

    Source: the project's own rule (files are kept once, under the hash of their bytes).

    >>> place("abcdef")
    'ab/cdef'
    """
    return f"{sha256[:2]}/{sha256[2:]}"


def office_kind(names: Collection[str], unpacked: int) -> str | None:
    """Which office document a ZIP file with these parts is; None for every other ZIP, for macros and for bombs.

    Source: ECMA-376 (Office Open XML), part 2 (packages).

    >>> office_kind(["[Content_Types].xml", "word/document.xml"], 1000) == DOCX
    True
    >>> office_kind(["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"], 1000)
    >>> office_kind(["[Content_Types].xml", "word/document.xml"], 10**10)
    >>> office_kind(["index.html"], 10)
    """
    if "[Content_Types].xml" not in names or len(names) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    found = [kind for heart, kind in HEARTS.items() if heart in names]
    return found[0] if len(found) == 1 else None


def text_kind(content: bytes, name: str) -> str | None:
    """Plain text or CSV in UTF-8 or TIS-620 (with Windows' additions); None for pages, pictures in XML and bytes.

    Source: RFC 4180 (CSV); WHATWG Encoding Standard (windows-874).

    Source: the project's own rule; TIS 620-2533 (Thai character codes for computers).

    >>> text_kind("ลำดับ,ชื่อ".encode(), "a.csv") == CSV, text_kind("ลำดับ".encode("tis-620"), "a.dat") == TEXT
    (True, True)
    >>> text_kind(b"<html><script>", "a.txt"), text_kind(b"a\\x00b", "a.txt")
    (None, None)
    """
    for encoding in ("utf-8-sig", "cp874"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if CONTROLS.search(text) or MARKUP.search(text):
            return None
        return CSV if name.lower().endswith(".csv") else TEXT
    return None
