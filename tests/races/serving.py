"""A child process that serves as `./ksbb run` does once all is prepared: `serving.py PORT [pages]`.

Pages need the files of their looks, the API does not.
"""

import importlib.util
import os
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path

LAUNCHER = Path(__file__).resolve().parents[2] / "ksbb"

if __name__ == "__main__":
    loader = SourceFileLoader("launcher", str(LAUNCHER))
    spec = importlib.util.spec_from_loader("launcher", loader)
    assert spec is not None
    launcher = importlib.util.module_from_spec(spec)
    loader.exec_module(launcher)
    if "pages" in sys.argv:
        launcher.collect(dict(os.environ))
    sys.exit(launcher.serve(int(sys.argv[1]), dict(os.environ)))
