"""What a site promises to take, and for how long: its own rules, or those that are built in."""

import json
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import Connection, insert, select, update

from kiosk.backend import audit, models, schema
from kiosk.backend.audit import Done
from kiosk.backend.models.base import FromText
from kiosk.backend.problems import ProblemError
from kiosk.domain.feasibility import Policy

Hazard = Annotated[str, Field(pattern=r"^[1-9](\.[1-6])?$")]
"""A class or division of dangerous goods (UN Recommendations, part 2)."""


class Rules(models.In):
    """All of them; what is left out is as built in.

    `hold_h`: for so many hours a door is held. `keep_free`: so many doors are never promised. `max_weight_g`: the
    heaviest parcel that may be put in, 0 for what each compartment bears. `ages_checked_to`: the age that kiosks
    prove, 0 for none. `hazards`: classes of dangerous goods that are taken. `refused_temperatures` are not taken even
    where a compartment has them.
    """

    hold_h: Annotated[int, Field(ge=1, le=90 * 24)] = 7 * 24
    keep_free: Annotated[int, Field(ge=0, le=9999)] = 1
    max_weight_g: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    ages_checked_to: Annotated[int, Field(ge=0, le=150)] = 0
    hazards: Annotated[list[Hazard], FromText, Field(max_length=30)] = Field(default_factory=list)
    refused_temperatures: Annotated[list[Literal["chilled", "frozen"]], FromText, Field(max_length=2)] = Field(
        default_factory=list
    )

    @property
    def hold_s(self) -> float:
        """How long a door is held, in seconds."""
        return self.hold_h * 3600.0

    @property
    def policy(self) -> Policy:
        """As goods are judged by."""
        return Policy(
            keep_free=self.keep_free,
            hazards=frozenset(self.hazards),
            ages_checked_to=self.ages_checked_to,
            max_weight_g=self.max_weight_g,
            refused_temperatures=frozenset(self.refused_temperatures),
        )


class SiteRules(models.Out):
    """The rules of one site."""

    site: int
    name: str
    rules: Rules


def of_site(connection: Connection, site: int) -> Rules:
    """Those built in for a site that has none of its own."""
    table = schema.site_rules
    row = connection.execute(select(table).where(table.c.site == site)).one_or_none()
    return Rules.model_validate(row._asdict()) if row is not None else Rules()


def of_all(connection: Connection) -> list[SiteRules]:
    """Every site with its rules."""
    sites = connection.execute(select(schema.sites).order_by(schema.sites.c.number)).all()
    return [SiteRules(site=row.number, name=row.name, rules=of_site(connection, row.number)) for row in sites]


def write(connection: Connection, site: int, rules: Rules, actor: str, now_s: float) -> Rules:
    """For what is asked from now on; 404 for a site that is not there. Leaves a row in the audit."""
    table = schema.site_rules
    known = select(schema.sites.c.number).where(schema.sites.c.number == site).with_for_update()
    if connection.execute(known).first() is None:
        raise ProblemError(404, "not-found")
    said = rules.model_dump()
    values: dict[str, Any] = said | {name: json.dumps(said[name]) for name in ("hazards", "refused_temperatures")}
    if not connection.execute(update(table).where(table.c.site == site).values(values)).rowcount:
        connection.execute(insert(table).values(site=site, **values))
    audit.note(connection, Done(actor, "site.rules", str(site), json.dumps(said)), now_s)
    return rules
