"""Events and trainings, with their sessions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from cms_pages.blocks.lists import SpeakersBlock
from cms_pages.choices import EventFunding, EventState, Modality, SessionState, Vocabulary
from cms_pages.fields import BlocksField, MultipleChoiceField, rich_text
from cms_pages.models.base import CataloguePage
from cms_pages.models.mixins import AudienceMixin, EligibilityMixin, term
from cms_pages.validation import Problem


class EventPage(AudienceMixin, EligibilityMixin, CataloguePage):
    kind = "event"

    event_kind = term(Vocabulary.EVENT_KIND, _("kind of event"))
    programme = models.ForeignKey(
        "cms_pages.ProgrammePage", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="events", verbose_name=_("programme"),
        help_text=_("If the event is part of a series."),
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=10, choices=EventState.choices, default=EventState.PLANNED,
        help_text=_("Do not delete a cancelled event: say that it is cancelled."),
    )  # fmt: skip
    state_note = models.CharField(
        _("remark on the state"), max_length=300, blank=True,
        help_text=_("Why it is cancelled, or until when it is postponed."),
    )  # fmt: skip
    price_note = models.CharField(_("price"), max_length=300, blank=True)
    funding = MultipleChoiceField(_("possible funding"), choices=EventFunding.choices)
    level = models.CharField(
        _("level"), max_length=120, blank=True, help_text=_("For example: beginners.")
    )
    prerequisites = models.CharField(_("prerequisites"), max_length=300, blank=True)
    agenda = rich_text(_("programme of the day"))
    speakers = BlocksField(SpeakersBlock(), blank=True, verbose_name=_("speakers"))
    replay_url = models.URLField(_("address of the recording"), max_length=500, blank=True)
    replay_note = rich_text(
        _("transcript of the recording"), help_text=_("For people who cannot hear or watch it.")
    )

    tabs: ClassVar[dict[str, list[Any]]] = {
        "essential": [
            FieldRowPanel([FieldPanel("event_kind"), FieldPanel("programme")]),
            MultiFieldPanel([FieldPanel("state"), FieldPanel("state_note")], heading=_("State")),
        ],
        "dates": [InlinePanel("sessions", heading=_("Sessions"), label=_("Session"), min_num=1)],
        "content": [
            FieldPanel("agenda"),
            FieldPanel("speakers"),
            MultiFieldPanel(
                [
                    FieldPanel("level"),
                    FieldPanel("prerequisites"),
                    FieldPanel("price_note"),
                    FieldPanel("funding"),
                ],
                heading=_("Practical information"),
            ),
            MultiFieldPanel(
                [FieldPanel("replay_url"), FieldPanel("replay_note")], heading=_("Recording")
            ),
        ],
    }

    class Meta:
        verbose_name = _("event or training")
        verbose_name_plural = _("events and training")

    def publication_problems(self) -> Iterator[Problem]:
        yield from super().publication_problems()
        if self.is_form_check:
            return
        # The admin's form says this beside each session.
        sessions = list(self.sessions.all())
        if not sessions:
            yield "sessions", gettext("Give at least one session.")
        for session in sessions:
            try:
                session.full_clean(exclude=["page", "sort_order"])
            except ValidationError as error:
                for field, messages in error.message_dict.items():
                    yield from (("sessions", f"{field}: {message}") for message in messages)


class EventSession(Orderable):
    """One date of an event, at one place or online."""

    # Set by the admin's form while it saves a draft.
    is_draft_check = False

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(
        _("title"), max_length=200, blank=True, help_text=_("Only if the event has several.")
    )
    starts_at = models.DateTimeField(_("starts at"), null=True)
    ends_at = models.DateTimeField(_("ends at"), null=True)
    modality = models.CharField(
        _("modality"), max_length=10, choices=Modality.choices, default=Modality.PRESENTIEL
    )
    place_name = models.CharField(_("place"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    territory = models.ForeignKey(
        "territories.Territory", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", verbose_name=_("commune"),
    )  # fmt: skip
    place_accessibility = models.CharField(
        _("accessibility of the place"), max_length=300, blank=True,
        help_text=_("For example: lift, induction loop, reserved parking."),
    )  # fmt: skip
    video_url = models.URLField(_("address of the video link"), max_length=500, blank=True)
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    registration_opens_on = models.DateField(_("registration opens on"), null=True, blank=True)
    registration_closes_on = models.DateField(_("registration closes on"), null=True, blank=True)
    registration_url = models.URLField(_("address to register"), max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=SessionState.choices, default=SessionState.PLANNED
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldRowPanel([FieldPanel("modality"), FieldPanel("state"), FieldPanel("seats")]),
        FieldPanel("place_name"),
        FieldPanel("address"),
        FieldPanel("territory"),
        FieldPanel("place_accessibility"),
        FieldPanel("video_url"),
        FieldRowPanel([FieldPanel("registration_opens_on"), FieldPanel("registration_closes_on")]),
        FieldPanel("registration_url"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        start = ""
        if self.starts_at:
            start = date_format(timezone.localtime(self.starts_at), "SHORT_DATETIME_FORMAT")
        return " · ".join(part for part in (start, self.title, self.place_name) if part)

    def clean(self) -> None:
        super().clean()
        if not self.is_draft_check:
            problems = dict(self._problems())
            if problems:
                raise ValidationError(problems)

    def _problems(self) -> Iterator[Problem]:
        if self.starts_at and self.ends_at and self.starts_at >= self.ends_at:
            yield "ends_at", gettext("The end comes before the start.")
        opens, closes = self.registration_opens_on, self.registration_closes_on
        if opens and closes and opens > closes:
            yield "registration_closes_on", gettext("Registration would close before it opens.")
        elif closes and self.ends_at and closes > timezone.localdate(self.ends_at):
            yield "registration_closes_on", gettext("Registration would close after the end.")
