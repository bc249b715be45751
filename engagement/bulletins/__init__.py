"""Tips, trends and alerts by area. Its issue of work comes later."""
