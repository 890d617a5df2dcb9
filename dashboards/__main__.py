"""`python -m dashboards`: serve the dashboards on PORT (8501 unless set), for this machine unless ADDRESS is set."""

import os
import sys
from pathlib import Path

app = Path(__file__).resolve().parent / "asgi.py"
command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", os.environ.get("PORT", "8501")]
if "ADDRESS" in os.environ:
    command += ["--server.address", os.environ["ADDRESS"]]
os.execv(sys.executable, command)
