"""How much a request may bring, and which files stay in memory alone.

Django hands a larger file to a temporary one on disk: a photo as it was sent would lie
there with all it tells about its sender. Photos are kept in memory until they are clean.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import IO, Any, Final, TypeVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

from engagement.common.images import MOST_BYTES

MOST_AT_ONCE: Final = 5 * MOST_BYTES + 1024 * 1024  # five photos, and the form around
LONGEST_NAME: Final = 60

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(most_bytes: int) -> Callable[[View], View]:
    """Let a view take larger bodies than a form is; they may go to the disk."""

    def marked(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]  # a note on the function
        return view

    return marked


def takes_photos(view: View) -> View:
    """Let a view take photos: as many as one concern has, in memory alone."""
    view.in_memory = True  # type: ignore[attr-defined]  # a note on the function
    return takes_files(MOST_AT_ONCE)(view)


class LimitedUploads(FileUploadHandler):
    """The first to be asked about a body with files: too much is not even read."""

    in_memory = False

    def handle_raw_input(
        self,
        input_data: IO[bytes],  # noqa: ARG002 - Django's own words
        META: dict[str, str],  # noqa: N803, ARG002 - Django's own words
        content_length: int,
        boundary: str,  # noqa: ARG002 - Django's own words
        encoding: str | None = None,  # noqa: ARG002 - Django's own words
    ) -> None:
        match = self.request.resolver_match if self.request else None
        view = match.func if match else None
        most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        if content_length > getattr(view, "most_bytes", most):
            message = "More than this address takes."
            raise RequestDataTooBig(message)
        self.in_memory = getattr(view, "in_memory", False)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.in_memory:
            self.file = BytesIO()
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep what a photo may have and one byte more, which shows that it is larger."""
        if not self.in_memory:
            return raw_data
        room = MOST_BYTES + 1 - start
        self.file.write(raw_data[: max(0, room)])
        return None

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        if not self.in_memory:
            return None
        self.file.seek(0)
        return InMemoryUploadedFile(
            file=self.file,
            field_name=self.field_name,
            name=(self.file_name or "")[:LONGEST_NAME] or "photo",
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
