from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "engagement.common"
    label = "common"
