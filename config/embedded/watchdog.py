"""Outlives its parent by a moment: stops what the parent started, however it died.

It reads one service a line from its standard input. The line ends when the parent does,
by `kill -9` too. Run with a directory's name, it removes that directory at the end.
"""

from __future__ import annotations

import json
import shutil
import signal
import sys

from config.embedded.processes import QUIT_SIGNALS, Service, stop


def main() -> None:
    for each in QUIT_SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    loaded = [Service.load(json.loads(line)) for line in sys.stdin]
    stop([service for service in loaded if service])
    for directory in sys.argv[1:]:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
