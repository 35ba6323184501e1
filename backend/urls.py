"""The addresses of the site: the admin, the API, files, and nothing public from Wagtail itself."""

from __future__ import annotations

from django.urls import include, path, re_path
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from backend import views

urlpatterns = [
    path("", views.home, name="home"),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    re_path(r"^media/(?P<path>.+)$", views.media, name="media"),
    path("api/v1/", include("api.urls")),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
