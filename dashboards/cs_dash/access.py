"""Who may see what: a signed-in person's grant becomes a Scope, and whoever has none sees nothing."""

import datetime as dt
import hashlib
from dataclasses import dataclass, replace

EVERY_PAGE = "*"


@dataclass(frozen=True)
class Scope:
    """What one reader may see.

    `rows` is 'all', 'segment' (accounts of the ARR tier `segment`) or 'owner' (accounts of the CRM user `owner_id`).
    `pages` are names of files in views/, or EVERY_PAGE. `label` says who it is, in words. `seen_by` is who looks
    through another's eyes, else None.
    """

    role: str
    rows: str
    label: str
    pages: frozenset[str]
    owner_id: str | None = None
    segment: str | None = None
    may_view_as: bool = False
    seen_by: str | None = None

    @property
    def sees_all(self) -> bool:
        """Whether no row is kept from the reader."""
        return self.rows == "all"

    @property
    def cut(self) -> tuple[str, str | None, str | None]:
        """What decides which rows are read: part of every cache key, so that readers share only equal rows."""
        return self.rows, self.owner_id, self.segment

    def may_open(self, page: str) -> bool:
        """Whether the page of that name is this reader's."""
        return EVERY_PAGE in self.pages or page in self.pages


# Whoever sits at a machine that serves nobody else.
EVERYONE = Scope("everyone", "all", "everyone on this machine", frozenset({EVERY_PAGE}), may_view_as=True)


class NoAccess(Exception):
    """The reader is known to the provider and has no grant; the message says what is missing."""


def person_hash(email: str) -> str:
    """How a grant names a person: a publication holds no e-mail address."""
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()


def in_force(grants: list[dict], today: dt.date) -> list[dict]:
    """The grants that hold today."""
    return [
        grant
        for grant in grants
        if grant["effective_from"] <= today and (grant["effective_to"] is None or today < grant["effective_to"])
    ]


def scope_of_grant(grant: dict) -> Scope:
    """What a grant lets a person see. Raises NoAccess if it does not say whose rows."""
    scope = Scope(
        role=grant["role"],
        rows=grant["row_rule"],
        label=f"{grant['display_name']}, {grant['role_label']}",
        pages=frozenset(grant["pages"].split()),
        owner_id=grant["owner_id"] if grant["row_rule"] == "owner" else None,
        segment=grant["segment"] if grant["row_rule"] == "segment" else None,
        may_view_as=bool(grant["may_view_as"]) and grant["row_rule"] == "all",
    )
    if scope.rows not in ("all", "owner", "segment"):
        raise NoAccess(f"The role {scope.role} has an unknown rule for rows.")
    if scope.rows == "owner" and scope.owner_id is None:
        raise NoAccess("Your grant names no CRM user, so no account is yours.")
    if scope.rows == "segment" and scope.segment is None:
        raise NoAccess("Your grant names no segment.")
    return scope


def scope_of(claims: dict, grants: list[dict], today: dt.date) -> Scope:
    """What the person of an identity token sees. Raises NoAccess unless exactly one grant in force is theirs."""
    email = claims.get("email")
    if not isinstance(email, str) or not email.strip():
        raise NoAccess("Your sign-in told no e-mail address.")
    # Providers that let people type an address in themselves say here whether it was checked.
    if "email_verified" in claims and claims["email_verified"] is not True:
        raise NoAccess("Your provider has not verified this e-mail address.")
    wanted = person_hash(email)
    own = [grant for grant in in_force(grants, today) if grant["person_hash"] == wanted]
    if not own:
        raise NoAccess("Nobody has given this address access.")
    if len(own) > 1:
        raise NoAccess("More than one grant names this address, so none counts.")
    return scope_of_grant(own[0])


def viewed_as(reader: Scope, grant: dict) -> Scope:
    """The grant's view, for a reader who may look through others' eyes; never more than the reader's own.

    Raises NoAccess if the reader may not, or if the grant shows nothing.
    """
    if not (reader.may_view_as and reader.sees_all):
        raise NoAccess("Your role does not view as others.")
    other = scope_of_grant(grant)
    # Every page of either is no limit of it.
    pages = other.pages if EVERY_PAGE in reader.pages else reader.pages
    if EVERY_PAGE not in reader.pages | other.pages:
        pages = reader.pages & other.pages
    return replace(other, pages=pages, may_view_as=False, seen_by=reader.label)


def has_expired(claims: dict, now: float) -> bool:
    """Whether the identity token's `exp` (seconds since 1970) is past, absent or no number."""
    expires = claims.get("exp")
    return isinstance(expires, bool) or not isinstance(expires, int | float) or now >= expires
