"""Loaded by pytest before anything else (pyproject.toml): tests never meet the data or settings of whoever runs them.

pytest-django reads the settings before any conftest.py, so a conftest would come too late.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

for name in [name for name in os.environ if name.startswith("JANYA_")]:
    del os.environ[name]
os.environ["JANYA_HOME"] = tempfile.mkdtemp(prefix="janya-tests-")
Path(os.environ["JANYA_HOME"], "static").mkdir()  # whitenoise warns where there is none
os.environ["JANYA_SECRET"] = "only-for-tests"
os.environ["JANYA_JOBS"] = "now"
atexit.register(shutil.rmtree, os.environ["JANYA_HOME"], ignore_errors=True)
