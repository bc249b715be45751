from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "engagement.promises"
    label = "promises"
