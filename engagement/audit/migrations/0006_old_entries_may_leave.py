"""Two years are the one way out of the record, and only behind a checkpoint (RULINGS 37).

`audit_purge` runs with its owner's rights, so that the program's own role needs no right
to delete (see the command `protect_record`).
"""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit_entry' THEN
        IF OLD.at < now() - interval '730 days' AND EXISTS (
            SELECT 1 FROM audit_link l JOIN audit_checkpoint c ON l.id <= c.link
            WHERE l.entry_id = OLD.id AND c.is_start
        ) THEN
            RETURN OLD;
        END IF;
    ELSIF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit_link' THEN
        IF EXISTS (SELECT 1 FROM audit_checkpoint c WHERE OLD.id <= c.link AND c.is_start)
            AND NOT EXISTS (SELECT 1 FROM audit_entry e WHERE e.id = OLD.entry_id)
        THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit record is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_checkpoint_append_only BEFORE UPDATE OR DELETE ON audit_checkpoint
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE FUNCTION audit_purge(through bigint, most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM audit_entry WHERE id IN (
        SELECT entry_id FROM audit_link WHERE id <= through ORDER BY id LIMIT most
    );
    GET DIAGNOSTICS gone = ROW_COUNT;
    DELETE FROM audit_link l WHERE l.id <= through
        AND NOT EXISTS (SELECT 1 FROM audit_entry e WHERE e.id = l.entry_id);
    RETURN gone;
END $$;
"""
BACK = """
DROP FUNCTION audit_purge(bigint, integer);
DROP TRIGGER audit_checkpoint_append_only ON audit_checkpoint;
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit record is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_signed_checkpoints")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
