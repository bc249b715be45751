from django.apps import AppConfig


class FrontConfig(AppConfig):
    name = "engagement.front"
    label = "front"
