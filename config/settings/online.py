"""Services people join meetings by where the town names no others; subdomains count."""

ONLINE_SERVICES = [
    "zoom.us",
    "meet.google.com",
    "teams.microsoft.com",
    "webex.com",
    "meet.jit.si",
    "bigbluebutton.org",
]
