"""Give the program's own database role every right it needs, and none to change the record.

Run as the role that owns the tables (the one `migrate` runs as), after each migration.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from psycopg import sql

RECORD = ("audit_entry", "audit_link", "audit_checkpoint")


class Command(BaseCommand):
    help = (
        "Let a database role run the program without being able to change the record."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "role", help="the role in DATABASE_URL of the running program"
        )

    @transaction.atomic
    def handle(self, *_args: Any, role: str, **_options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                message = f"There is no role “{role}”. Make it first: CREATE ROLE … LOGIN PASSWORD …"
                raise CommandError(message)
            cursor.execute("SELECT current_user = %s, current_schema()", [role])
            (is_owner, schema) = cursor.fetchone() or (False, "public")
            if is_owner:
                message = f"You are “{role}” yourself. Run this as the role that owns the tables."
                raise CommandError(message)
            for line in _statements(role, str(schema)):
                cursor.execute(line)
        self.stdout.write(
            f"“{role}” runs the program; it can add to the record, and no more."
        )


def _statements(role: str, schema: str) -> list[sql.Composed]:
    names = {
        "role": sql.Identifier(role),
        "schema": sql.Identifier(schema),
        "record": sql.SQL(", ").join(map(sql.Identifier, RECORD)),
    }
    lines = (
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
        "GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        "REVOKE CREATE ON SCHEMA {schema} FROM {role}",
        "REVOKE UPDATE, DELETE, TRUNCATE ON {record} FROM {role}",
        "GRANT EXECUTE ON FUNCTION audit_purge(bigint, integer) TO {role}",
    )
    return [sql.SQL(line).format(**names) for line in lines]
