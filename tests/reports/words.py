"""What stands in a PDF as text, and as tags."""

import pypdfium2


def words_of(content: bytes) -> str:
    paper = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in paper)
