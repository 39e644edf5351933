from django.conf import settings

from disclosures.parsing.sandbox import Limits


def parse_limits() -> Limits:
    """What one file may cost, by the settings."""
    return Limits(
        seconds=settings.PARSE_MAX_SECONDS,
        memory_mb=settings.PARSE_MAX_MEMORY_MB,
        pages=settings.PARSE_MAX_PAGES,
        size=settings.PARSE_MAX_BYTES,
        ocr_seconds=settings.PARSE_MAX_SECONDS_OCR,
        ocr_memory_mb=settings.PARSE_MAX_MEMORY_MB_OCR,
    )
