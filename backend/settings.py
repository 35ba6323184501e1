"""Django settings: one file for all; what differs between installations is in the environment."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from api import openapi
from backend import environment

ENVIRONMENT = environment.read()
env = ENVIRONMENT.values

BASE_DIR = environment.BASE_DIR
VAR_DIR = ENVIRONMENT.var
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts

# What this instance is, and where it is seen from.
INSTANCE_NAME = env.str("INSTANCE_NAME", "Bouquet de services")
DEPARTEMENT = env.str("DEPARTEMENT", "")  # where look-ups of places search first; may be empty
PUBLIC_BASE_URL = ENVIRONMENT.public_base_url  # empty: the address that the request came to
FRONTEND_URL = ENVIRONMENT.frontend_url  # empty: links lead to the item in the API

# The production search engine: one address, or several separated by commas.
ELASTICSEARCH_URL = env.str("ELASTICSEARCH_URL", "")  # empty: the embedded engine answers
ELASTICSEARCH = {
    "hosts": environment.elasticsearch_hosts(ELASTICSEARCH_URL),
    "user": env.str("ELASTICSEARCH_USER", ""),
    "password": env.str("ELASTICSEARCH_PASSWORD", ""),
    "api_key": env.str("ELASTICSEARCH_API_KEY", ""),
    "ca_certs": env.str("ELASTICSEARCH_CA_CERTS", ""),
    "timeout": env.float("ELASTICSEARCH_TIMEOUT", 1.0),  # seconds, in all, for a search
    "index": env.str("ELASTICSEARCH_INDEX", "bouquet"),  # what the names of indexes start with
    "shards": env.int("ELASTICSEARCH_SHARDS", 1),
    "replicas": env.int("ELASTICSEARCH_REPLICAS", 0),
}
METRICS_TOKEN = env.str("METRICS_TOKEN", "")  # empty: /metrics answers this machine alone
SEARCH_DRAIN_WHEN_DUE = not ENVIRONMENT.testing  # a thread rebuilds what time alone has changed

INSTALLED_APPS = [
    "backend.territories",
    "cms_pages",
    "search",
    "api",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "backend.health.HealthMiddleware",
    "backend.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "backend.middleware.ContentSecurityPolicyMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "backend.middleware.AnonymousApiMiddleware",
    "cms_pages.spaces.tree.LostRaceMiddleware",
    # Above the session: what a request writes, its session included, stands or falls together.
    "backend.middleware.AtomicWritesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms_pages.spaces.guard.ConfinementMiddleware",
    "cms_pages.spaces.tree.TreeQueueMiddleware",
    "cms_pages.refusals.IncompletePageMiddleware",
    "cms_pages.spaces.guard.MalformedFormMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "backend" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": ENVIRONMENT.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.dj_cache_url("CACHE_URL", "locmem://")}

# Language and time.
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

# Files: the project's own under /static/, the editors' under /media/.
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", VAR_DIR / "static")  # an image holds its own
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if ENVIRONMENT.production
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Outside production static files are served from where they are, without a collecting step.
WHITENOISE_USE_FINDERS = not ENVIRONMENT.production
WHITENOISE_AUTOREFRESH = DEBUG or ENVIRONMENT.testing  # looked up when asked, not listed at start
if not ENVIRONMENT.production:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # a missing folder is worth a warning to it
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long page form has more than Django's 1,000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o644

# Security.
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
if ENVIRONMENT.testing:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests log in often
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL] if PUBLIC_BASE_URL else []
SECURE_SSL_REDIRECT = ENVIRONMENT.https
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000) if ENVIRONMENT.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", True)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", True)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail itself lifts it for the previews it frames
if ENVIRONMENT.trusted_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# The API is open to every origin, for reading and without credentials; nothing else is.
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_CREDENTIALS = False
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_METHODS = ("GET", "HEAD", "OPTIONS")
CORS_EXPOSE_HEADERS = (
    "ETag",
    "Link",
    "Retry-After",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
)

# Mail: to the terminal while developing, to a local server in production.
_mail = env.dj_email_url(
    "EMAIL_URL", "smtp://localhost:25" if ENVIRONMENT.production else "console://"
)
EMAIL_BACKEND, EMAIL_FILE_PATH = _mail["EMAIL_BACKEND"], _mail["EMAIL_FILE_PATH"]
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10  # a mail server that is slow never holds an editor longer
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "ne-pas-repondre@localhost")

# Wagtail.
WAGTAIL_SITE_NAME = INSTANCE_NAME
WAGTAILADMIN_BASE_URL = PUBLIC_BASE_URL or f"http://127.0.0.1:{ENVIRONMENT.port}"
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # a slug is a code of the API, typed and pasted anywhere
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français"), ("en", "English")]
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILADMIN_USER_LOGIN_FORM = "cms_pages.spaces.login.LoginForm"
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no request to a third party from an editor's browser
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
WAGTAILIMAGES_IMAGE_MODEL = "cms_pages.CatalogueImage"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ics", "odp", "ods", "odt", "pdf", "pptx", "xlsx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

# The API and its contract.
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
}
SPECTACULAR_SETTINGS: dict[str, Any] = openapi.SETTINGS

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["terminal"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {
        "django": {"level": "WARNING"},
        # A forged Host is the sender's fault: the 400 says it, the log need not.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Nor is each 404 or 400 of the API news.
        "django.request": {"level": "ERROR"},
    },
}
