"""Optical character recognition. The only module that knows RapidOCR; its models come inside its package, nothing is
fetched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from rapidocr import RapidOCR

Pixels = Any  # a numpy array; OpenCV's own types say no more
PixelBox = tuple[int, int, int, int]
Reading = tuple[str, float]
"""What was read, and how sure that is, from 0 to 1."""

THREADS = 2
"""More gain little on lines as short as these, and a server parses several files at once."""
BATCH = 6
NARROWEST = 48
"""Pixels to which a batch of lines is padded at least; the default of 320 makes short numbers cost three times as much."""
DETECTION_SIDE = 1280
"""Pixels of the longer side of what text is looked for in: 10-point type is 15 pixels high on a page of A4."""
LONG_SIDE = 10 * DETECTION_SIDE
"""RapidOCR's own reduction, made before ours, is left out."""


class Engine:
    """The models, loaded once for all pages of a file."""

    def __init__(self) -> None:
        cv2.setNumThreads(THREADS)
        self._engine: Any = RapidOCR(
            params={
                "Global.use_cls": False,  # the classifier of upside-down lines turns 99 into 66
                "Global.log_level": "critical",
                "Global.max_side_len": LONG_SIDE,
                "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Det.limit_type": "max",
                "Det.limit_side_len": DETECTION_SIDE,
                "Rec.rec_img_shape": [3, 48, NARROWEST],
                "Rec.rec_batch_num": BATCH,
            }
        )

    def find(self, image: Pixels) -> list[PixelBox]:
        """Boxes of the lines of text in a grey image."""
        found = self._engine(_coloured(image), use_det=True, use_cls=False, use_rec=False).boxes
        corners = [] if found is None else [np.asarray(box) for box in found]
        return [(*map(int, box.min(axis=0)), *map(int, box.max(axis=0))) for box in corners]  # type: ignore[misc]

    def read(self, lines: Sequence[Pixels]) -> list[Reading]:
        """The text of each line, cut out of a grey image."""
        if not lines:
            return []
        result = self._engine.recognize_txt([_coloured(line) for line in lines])
        return [(text, float(score)) for text, score in zip(result.txts, result.scores, strict=True)]


def _coloured(grey: Pixels) -> Pixels:
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)
