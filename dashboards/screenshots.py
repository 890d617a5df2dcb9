"""`python -m dashboards.screenshots --out DIR`: every page of the warehouse at WAREHOUSE_DIR, desktop and phone."""

import argparse
from pathlib import Path

import duckdb
from playwright.sync_api import Browser

from dashboards.browser import DESKTOP, PHONE, chromium, settle, show_all
from dashboards.cs_dash import settings
from dashboards.serving import served


def example_account(pointer: Path) -> str:
    """The id of a telling account: of those that pay today and never met an exchange rate, the one that moved most."""
    with duckdb.connect(str(pointer.resolve(strict=True)), read_only=True) as connection:
        return connection.execute("""
            select movements.account_id
            from mrr_movements as movements
            inner join accounts on movements.account_id = accounts.account_id
            where accounts.current_mrr > 0
            group by movements.account_id
            order by
                bool_or(movements.movement = 'fx'), count(distinct movements.movement) desc, count(*) desc,
                movements.account_id
            limit 1
        """).fetchone()[0]


def fallen_account(pointer: Path) -> str:
    """The id of the account whose score by the champion fell most over a quarter, of those that are well known."""
    with duckdb.connect(str(pointer.resolve(strict=True)), read_only=True) as connection:
        return connection.execute("""
            select today.account_id
            from account_health as today
            inner join health_profiles as profiles on today.profile = profiles.profile and profiles.is_champion
            inner join account_health as earlier
                on
                    today.account_id = earlier.account_id and today.profile = earlier.profile and earlier.is_weekly
                    and earlier.as_of_date between today.as_of_date - 97 and today.as_of_date - 91
            where today.is_current and today.score is not null and earlier.score is not null
            order by today.coverage < 0.8, today.score - earlier.score, today.account_id
            limit 1
        """).fetchone()[0]


def first_listed(pointer: Path) -> str:
    """The id of the account that comes first among all portfolios."""
    with duckdb.connect(str(pointer.resolve(strict=True)), read_only=True) as connection:
        return connection.execute("select account_id from portfolio order by priority limit 1").fetchone()[0]


def addresses(account_id: str, fallen_id: str, listed_id: str) -> dict[str, str]:
    """Every page and section by a name of its own: a telling account, one that fell in health, one of a portfolio."""
    return {
        "executive": "/",
        "segments": "/segments",
        "segments-coverage": "/segments?section=Coverage",
        "segments-moves": "/segments?section=Moves",
        "segments-cadence": "/segments?section=Cadence+%26+time",
        "portfolio": "/portfolio",
        "portfolio-panel": f"/portfolio?account_id={listed_id}",
        "portfolio-accounts": "/portfolio?book_section=Accounts",
        "portfolio-renewals": "/portfolio?book_section=Renewals",
        "portfolio-tasks": "/portfolio?book_section=Overdue+tasks",
        "retention": "/retention",
        "renewals": "/renewals",
        "renewals-timeline": "/renewals?renewals_section=Timeline",
        "renewals-record": "/renewals?renewals_section=Forecast+on+record",
        "renewals-accuracy": "/renewals?renewals_section=Accuracy",
        "renewals-risk": "/renewals?renewals_section=At+risk",
        "finance": "/finance",
        "finance-bridge": "/finance?view=Bridge",
        "finance-tieout": "/finance?view=Tie-out",
        "finance-closes": "/finance?view=Month+closes",
        "finance-policies": "/finance?view=Policies",
        "cohorts": "/cohorts",
        "cohorts-curves": "/cohorts?cohort_view=Age+curves&cut=Segment&followed=24+months",
        "cohorts-survival": "/cohorts?cohort_view=Survival&cut=Segment",
        "expansion": "/expansion",
        "expansion-mix": "/expansion?growth_view=Mix+and+sources",
        "expansion-whitespace": "/expansion?growth_view=Whitespace",
        "expansion-losses": "/expansion?growth_view=Losses",
        "expansion-payments": "/expansion?growth_view=Payments",
        "expansion-winback": "/expansion?growth_view=Win+back",
        "expansion-years": "/expansion?growth_view=Several+years",
        "expansion-books": "/expansion?growth_view=CSM+books",
        "health": "/health",
        "health-movements": "/health?section=Movements",
        "health-coverage": "/health?section=Coverage",
        "health-trial": "/health?section=Trial",
        "health-alerts": "/health?section=Alerts",
        "data": "/data?metric=Net+revenue+retention",
        "data-tables": "/data?data_section=Tables&table=retention",
        "data-sources": "/data?data_section=Sources",
        "data-checks": "/data?data_section=Checks",
        "data-quarantine": "/data?data_section=Quarantine",
        "data-rules": "/data?data_section=Rules&rule=health_bands",
        "data-release": "/data?data_section=Release",
        "account": f"/account?account_id={account_id}&account_view=Revenue",
        "account-overview": f"/account?account_id={fallen_id}",
        "account-health": f"/account?account_id={fallen_id}&account_view=Health&compared=13+weeks",
        "account-search": "/account",
    }


def picture(browser: Browser, address: str, viewport: dict, target: Path) -> None:
    """One full page as a PNG."""
    page = browser.new_page(viewport=viewport, is_mobile=viewport is PHONE, device_scale_factor=1)
    page.goto(address)
    settle(page)
    show_all(page, viewport["width"])
    page.screenshot(path=target)
    page.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--account", help="account id for the Account page (default: the one with most kinds of movements)"
    )
    parser.add_argument("--only", help="take only the pictures whose names start so")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    where = settings.from_environment()
    account_id = options.account or example_account(where.pointer)
    fallen_id = options.account or fallen_account(where.pointer)
    pages = addresses(account_id, fallen_id, first_listed(where.pointer))
    pages = {name: path for name, path in pages.items() if options.only is None or name.startswith(options.only)}
    with served(where.warehouse_dir, options.out / "server.log") as address, chromium() as browser:
        for name, path in pages.items():
            for size, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
                target = options.out / f"{name}-{size}.png"
                picture(browser, address + path, viewport, target)
                print(target)


if __name__ == "__main__":
    main()
