from django.apps import AppConfig


class PrioritiesConfig(AppConfig):
    name = "engagement.priorities"
    label = "priorities"
