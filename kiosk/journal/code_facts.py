"""All that the decision on one code needs, in one visit to the journal's thread. Every statement is by index."""

from kiosk.domain.decision import Ledger
from kiosk.journal import attempts, doubts, ledger, site_list
from kiosk.journal.connection import Connection
from kiosk.ports import AskedCode, CodeFacts, PersonFacts


def of_code(connection: Connection, asked: AskedCode) -> CodeFacts:
    """See `kiosk.ports.Journal.facts_for`."""
    credential = None
    if asked.credential:
        credential = site_list.credential_by_id(connection, asked.credential)
    for digest in asked.digests:
        credential = credential or site_list.credential_by_digest(connection, digest)
    used_by = credential.id if credential else asked.credential
    subject = asked.pickup or (credential.subject if credential else "")
    state = site_list.state(connection)
    return CodeFacts(
        credential=credential,
        pickup=site_list.pickup(connection, subject),
        ledger=Ledger(
            flags=ledger.compartments(connection),
            doubts=doubts.of_pickup(connection, subject),
            visits=ledger.visits(connection, used_by),
        ),
        failures=attempts.recent(connection, asked.now_utc),
        pickup_failures=attempts.against(connection, subject),
        of_phone=site_list.pickups_of_phone(connection, asked.phone_digest),
        has_list=state.list.cursor != "",
        rolled_back=state.rolled_back,
    )


def of_person(connection: Connection, employee_id: str) -> PersonFacts:
    """See `kiosk.ports.Journal.person_facts`."""
    employee = site_list.employee(connection, employee_id)
    account = site_list.account(connection, employee.account) if employee else None
    pickups = site_list.pickups_of(connection, account.id) if account else []
    return PersonFacts(
        employee=employee,
        account=account,
        pickups=tuple((pickup, doubts.of_pickup(connection, pickup.id)) for pickup in pickups),
    )
