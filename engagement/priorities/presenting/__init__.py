"""How a report is told: cards, summary, charts and map, made ready for its pages."""
