from datetime import datetime, timedelta, timezone
from pathlib import Path

from sales_assets.report.pages import Page, Sheet, Site

ROOT = Path(__file__).resolve().parents[2]
BUILT = datetime(2025, 11, 18, 6, 31, tzinfo=timezone(timedelta(hours=1)))
THEME = ROOT / "site" / "theme"


def every_page(site: Site) -> list[Page]:
    """All pages of a site, made."""
    made = [sheet.make() if isinstance(sheet, Sheet) else sheet for sheet in site.sheets]
    return [*site.menu, *(page for page in made if isinstance(page, Page))]
