"""A private PostgreSQL and Valkey for a demo town, a single command or a test run.

Three lines of defence see to it that nothing is left running: whoever started something
stops it; a watchdog stops it when its starter dies in any way; and a list on disk lets
the next start end what survived even that.
"""
