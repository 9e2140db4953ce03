"""Pictures of every page kind: `python -m tests.browser.pictures [SITE] [TO] [NAME]`.

Light, dark, phone and paper, as small WebP files named `<kind>-<look>.webp`. What stays out: any
judgement (`test_site`, `test_accessibility`); a person looks at them.
"""

from __future__ import annotations

import base64
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import CHROMIUM_ARGUMENTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
SHEETS = ("jours", "mois", "annees", "produits", "magasins")
A4 = {"width": 794, "height": 1123}  # at 96 pixels an inch
LOOKS = {
    "clair": {"viewport": {"width": 1280, "height": 800}},
    "sombre": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "telephone": {"viewport": {"width": 390, "height": 844}},
    "papier": {"viewport": A4},
}
TALLEST = 1120
_SCROLL = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  for (let top = 0; top < document.body.scrollHeight; top += 600) {
    scrollTo(0, top);
    await frame();
    await frame(); // what came into view in the first one has been noticed
  }
}"""
_TO_WEBP = """async (png) => {
  const widest = 960;
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const scale = Math.min(1, widest / image.width);
  const canvas = document.createElement("canvas");
  canvas.width = image.width * scale;
  canvas.height = image.height * scale;
  const brush = canvas.getContext("2d");
  brush.imageSmoothingQuality = "high";
  brush.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/webp", 0.6).split(",")[1];
}"""


def kinds(site: Path) -> Iterator[str]:
    """Every page at the root, and the richest sheet of each folder, as paths in the site."""
    for page in sorted(site.glob("*.html")):
        yield page.name
    for folder in SHEETS:
        sheets = sorted((site / folder).glob("*.html"), key=lambda path: path.stat().st_size)
        if sheets:
            yield f"{folder}/{sheets[-1].name}"


def see_all(page: Page) -> None:
    """Scroll through a page as a reader does."""
    page.evaluate(_SCROLL)


def read_through(page: Page) -> None:
    """Scroll to the end and back, so that every chart has come into view and is drawn."""
    see_all(page)
    page.wait_for_function(
        "document.querySelectorAll('.v-graphique[data-graphique]:not(.est-trace)').length === 0"
    )
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_timeout(150)


def take(browser: Browser, site: Path, to: Path, only: str = "") -> None:
    """Write every picture whose name begins with `only` into `to`."""
    to.mkdir(parents=True, exist_ok=True)
    press = browser.new_page()
    for look, options in LOOKS.items():
        context = browser.new_context(locale="fr-FR", **options)  # type: ignore[arg-type]
        page = context.new_page()
        for kind in kinds(site):
            name = kind.split("/")[0].removesuffix(".html") + ("-fiche" if "/" in kind else "")
            if not name.startswith(only):
                continue
            page.goto((site / kind).as_uri())
            read_through(page)
            if look == "papier":
                page.emulate_media(media="print")
            whole = page.evaluate("document.documentElement.scrollHeight")
            box = {**options["viewport"], "height": min(whole, TALLEST)}  # type: ignore[dict-item]
            page.set_viewport_size(box)  # type: ignore[arg-type]
            png = base64.b64encode(page.screenshot()).decode()
            page.set_viewport_size(options["viewport"])  # type: ignore[arg-type]
            page.emulate_media(media="screen")
            (to / f"{name}-{look}.webp").write_bytes(
                base64.b64decode(press.evaluate(_TO_WEBP, png))
            )
        context.close()
    press.close()


def main() -> None:
    """Take the pictures of a published site."""
    from playwright.sync_api import sync_playwright

    given = [*sys.argv[1:], *("site/public", "docs/images", "")[len(sys.argv) - 1 :]]
    site, to = ((ROOT / path).resolve() for path in given[:2])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS
        )
        take(browser, site, to, given[2])
        browser.close()
    size = sum(path.stat().st_size for path in to.glob("*.webp"))
    print(f"{len(list(to.glob('*.webp')))} images, {size // 1000} Ko : {to}")


if __name__ == "__main__":
    main()
