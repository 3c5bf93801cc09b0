"""Where tests keep their files: a new folder for each run, never the office's own data."""

import os
import sys
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="bantin-test-")
os.environ["BANTIN_DATA"] = _folder
os.environ.setdefault("BANTIN_BASE_URL", "http://127.0.0.1:8000")
sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from tools import messages  # noqa: E402

messages.main()
