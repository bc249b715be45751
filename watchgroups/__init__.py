"""Watch groups: neighbors who look out for one another, their captains, their patrols."""
