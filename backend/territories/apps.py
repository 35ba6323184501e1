"""The Django application of the territories."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoriesConfig(AppConfig):
    """Names the application and listens to the writes that change the data's stamp."""

    name = "backend.territories"
    label = "territories"
    verbose_name = _("Territories")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from backend.territories import stamp

        stamp.connect()
