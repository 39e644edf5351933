"""Functions of pdfium that take and give bare addresses, where ctypes would make a pointer object each time.

They are asked about every character and every object of every page: so they cost a third.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as raw

_Pointer: Any = type(ctypes.POINTER(ctypes.c_int))


def address(handle: Any) -> int:
    """Of a page, a text page, a document of pypdfium2; 0 for none."""
    return ctypes.cast(getattr(handle, "raw", handle), ctypes.c_void_p).value or 0


def bare(function: Any) -> Callable[..., Any]:
    """A function of `pypdfium2.raw` with addresses for its pointers."""

    def plain(kind: Any) -> Any:
        return ctypes.c_void_p if isinstance(kind, _Pointer) else kind

    prototype = ctypes.CFUNCTYPE(plain(function.restype), *map(plain, function.argtypes))
    return prototype(ctypes.cast(function, ctypes.c_void_p).value)  # type: ignore[arg-type]


count_objects, object_at = bare(raw.FPDFPage_CountObjects), bare(raw.FPDFPage_GetObject)
count_inner, inner_at = bare(raw.FPDFFormObj_CountObjects), bare(raw.FPDFFormObj_GetObject)
kind_of, bounds_of = bare(raw.FPDFPageObj_GetType), bare(raw.FPDFPageObj_GetBounds)
matrix_of, set_active = bare(raw.FPDFPageObj_GetMatrix), bare(raw.FPDFPageObj_SetIsActive)
fill_of, stroke_of = bare(raw.FPDFPageObj_GetFillColor), bare(raw.FPDFPageObj_GetStrokeColor)
has_transparency = bare(raw.FPDFPageObj_HasTransparency)
count_marks, mark_at = bare(raw.FPDFPageObj_CountMarks), bare(raw.FPDFPageObj_GetMark)
mark_name = bare(raw.FPDFPageObjMark_GetName)
draw_mode, count_segments = bare(raw.FPDFPath_GetDrawMode), bare(raw.FPDFPath_CountSegments)
clip_of, count_clips = bare(raw.FPDFPageObj_GetClipPath), bare(raw.FPDFClipPath_CountPaths)
count_clip_segments, clip_segment = (
    bare(raw.FPDFClipPath_CountPathSegments),
    bare(raw.FPDFClipPath_GetPathSegment),
)
segment_point, segment_kind = bare(raw.FPDFPathSegment_GetPoint), bare(raw.FPDFPathSegment_GetType)
image_pixels, image_drawn = bare(raw.FPDFImageObj_GetImagePixelSize), bare(raw.FPDFImageObj_GetRenderedBitmap)
text_mode, font_of = bare(raw.FPDFTextObj_GetTextRenderMode), bare(raw.FPDFTextObj_GetFont)
glyph_path, count_glyph_segments = bare(raw.FPDFFont_GetGlyphPath), bare(raw.FPDFGlyphPath_CountGlyphSegments)
glyph_segment = bare(raw.FPDFGlyphPath_GetGlyphPathSegment)
count_characters, character = bare(raw.FPDFText_CountChars), bare(raw.FPDFText_GetUnicode)
owner_of, size_of = bare(raw.FPDFText_GetTextObject), bare(raw.FPDFText_GetFontSize)
character_matrix, loose_box = bare(raw.FPDFText_GetMatrix), bare(raw.FPDFText_GetLooseCharBox)
tight_box = bare(raw.FPDFText_GetCharBox)


def fill(handle: int) -> tuple[int, ...]:
    """Red, green, blue and opacity of an object's fill, each up to 255; black where the file says nothing."""
    colour = (ctypes.c_uint * 4)()
    first, step = ctypes.addressof(colour), ctypes.sizeof(ctypes.c_uint)
    return tuple(colour) if fill_of(handle, *range(first, first + 4 * step, step)) else (0, 0, 0, 255)
