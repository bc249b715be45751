"""Where a web server finds the program."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.settings import servers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
servers.limit_questions(settings.DATABASES["default"], servers.OF_A_PAGE)
application = get_wsgi_application()
