"""Watch groups: members, captains, patrols. Its issue of work comes later."""
