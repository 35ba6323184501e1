"""What Prometheus reads at ``/metrics``: each process counts, the one that is asked sums up."""

from __future__ import annotations

import os
from collections.abc import Callable
from ipaddress import ip_address
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound
from django.utils.crypto import constant_time_compare
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector

PATH = "/metrics"
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
#: Whatever a stranger may invent shares one label, or each invention would be kept for ever.
OTHER = "other"
#: What a proxy adds: the request then comes from elsewhere, whoever hands it over.
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED")

REQUESTS = Counter(
    "bouquet_http_requests",
    "Answers, by name of the view, method and status.",
    ["endpoint", "method", "status"],
)
DURATION = Histogram(
    "bouquet_http_request_duration_seconds",
    "Time from a request to the first byte of its answer, in the process.",
    ["endpoint", "method"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


class MetricsMiddleware:
    """Counts the requests below it, and answers Prometheus, which comes by address as probes do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.rstrip("/") == PATH:
            return metrics(request)
        started = perf_counter()
        response = self.get_response(request)
        _count(request, response, perf_counter() - started)
        return response


def _count(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    match = request.resolver_match
    endpoint = match.view_name if match else OTHER
    method = request.method if request.method in METHODS else OTHER
    REQUESTS.labels(endpoint, method, response.status_code).inc()
    DURATION.labels(endpoint, method).observe(seconds)


def metrics(request: HttpRequest) -> HttpResponse:
    """The values of all processes, for who may read them; others find nothing here."""
    if not _may_read(request):
        return HttpResponseNotFound()
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    response = HttpResponse(encode(_gathered()), content_type=content_type)
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_read(request: HttpRequest) -> bool:
    """The token of the settings opens; without one, being on this machine does."""
    if settings.METRICS_TOKEN:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        right = constant_time_compare(given.strip(), settings.METRICS_TOKEN)
        return right and scheme.lower() == "bearer"
    return not any(name in request.META for name in FORWARDED) and _is_here(request)


def _is_here(request: HttpRequest) -> bool:
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:  # a socket has no address
        return False


def _gathered() -> CollectorRegistry:
    from search.collector import Catalogue, look

    look()
    found = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(found)
    else:
        found.register(REGISTRY)
    found.register(Catalogue())
    return found
