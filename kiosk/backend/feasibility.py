"""Whether a site can take goods: what is known of articles and compartments, put to the rule of kiosk/domain."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from kiosk.backend import models, rules, schema
from kiosk.backend.problems import ProblemError
from kiosk.domain.feasibility import Goods, Policy, Space, Verdict, Why, check, never_given

MAX_SITES: Final = 5


def feasibility(
    connection: Connection, asked: models.FeasibilityRequest, now_s: float, *, delivers: bool = True
) -> models.Feasibility:
    """422 naming the field for a site or an article that nobody knows. `delivers`: somebody brings goods home."""
    names = {row.number: row.name for row in connection.execute(select(schema.sites).order_by(schema.sites.c.number))}
    if asked.site not in names:
        raise ProblemError(422, "site-unknown", field="body.site")
    goods = _of_lines(connection, asked.lines) if asked.lines else [_goods(given) for given in asked.goods]
    verdict = _at(connection, asked.site, goods)
    home = delivers and _may_travel(goods)
    return models.Feasibility.model_validate(
        {
            "site": asked.site,
            "feasible": verdict.fits,
            "reasons": [reason.value for reason in verdict.reasons],
            "parcels": list(verdict.spaces),
            "held_until": now_s + rules.of_site(connection, asked.site).hold_s if verdict.fits else None,
            "fallbacks": [] if verdict.fits else _fallbacks(connection, asked.site, names, goods, home=home),
            "home": home,
        }
    )


def unattended(article: Row[Any], policy: Policy) -> str:
    """Why nobody gets it where no staff is, wherever it would fit; "" for everything else."""
    kept = [why for why in never_given([_of_article(article, 1)], policy) if why in {Why.HAZARD, Why.MIN_AGE}]
    return kept[0].value if kept else ""


def _at(connection: Connection, site: int, goods: Sequence[Goods]) -> Verdict:
    """Parcels that are to come have a door each, wherever the kiosk will put them."""
    parcels = schema.parcels
    waits = (parcels.c.site == site) & (parcels.c.state != "collected")
    taken = set(connection.execute(select(parcels.c.compartment).where(waits)).scalars())
    to_come = connection.execute(select(func.count()).where(waits, parcels.c.compartment == 0)).scalar_one()
    table = schema.compartments
    rows = connection.execute(select(table).where(table.c.site == site).order_by(table.c.number)).all()
    spaces = [_space(row, free=row.number not in taken) for row in rows]
    policy = rules.of_site(connection, site).policy
    return check(goods, spaces, replace(policy, keep_free=policy.keep_free + to_come))


def _fallbacks(
    connection: Connection, site: int, names: dict[int, str], goods: Sequence[Goods], *, home: bool
) -> list[models.Fallback]:
    """Other sites of the operator that can, then people who can look, then the carrier where it is allowed to."""
    others = [number for number in names if number != site and _at(connection, number, goods).fits][:MAX_SITES]
    found = [models.Fallback(kind="site", site=number, site_name=names[number]) for number in others]
    found.append(models.Fallback(kind="counter"))
    if home:
        found.append(models.Fallback(kind="home"))
    return found


def _may_travel(goods: Sequence[Goods]) -> bool:
    return not any(one.hazard or one.min_age or one.temperature for one in goods)


def _of_lines(connection: Connection, lines: Sequence[models.LineWanted]) -> list[Goods]:
    table = schema.products
    query = select(table).where(table.c.sku.in_([line.sku for line in lines]))
    articles = {row.sku: row for row in connection.execute(query)}
    for place, line in enumerate(lines):
        if line.sku not in articles:
            raise ProblemError(422, "article-unknown", field=f"body.lines.{place}.sku")
    return [_of_article(articles[line.sku], line.quantity) for line in lines]


def _of_article(row: Row[Any], quantity: int) -> Goods:
    return Goods(
        width_mm=row.width_mm,
        height_mm=row.height_mm,
        depth_mm=row.length_mm,
        weight_g=row.weight_g,
        quantity=quantity,
        temperature=row.temperature,
        hazard=row.hazard,
        min_age=row.min_age,
    )


def _goods(given: models.GoodsGiven) -> Goods:
    return Goods(**given.model_dump())


def _space(row: Row[Any], *, free: bool) -> Space:
    edges = (row.width_mm, row.height_mm, row.depth_mm)
    return Space(row.number, row.size, *edges, row.max_weight_g, row.temperature, free)
