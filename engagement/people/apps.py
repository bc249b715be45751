from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "engagement.people"
    label = "people"

    def ready(self) -> None:
        import_module("engagement.people.allauth_hooks")
