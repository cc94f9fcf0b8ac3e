"""Who may do what: the table that one can read aloud."""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    OFFICER = "officer"
    COORDINATOR = "coordinator"
    COMMITTEE = "committee"
    HEAD = "head"
    EXECUTIVE = "executive"
    AUDITOR = "auditor"
    OFFICIAL = "official"
    OCSC = "ocsc"
    ADMINISTRATOR = "administrator"


class Duty(StrEnum):
    BELONG = "belong"  # open the agency's front page, study, acknowledge
    VIEW = "view"  # see registers, results, plan, KPIs, report
    EDIT = "edit"  # run the eight steps
    FOLLOW_UP = "follow_up"  # report progress, evidence, readings
    DECIDE = "decide"  # override a priority, close the year
    SIGN = "sign"  # sign the yearly report
    MANAGE = "manage"  # people, units, catalogue of the agency
    READ_JOURNAL = "read_journal"


R = Role
MAY: dict[Duty, frozenset[Role]] = {
    Duty.BELONG: frozenset(R) - {R.OCSC},
    Duty.VIEW: frozenset(
        {R.OFFICER, R.COORDINATOR, R.COMMITTEE, R.HEAD, R.EXECUTIVE, R.AUDITOR, R.ADMINISTRATOR}
    ),
    Duty.EDIT: frozenset({R.OFFICER}),
    Duty.FOLLOW_UP: frozenset({R.OFFICER, R.COORDINATOR}),
    Duty.DECIDE: frozenset({R.OFFICER, R.HEAD}),
    Duty.SIGN: frozenset({R.HEAD}),
    Duty.MANAGE: frozenset({R.OFFICER, R.ADMINISTRATOR}),
    Duty.READ_JOURNAL: frozenset({R.AUDITOR, R.ADMINISTRATOR}),
}


def may(roles: Iterable[Role], duty: Duty) -> bool:
    """Tell whether one of the roles carries the duty.

    Source: the project's own table (decision 0005), after the duties in the code of 2552, clauses 14–17.

    >>> may([Role.OFFICIAL], Duty.VIEW)
    False
    >>> may([Role.OFFICIAL, Role.OFFICER], Duty.EDIT)
    True
    """
    return any(role in MAY[duty] for role in roles)
