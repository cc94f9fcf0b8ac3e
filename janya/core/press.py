"""A process that makes one document: `python -m janya.core.press`, for documents.press.

The errand comes as JSON on stdin, the document goes to stdout; what Typst said goes to stderr, with exit code 1. Django is not
needed here, so the process is there in a tenth of a second, and what a long document takes in memory goes with it.
"""

import json
import sys
from datetime import datetime

from janya.core import documents


def main() -> int:
    errand = json.load(sys.stdin.buffer)
    try:
        made = documents.make(
            errand["template"], errand["facts"], errand["form"], datetime.fromisoformat(errand["moment"])
        )
    except documents.DocumentCannotBeMade as failed:
        sys.stderr.write(failed.detail)
        return 1
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
