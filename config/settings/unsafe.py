"""The twelve settings a real town is not started with, each refused by its name.

Asked after `faults`, which lets nothing through that cannot be read.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from config.settings.features import A_HOST, DEMO_TEXTS
from config.settings.servers import listed

Environment = Mapping[str, str]
Check = Callable[[Environment], Iterator[str]]
YES = ("1", "true", "yes", "on", "y", "ok")
NO = ("0", "false", "no", "off", "n")
DEMO_SECRET = "only-for-the-demo-town-never-for-a-real-one"  # noqa: S105 - printed here for everybody
DEMO_KEY = urlsafe_b64encode(sha256(DEMO_SECRET.encode()).digest()).decode()
NEVER_MADE_AT_RANDOM = "django-insecure-"
SHORTEST_SECRET, FEWEST_CHARACTERS = 50, 5
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
IN_EVERY_LIST = {"password", "postgres", "redis", "changeme", "change-me", "admin"}
OTHER_PROOFS = ("password", "passfile", "sslcert")  # libpq takes them as options
MOST_SCALE = 100


def is_on(env: Environment, name: str) -> bool:
    return env.get(name, "").strip().lower() in YES


def debug(env: Environment) -> Iterator[str]:
    if is_on(env, "DEBUG"):
        yield "DEBUG is on. It shows the program’s inside to every visitor; take it away."


def demo_mode(env: Environment) -> Iterator[str]:
    if is_on(env, "DEMO_MODE"):
        yield "DEMO_MODE is on. Its sign-ins are printed in public; take it away."


def demo_texts(env: Environment) -> Iterator[str]:
    if env.get("SMS_URL") == DEMO_TEXTS:
        yield "SMS_URL is that of the demo: codes would be printed in public; take it away."


def secret_key(env: Environment) -> Iterator[str]:
    for name in ("SECRET_KEY", "SECRET_KEY_FALLBACKS"):
        keys = env.get(name, "").split(",") if "FALLBACKS" in name else [env.get(name)]
        if any(key and key.strip() and _is_easy(key) for key in keys):
            yield (
                f"{name} is too easy to guess."
                f" It needs {SHORTEST_SECRET} characters, made at random."
            )


def _is_easy(key: str) -> bool:
    return (
        len(key) < SHORTEST_SECRET
        or len(set(key)) < FEWEST_CHARACTERS
        or key.startswith(NEVER_MADE_AT_RANDOM)
    )


def field_key(env: Environment) -> Iterator[str]:
    for key in listed(env.get("FIELD_KEY", "")):
        if key == DEMO_KEY or _repeats_itself(key):
            yield "FIELD_KEY is one that everybody can know. Make one at random."
            return


def _repeats_itself(key: str) -> bool:
    return len(set(urlsafe_b64decode(key))) < FEWEST_CHARACTERS


def hosts(env: Environment) -> Iterator[str]:
    named = listed(env.get("ALLOWED_HOSTS", ""))
    wrong = [host for host in named if not A_HOST.fullmatch(host)]
    if "*" in named:
        yield "ALLOWED_HOSTS allows every name (*). Name the host names people type."
    elif wrong:
        yield (
            f"ALLOWED_HOSTS names “{wrong[0]}”, which is no host name."
            " Write it like safety.example.org."
        )
    elif named and not _is_allowed(urlsplit(env.get("SITE_URL", "")).hostname, named):
        yield (
            "ALLOWED_HOSTS does not name the host of SITE_URL:"
            " every link in a letter would be refused."
        )


def _is_allowed(host: str | None, named: list[str]) -> bool:
    """Tell as Django does; a name that begins with a dot allows all below it."""
    return host is None or any(
        host == each.lower().lstrip(".")
        or (each.startswith(".") and host.endswith(each.lower()))
        for each in named
    )


def secure_site(env: Environment) -> Iterator[str]:
    if urlsplit(env.get("SITE_URL", "")).scheme == "http":
        yield "SITE_URL begins with http:. What people report may only travel by https:."


def second_step(env: Environment) -> Iterator[str]:
    if env.get("REQUIRE_MFA", "").strip().lower() in NO:
        yield "REQUIRE_MFA is off. Officers need a second step to sign in; take it away."


def rate_scale(env: Environment) -> Iterator[str]:
    scale = float(env.get("RATE_SCALE") or 1)
    if scale > MOST_SCALE:
        yield f"RATE_SCALE is {scale:g}. Above {MOST_SCALE} no limit holds anybody."


# -- servers: on another machine they ask who one is, and nobody listens in between -------
def database(env: Environment) -> Iterator[str]:
    parts, options = _address(env, "DATABASE_URL")
    if _is_guessable(parts):
        yield "DATABASE_URL has a password out of an example. Make one at random."
    elif _is_near(parts, options):
        return
    elif not parts.password and not any(proof in options for proof in OTHER_PROOFS):
        yield (
            "DATABASE_URL names another machine without a password."
            " Whoever finds it can read it."
        )
    elif options.get("sslmode") != "verify-full":
        yield (
            "DATABASE_URL names another machine and does not check whom it talks to."
            " Add ?sslmode=verify-full&sslrootcert=system, or the file of your own authority."
        )


def queue(env: Environment) -> Iterator[str]:
    parts, options = _address(env, "REDIS_URL")
    if _is_guessable(parts):
        yield "REDIS_URL has a password out of an example. Make one at random."
    elif _is_near(parts, options):
        return
    elif not parts.password:
        yield (
            "REDIS_URL names another machine without a password."
            " Whoever finds it can read it."
        )
    elif parts.scheme != "rediss" or options.get("ssl_cert_reqs", "required") not in {
        "required",
        "CERT_REQUIRED",
    }:
        yield (
            "REDIS_URL names another machine and does not check whom it talks to."
            " Begin it with rediss://."
        )


def mail(env: Environment) -> Iterator[str]:
    parts, options = _address(env, "EMAIL_URL")
    if parts.scheme == "smtp" and not _is_near(parts, options):
        yield (
            "EMAIL_URL sends letters and sign-in codes unsealed to another machine."
            " Begin it with smtp+tls:// or smtps://."
        )


def _address(env: Environment, name: str) -> tuple[SplitResult, dict[str, str]]:
    parts = urlsplit(env.get(name, ""))
    options = parse_qs(parts.query)
    return parts, {key: values[-1] for key, values in options.items()}


def _is_near(parts: SplitResult, options: Mapping[str, str]) -> bool:
    """Tell whether a server is asked on this machine alone: by socket or loopback.

    libpq goes to `hostaddr` whatever the host is called, and may be named several.
    """
    named = options.get("hostaddr") or options.get("host") or parts.hostname or ""
    return all(
        not host or host.startswith("/") or host in LOOPBACK
        for host in named.lower().split(",")
    )


def _is_guessable(parts: SplitResult) -> bool:
    """What stands in examples is known to everybody."""
    return unquote(parts.password or "").lower() in IN_EVERY_LIST


UNSAFE: dict[str, Check] = {
    "DEBUG": debug,
    "DEMO_MODE": demo_mode,
    "SMS_URL": demo_texts,
    "SECRET_KEY": secret_key,
    "FIELD_KEY": field_key,
    "ALLOWED_HOSTS": hosts,
    "SITE_URL": secure_site,
    "REQUIRE_MFA": second_step,
    "RATE_SCALE": rate_scale,
    "DATABASE_URL": database,
    "REDIS_URL": queue,
    "EMAIL_URL": mail,
}
