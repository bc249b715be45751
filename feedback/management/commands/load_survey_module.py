"""Put questions from a file into the library of surveys.

For wording that this software may not carry itself, such as Canada’s twelve core items,
which may be used for non-commercial purposes if the source is named.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from engagement.common.commands import file_bytes, whole_or_nothing
from feedback.services import load_module


class Command(BaseCommand):
    help = "Put a module of survey questions (JSON) into the library."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            text = file_bytes(options["file"]).decode("utf-8")
        except UnicodeDecodeError as error:
            message = "The file is not written in UTF-8."
            raise CommandError(message) from error
        with whole_or_nothing():
            module = load_module(text=text, now=now())
        self.stdout.write(
            f"{module.code}: {len(module.questions)} questions can be added to surveys."
        )
