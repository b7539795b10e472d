"""The slides of a sample lecture, drawn with Pillow: one idea each, 1280 x 720.

A layout is one function and one line in LAYOUTS. The lower fifth of a slide stays free for subtitles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, MARGIN = 1280, 720, 96
PAPER, INK, GREY, PALE = "#faf8f3", "#1d2733", "#6b7480", "#e9e5da"
FONTS: Mapping[str, tuple[str, ...]] = {
    "regular": ("Lato-Regular.ttf", "OpenSans-Regular.ttf", "DejaVuSans.ttf"),
    "bold": ("Lato-Bold.ttf", "OpenSans-Bold.ttf", "DejaVuSans-Bold.ttf"),
    "italic": ("Lato-Italic.ttf", "OpenSans-Italic.ttf", "DejaVuSans-Oblique.ttf"),
}

Slide = Mapping[str, Any]
Font = ImageFont.FreeTypeFont


def font(style: str, size: int) -> Font:
    """The first of the free fonts that this machine has."""
    for name in FONTS[style]:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    raise SystemExit(f"no font found, expected one of {', '.join(FONTS[style])}: apt-get install fonts-lato")


def wrapped(text: str, face: Font, width: float) -> list[str]:
    """Break a text into lines no wider than `width` pixels."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and face.getlength(longer) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


class Sheet:
    """An empty slide, with the ways to write on it that the layouts share."""

    def __init__(self, accent: str) -> None:
        self.image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.accent = accent
        self.draw.rectangle((0, 0, 14, HEIGHT), fill=accent)

    def write(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: int,
        style: str = "regular",
        colour: str = INK,
        width: float = WIDTH - 2 * MARGIN,
        centred: str = "",
    ) -> float:
        """Write wrapped text from (x, y) down; give back the y below it. `centred`: x is the middle."""
        face = font(style, size)
        for line in wrapped(text, face, width):
            self.draw.text((x, y), line, font=face, fill=colour, anchor="ma" if centred else "la")
            y += round(size * 1.32)
        return y

    def heading(self, text: str) -> None:
        self.write(text, MARGIN, 76, size=44, style="bold")
        self.draw.rectangle((MARGIN, 146, MARGIN + 72, 151), fill=self.accent)


def title(sheet: Sheet, slide: Slide) -> None:
    sheet.write(slide["part"].upper(), MARGIN, 150, size=24, style="bold", colour=sheet.accent)
    y = sheet.write(slide["title"], MARGIN, 200, size=52, style="bold", width=1060)
    sheet.write(slide.get("text", ""), MARGIN, y + 18, size=32, colour=GREY)


def statement(sheet: Sheet, slide: Slide) -> None:
    y = sheet.write(slide["title"], MARGIN, 210, size=64, style="bold", width=1040)
    sheet.write(slide.get("text", ""), MARGIN, y + 22, size=32, colour=GREY)


def quote(sheet: Sheet, slide: Slide) -> None:
    sheet.write("“", MARGIN - 6, 100, size=150, style="bold", colour=sheet.accent)
    y = sheet.write(slide["text"], MARGIN, 222, size=46, style="italic", width=1040)
    sheet.write(slide["by"], MARGIN, y + 24, size=28, colour=GREY)


def points(sheet: Sheet, slide: Slide) -> None:
    sheet.heading(slide["title"])
    y = 216.0
    for point in slide["points"]:
        sheet.draw.ellipse((MARGIN, y + 12, MARGIN + 18, y + 30), fill=sheet.accent)
        y = sheet.write(point, MARGIN + 48, y, size=36) + 36


def bars(sheet: Sheet, slide: Slide) -> None:
    """`bars`: a label, a value from 0 to 100, and the words beside the bar."""
    sheet.heading(slide["title"])
    for row, (label, value, words) in enumerate(slide["bars"]):
        y, left, room = 210 + row * 98, MARGIN + 170, 720
        sheet.write(label, MARGIN, y + 12, size=34, style="bold")
        sheet.draw.rectangle((left, y, left + room, y + 66), fill=PALE)
        sheet.draw.rectangle((left, y, left + room * value / 100, y + 66), fill=sheet.accent)
        sheet.write(words, left + room + 24, y + 14, size=30, width=280)
    sheet.write(slide.get("text", ""), MARGIN, 520, size=24, colour=GREY)


def pair(sheet: Sheet, slide: Slide) -> None:
    """`left` and `right`: a name and what stands under it."""
    sheet.heading(slide["title"])
    for column, (name, *lines) in enumerate((slide["left"], slide["right"])):
        x = MARGIN + column * 560
        sheet.draw.rounded_rectangle((x, 206, x + 528, 530), 20, fill=PALE)
        y = sheet.write(name, x + 40, 240, size=44, style="bold", colour=sheet.accent, width=450)
        for line in lines:
            y = sheet.write(line, x + 40, y + 14, size=32, width=450)


def flow(sheet: Sheet, slide: Slide) -> None:
    """`boxes`: the steps, from left to right, with arrows between them."""
    sheet.heading(slide["title"])
    count, space = len(slide["boxes"]), 56
    wide = (WIDTH - 2 * MARGIN - space * (count - 1)) / count
    for step, words in enumerate(slide["boxes"]):
        x = MARGIN + step * (wide + space)
        sheet.draw.rounded_rectangle((x, 260, x + wide, 440), 18, fill=sheet.accent)
        height = len(wrapped(words, font("bold", 32), wide - 32)) * 42
        sheet.write(
            words,
            x + wide / 2,
            350 - height / 2,
            size=32,
            style="bold",
            colour="white",
            width=wide - 32,
            centred="yes",
        )
        if step + 1 < count:
            tip = x + wide + space - 10
            sheet.draw.line((x + wide + 10, 350, tip - 12, 350), fill=INK, width=5)
            sheet.draw.polygon(((tip, 350), (tip - 18, 338), (tip - 18, 362)), fill=INK)
    sheet.write(slide.get("text", ""), MARGIN, 490, size=28, colour=GREY)


def number(sheet: Sheet, slide: Slide) -> None:
    sheet.write(slide["title"], WIDTH / 2, 150, size=38, centred="yes", colour=GREY)
    sheet.write(slide["number"], WIDTH / 2, 226, size=150, style="bold", colour=sheet.accent, centred="yes")
    sheet.write(slide.get("text", ""), WIDTH / 2, 450, size=34, centred="yes", width=1000)


LAYOUTS: Mapping[str, Callable[[Sheet, Slide], None]] = {
    layout.__name__: layout for layout in (title, statement, quote, points, bars, pair, flow, number)
}


def draw(slide: Slide, accent: str) -> Image.Image:
    sheet = Sheet(accent)
    LAYOUTS[slide["layout"]](sheet, slide)
    return sheet.image
