"""The committed contract: it is what the code says, complete, and served as it is."""

from __future__ import annotations

import io
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.contract import CONTRACT
from tests.api.conftest import Api
from tests.api.contract import contract, path_of, report, validator
from tests.api.endpoints import ENDPOINTS


def test_the_committed_file_is_what_the_code_says() -> None:
    written = io.StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=written)
    assert written.getvalue() == CONTRACT.read_text("utf-8"), "run: make openapi"


def test_it_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(contract()).validate()


def test_every_endpoint_is_in_it() -> None:
    for url in ENDPOINTS:
        if not url.endswith("openapi.json"):
            assert path_of(url), url
    assert all(path.startswith("/api/v1/") for path in contract()["paths"])


def test_every_operation_is_described_and_named_once() -> None:
    operations = [path["get"] for path in contract()["paths"].values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    assert all(operation["summary"] and operation["description"] for operation in operations)
    assert all(path.keys() == {"get"} for path in contract()["paths"].values())


@pytest.mark.parametrize("url", [url for url in ENDPOINTS if not url.endswith("openapi.json")])
def test_the_parameters_told_are_the_parameters_taken(api: Api, url: str) -> None:
    """The refusal of an unknown parameter lists what is read; the contract lists the same."""
    joiner = "&" if "?" in url else "?"
    (error,) = api.refused(f"{url}{joiner}nosuch=1")["errors"]
    assert set(error["allowed"]) == documented(url)


def documented(url: str) -> set[str]:
    operation = contract()["paths"][path_of(url)]["get"]
    shared = contract()["components"]["parameters"]
    parameters: list[Any] = [
        shared[given["$ref"].rpartition("/")[2]] if "$ref" in given else given
        for given in operation.get("parameters", ())
    ]
    return {given["name"] for given in parameters if given["in"] == "query"}


def test_it_is_served_with_this_hosts_address(api: Api) -> None:
    served = Client().get("/api/v1/openapi.json")
    assert served["Content-Type"] == "application/json"
    body = served.json()
    assert body.pop("servers") == [{"url": "http://testserver"}]
    assert body == yaml.load(CONTRACT.read_text("utf-8"), Loader=yaml.CSafeLoader)


@pytest.mark.parametrize("page", ["docs", "redoc"])
def test_its_readers_take_nothing_from_elsewhere(page: str) -> None:
    response = Client().get(f"/api/v1/{page}/")
    assert response.status_code == 200
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    html = response.content.decode()
    assert "https://" not in html
    assert "<style" not in html
    assert html.count("<script src=") == html.count("<script") == 2


def test_every_example_is_an_answer_of_its_operation() -> None:
    found = 0
    for path, operations in contract()["paths"].items():
        for status, response in operations["get"]["responses"].items():
            for media_type, content in response.get("content", {}).items():
                pointer = "/".join(
                    part.replace("~", "~0").replace("/", "~1")
                    for part in ("", "paths", path, "get", "responses", status, "content",
                                 media_type, "schema")
                )  # fmt: skip
                for example in content.get("examples", {}).values():
                    report(f"{path} {status}", validator(pointer), example["value"])
                    found += 1
    assert found > 40
