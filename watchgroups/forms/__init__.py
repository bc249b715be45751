"""What is typed about watch groups; every rule is asked again by the service."""
