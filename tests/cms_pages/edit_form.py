"""Posts the admin's forms as a browser would: what the form shows, and a few changes."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.test import Client
from wagtail.fields import StreamField
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield

FORM = "page-edit-form"


def form_data(client: Client, url: str, model: type, **changes: Any) -> QueryDict:
    """The data of an edit form; StreamFields, which scripts fill, start empty."""
    response = client.get(url)
    assert response.status_code == 200, response.headers
    data = querydict_from_html(response.content.decode(), form_id=FORM)
    for field in model._meta.get_fields():
        if isinstance(field, StreamField):
            data.update(nested_form_data({field.name: streamfield([])}))
    for name, value in changes.items():
        if isinstance(value, dict):
            for key in [key for key in data if key.startswith(f"{name}-")]:
                del data[key]
            data.update(nested_form_data({name: value}))
        elif isinstance(value, list):
            data.setlist(name, value)
        else:
            data[name] = value
    return data


def post_form(client: Client, url: str, model: type, **changes: Any) -> Any:
    return client.post(url, form_data(client, url, model, **changes))
