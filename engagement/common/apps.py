from django.apps import AppConfig

from engagement.common.formwords import speak

speak()  # before any form is made: the set-up pages make theirs before `ready`


class CommonConfig(AppConfig):
    name = "engagement.common"
    label = "common"
