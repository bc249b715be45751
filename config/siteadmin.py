"""Django's admin with the town's own door."""

from django.contrib.admin import apps


class SetUpConfig(apps.AdminConfig):
    default_site = "engagement.common.siteadmin.TownSite"
