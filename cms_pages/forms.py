"""The admin form of every page: what it offers to choose, and when its rules speak."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from modelcluster.fields import ParentalManyToManyField

from cms_pages.spaces.references import OwnReferencesForm


class CataloguePageForm(OwnReferencesForm):
    """Applies the model's publication rules, except while a draft is saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limit_contacts()
        self._limit_co_bearers()
        if "domains" in self.fields:
            self.fields["domains"].queryset = self.fields["domains"].queryset.select_related(
                "parent"
            )
        if "slug" in self.fields:
            # Empty, it is made from the title, as scripts do while the title is typed.
            self.fields["slug"].required = False
        for name in self.instance.fixed_fields if self.instance.pk else ():
            if name in self.fields:
                self.fields[name].disabled = True

    def _space(self) -> Any:
        from cms_pages.managers import space_of

        page = self.instance if self.instance.path else self.parent_page
        return space_of(page) if page is not None else None

    def _limit_contacts(self) -> None:
        field = self.fields.get("contacts")
        if field is not None:
            space = self._space()
            field.queryset = field.queryset.filter(page=space.pk if space else None)

    def _limit_co_bearers(self) -> None:
        field = self.fields.get("co_bearers")
        if field is not None:
            space = self._space()
            chosen = [page.pk for page in self.instance.co_bearers.all()]
            known = field.queryset.model.objects
            field.queryset = known.filter(live=True) | known.filter(pk__in=chosen)
            if space is not None:
                field.queryset = field.queryset.exclude(pk=space.pk)
            field.queryset = field.queryset.order_by("title")

    def is_valid(self) -> bool:
        """Tell the rows of the page (sessions, contacts) too whether a draft is being saved."""
        rows = [form.instance for formset in self.formsets.values() for form in formset.forms]
        for row in rows:
            row.is_draft_check = self.is_deferred_validation
        try:
            return super().is_valid()
        finally:
            for row in rows:
                row.is_draft_check = False

    def _post_clean(self) -> None:
        instance = self.instance
        # The model's rules look at the choices too, which are normally given at save only.
        # They stay in memory: a parental relation writes nothing before the page does.
        for field in instance._meta.many_to_many:
            if isinstance(field, ParentalManyToManyField) and field.name in self.cleaned_data:
                field.save_form_data(instance, self.cleaned_data[field.name])
        instance.is_draft_check = self.is_deferred_validation
        instance.is_form_check = True
        try:
            super()._post_clean()
        finally:
            instance.is_draft_check = False
            instance.is_form_check = False

    def _update_errors(self, errors: ValidationError) -> None:
        """A rule may concern a field this user is not shown: say it at the top of the form."""
        if hasattr(errors, "error_dict"):
            hidden = [
                name
                for name in errors.error_dict
                if name != NON_FIELD_ERRORS and name not in self.fields
            ]
            for name in hidden:
                errors.error_dict.setdefault(NON_FIELD_ERRORS, []).extend(
                    errors.error_dict.pop(name)
                )
        super()._update_errors(errors)
