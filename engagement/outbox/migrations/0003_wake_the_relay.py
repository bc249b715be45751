"""Every insert wakes the relay at commit, whoever made it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION outbox_wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('outbox', '');
    RETURN NULL;
END $$;
CREATE TRIGGER outbox_wake AFTER INSERT ON outbox_job
    FOR EACH STATEMENT EXECUTE FUNCTION outbox_wake();
"""
BACK = "DROP TRIGGER outbox_wake ON outbox_job; DROP FUNCTION outbox_wake();"


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
