"""What is configured, reachable, late or broken, in words."""

from engagement.front.doctor.checkup import checkup
from engagement.front.doctor.findings import Finding, State

__all__ = ["Finding", "State", "checkup"]
