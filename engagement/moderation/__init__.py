"""Any text or photo before it is public. Its issue of work comes later."""
