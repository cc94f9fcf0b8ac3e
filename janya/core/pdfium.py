"""The one lock of PDFium: the library knows one thread at a time, whichever room draws."""

from threading import Lock

PDFIUM = Lock()
