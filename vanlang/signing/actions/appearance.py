"""What a signature looks like on the page: one image with a transparent ground, and nothing else.

Nghị định 30/2020, Phụ lục I: the person's signature blue, the organisation's seal red and of its
real size, both PNG with a transparent ground. No frame, no text: those would hide the seal or the
signature below. An image is compressed once and its bytes reused in every document.
"""

import io
import zlib
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp.base import BaseStamp, BaseStampStyle

KEPT_IN_MEMORY = 64


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as a PDF holds it: colours and opacity apart, both deflated."""

    width: int
    height: int
    colours: bytes
    opacity: bytes


@lru_cache(maxsize=KEPT_IN_MEMORY)
def picture(png: bytes) -> Picture:
    with Image.open(io.BytesIO(png)) as opened:
        image = opened.convert("RGBA")
    return Picture(
        image.width,
        image.height,
        zlib.compress(image.convert("RGB").tobytes(), 9),
        zlib.compress(image.getchannel("A").tobytes(), 9),
    )


@dataclass(frozen=True)
class ImageStyle(BaseStampStyle):
    """A signature that is an image; with no image, an empty place."""

    png: bytes = b""

    def create_stamp(
        self,
        writer: BasePdfFileWriter,
        box: BoxConstraints,
        text_params: dict[str, str],  # noqa: ARG002 no text, as the decree has it
    ) -> "ImageStamp":
        return ImageStamp(writer, self, box)


class ImageStamp(BaseStamp):
    """Draws the image as large as its box allows, unstretched and centred."""

    style: ImageStyle

    def render(self) -> bytes:
        if not self.style.png:
            return b""
        shown = picture(self.style.png)
        scale = min(self.box.width / shown.width, self.box.height / shown.height)
        width, height = shown.width * scale, shown.height * scale
        left, bottom = (self.box.width - width) / 2, (self.box.height - height) / 2
        resources = generic.DictionaryObject({pdf_name("/Im"): self._image(shown)})
        self.resources.xobject.update(resources)
        return b"q %.4f 0 0 %.4f %.4f %.4f cm /Im Do Q" % (width, height, left, bottom)

    def _image(self, shown: Picture) -> generic.IndirectObject:
        writer = self._ensure_writer
        opacity = writer.add_object(_stream(shown, "/DeviceGray", shown.opacity))
        colours = _stream(shown, "/DeviceRGB", shown.colours)
        colours[pdf_name("/SMask")] = opacity
        return writer.add_object(colours)


def _stream(shown: Picture, space: str, content: bytes) -> generic.StreamObject:
    entries = {
        pdf_name("/Type"): pdf_name("/XObject"),
        pdf_name("/Subtype"): pdf_name("/Image"),
        pdf_name("/Width"): generic.NumberObject(shown.width),
        pdf_name("/Height"): generic.NumberObject(shown.height),
        pdf_name("/ColorSpace"): pdf_name(space),
        pdf_name("/BitsPerComponent"): generic.NumberObject(8),
        pdf_name("/Filter"): pdf_name("/FlateDecode"),
    }
    return generic.StreamObject(entries, encoded_data=content)
