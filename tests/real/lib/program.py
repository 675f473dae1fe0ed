"""The program under test: `$MEMOS_WEEKLY_BIN`, else built with cargo."""

import functools
import os
from pathlib import Path

from blogs import ROOT, fail, run


@functools.cache
def binary():
    chosen = os.environ.get("MEMOS_WEEKLY_BIN")
    if chosen:
        return chosen
    built = run(["cargo", "build", "--quiet"], ROOT)
    if built.returncode:
        fail(built.stderr)
    target = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
    return target / "debug/memos-weekly"
