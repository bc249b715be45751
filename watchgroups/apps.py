from django.apps import AppConfig


class WatchGroupsConfig(AppConfig):
    name = "watchgroups"
    label = "watchgroups"
