"""Where sessions are kept: rows that know their person, their beginning and last use.

The key of a session changes when somebody signs in or proves who they are; its beginning
stays, so that nobody stays signed in for ever by proving themselves again and again.
What a session holds (a mailed code, the secret of an app being set up) is sealed, and its
row is found by a hash of the key: whoever reads the table can use neither (decision 0035).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as RowsOfSessions
from django.utils.timezone import localtime, now

from engagement.common.sealed import UnreadableError, seal, unseal
from engagement.common.weeks import town_hour
from engagement.people.models import Session, row_key

ANONYMOUS_AGE = 14 * 24 * 3600  # seconds; a draft and an open receipt end long before


class SessionStore(RowsOfSessions):
    began_at: datetime | None = None
    seen_at: datetime | None = None
    must_turn = False
    _person: str | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        found = Session.objects.filter(
            session_key=row_key(self.session_key or ""), expire_date__gt=now()
        ).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=row_key(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=row_key(key)).delete()

    def load(self) -> dict[str, Any]:
        row: Session | None = self._get_session_from_db()
        if row is None:
            return {}
        self.began_at, self.seen_at = row.began_at, row.seen_at
        self.must_turn = row.must_turn
        kept: dict[str, Any] = self.decode(row.session_data)
        self._person = kept.get(SESSION_KEY)
        return kept

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Sign as Django does, then seal: a dump of the table tells nothing."""
        return seal(super().encode(session_dict)).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Read a row; one that was written before rows were sealed stays readable."""
        words = session_data if isinstance(session_data, str) else session_data.decode()
        with suppress(UnreadableError):  # signed only, as before
            words = unseal(words.encode())
        return super().decode(words)

    def cycle_key(self) -> None:
        super().cycle_key()
        self.must_turn = False

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Give the row to write; somebody else’s session begins anew."""
        row = cast("Session", super().create_model_instance(data))
        row.session_key = row_key(row.session_key)
        person = data.get(SESSION_KEY)
        moment = (
            now() if person else town_hour(localtime(now()))
        )  # nobody's visit is timed
        if self.began_at is None or person != self._person:
            self.began_at = moment
        self.seen_at, self._person = moment, person
        row.user_id = int(person) if person else None
        row.began_at, row.seen_at = self.began_at, moment
        if not person:  # its end would tell when it was here last
            row.expire_date = town_hour(localtime(row.expire_date))
        return row

    def get_session_cookie_age(self) -> int:
        if self.get(SESSION_KEY):
            return int(super().get_session_cookie_age())
        return ANONYMOUS_AGE
