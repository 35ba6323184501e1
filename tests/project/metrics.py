"""Reads what ``/metrics`` answers, as Prometheus does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.test import Client
from prometheus_client.parser import text_string_to_metric_families


@dataclass(frozen=True)
class Values:
    """One answer: samples by name and labels."""

    text: str

    def __call__(self, name: str, **labels: str) -> float:
        """The sum of the samples of that name that carry these labels; 0 when there is none."""
        return sum(value for held, value in self._of(name) if labels.items() <= held.items())

    def labels(self, name: str, label: str) -> set[str]:
        return {held[label] for held, _ in self._of(name)}

    def names(self) -> set[str]:
        return {family.name for family in text_string_to_metric_families(self.text)}

    def _of(self, name: str) -> list[tuple[Mapping[str, str], float]]:
        return [
            (sample.labels, sample.value)
            for family in text_string_to_metric_families(self.text)
            for sample in family.samples
            if sample.name == name
        ]


def scrape() -> Values:
    answer = Client().get("/metrics")
    assert answer.status_code == 200
    return Values(answer.content.decode())
