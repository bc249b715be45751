"""Hashed names and compressed files for the demo, ready in seconds.

Brotli's best setting takes a minute for what gzip does in one; a real town's files are
made once and keep it.
"""

from __future__ import annotations

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class QuickStaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    def create_compressor(self, **options: Any) -> Compressor:
        return Compressor(use_brotli=False, **options)
