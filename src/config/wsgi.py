"""What the server runs. Behind a proxy, KSBB_TRUSTED_PROXIES names the addresses whose X-Forwarded-* headers are
believed.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

if settings.KSBB_TRUSTED_PROXIES:
    from granian.utils.proxies import wrap_wsgi_with_proxy_headers

    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=settings.KSBB_TRUSTED_PROXIES)
