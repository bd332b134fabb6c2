"""scim2-tester on one resource type: python scim.py <domain's URL> <resource type>, the token in SCIM_TOKEN.

Prints a line for each check that did not succeed. Two things stand between the domain and the tester:
- Identity domains extend SCIM's error message, which scim2-client takes for no error message at all. The extension is
  taken off, so that the rest is judged.
- The tester makes resources up from their schemas, which cannot say everything. HINTS adds what it needs to know.
"""

import json
import os
import random
import sys

from httpx2 import Client, HTTPTransport, Response
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

EXTENSION = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error"


HINTS = {
    # A user needs an e-mail address.
    ("User", "emails"): {"required": True},
    # The members that a client may name are users that exist.
    ("Group", "members", "$ref"): {"mutability": "readWrite", "referenceTypes": ["User"]},
}


class Between(HTTPTransport):
    def handle_request(self, request):
        response = super().handle_request(request)
        is_schemas = request.url.path.endswith("/Schemas")
        if response.status_code < 400 and not is_schemas:
            return response
        body = json.loads(response.read())
        if EXTENSION in body:
            del body[EXTENSION]
            body["schemas"].remove(EXTENSION)
        for schema in body.get("Resources", []):
            give_hints(schema)
        return Response(response.status_code, headers={"Content-Type": "application/scim+json"}, json=body)


def give_hints(schema):
    for (name, *path), hint in HINTS.items():
        if not schema["id"].endswith(f":{name}") or ":extension:" in schema["id"]:
            continue
        found = {"subAttributes": schema["attributes"]}
        for part in path:
            found = next(attribute for attribute in found["subAttributes"] if attribute["name"] == part)
        found.update(hint)


url, resource_type = sys.argv[1:]
random.seed(1)
http = Client(
    base_url=f"{url}/admin/v1",
    headers={"Authorization": f"Bearer {os.environ['SCIM_TOKEN']}"},
    transport=Between(),
)
for result in check_server(SyncSCIMClient(http), resource_types=[resource_type]):
    if result.status not in (Status.SUCCESS, Status.SKIPPED):
        print(f"{result.title}: {str(result.reason).splitlines()[0]}")
