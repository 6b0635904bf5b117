"""Roles of raw lines: which are article text, and what the others are."""

from __future__ import annotations

from goldwire.model.layers import LineRole
from goldwire.model.line import KEPT_ROLES, Role
from goldwire.scoring.compared import Compared, answers, in_common
from goldwire.scoring.metric import MATCHES, SHARE, Counts, counted


@counted("line_roles.kept", "line_roles", 1, MATCHES)
def kept(compared: Compared) -> Counts:
    """Lines that are kept as article text.

    gold, predicted = the lines of either side whose role is headline, subhead or body. tp = those with equal start and
    end, one to one, whichever of the three roles they have.
    """
    return in_common([_place(line) for line in side if line.role in KEPT_ROLES] for side in compared.line_roles)


@counted("line_roles.role", "line_roles", 2, SHARE)
def role(compared: Compared) -> Counts:
    """Roles of lines.

    of = the lines of gold that are not blank. right = those to which the system gives the same role. A line without a
    role, or with several, is wrong.
    """
    gold, predicted = compared.line_roles
    told = answers((_place(line), line.role) for line in predicted)
    return sum(told.get(_place(line)) is line.role for line in gold), len(gold)


def of_role(compared: Compared, role: Role) -> Counts:
    """Lines of role {role}.

    gold, predicted = the lines of role {role} of either side. tp = those with equal start and end, one to one.
    """
    return in_common([_place(line) for line in side if line.role is role] for side in compared.line_roles)


def _place(line: LineRole) -> tuple[int, int]:
    return line.start, line.end


for order, name in enumerate((role for role in Role if role is not Role.BLANK), start=3):
    counted(f"line_roles.{name}", "line_roles", order, MATCHES, role=name)(of_role)
