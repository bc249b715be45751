#!/usr/bin/env python
"""Django's command line. Without DATABASE_URL a command uses the demo's database."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

from config.embedded.commands import run_command

if __name__ == "__main__":
    run_command(sys.argv)
