"""The office's settings, with a data folder that this run of the tests has to itself.

pytest-django reads the settings before any ``conftest.py``, so the folder is made here.
"""

import os
import tempfile
from pathlib import Path

os.environ["BANTIN_DATA"] = tempfile.mkdtemp(prefix="bantin-test-")
os.environ.pop("BANTIN_KEYS", None)
os.environ.setdefault("BANTIN_BASE_URL", "http://127.0.0.1:8000")

from bantin.config.settings import *  # noqa: F403

(Path(os.environ["BANTIN_DATA"]) / "static").mkdir()
os.environ["DJANGO_SETTINGS_MODULE"] = "bantin.config.settings"  # for processes that tests start
