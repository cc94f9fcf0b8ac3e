"""`python -m bench.serve PORT [bare]`: Janya's own server with the baseline's view beside Janya's; `bare`: without middleware."""

import argparse
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "janya.settings"


def main(port: int, *, is_bare: bool) -> int:
    import django
    from django.conf import settings

    settings.ROOT_URLCONF = "bench.urls"
    if is_bare:
        settings.MIDDLEWARE = []
    django.setup()
    from janya import commands

    words = argparse.Namespace(host="127.0.0.1", port=port, workers=2, threads=4, demo=False, no_worker=True)
    return commands.serve(words)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), is_bare="bare" in sys.argv[2:]))
