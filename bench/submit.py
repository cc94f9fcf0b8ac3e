"""`python -m bench.submit`: how fast answers are taken on the database that DATABASE_URL and JANYA_HOME name, as JSON."""

import json
import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "janya.settings"
django.setup()

from . import surveys  # noqa: E402 its models need the settings

if __name__ == "__main__":
    print(json.dumps(surveys.compare()))
