"""What a foreign page, or anybody without the password, can try on Dagster through the guard.

A vector is blocked when the guard itself answers: 401, 403, 405 or 421. Those that come
without the password mean nothing to a server that has none. What stays out: starting the services
(`check.py`, `tests/faults/test_doors.py`).
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection

HOST, PORT = "127.0.0.1", 3000
OURS = f"http://{HOST}:{PORT}"  # `at` says the same of another port
EVIL = "https://pirate.example"
MUTATION = 'mutation{startSchedule(scheduleSelector:{repositoryName:"__repository__",repositoryLocationName:"sales_assets.definitions",scheduleName:"tous_les_jours"}){__typename}}'  # noqa: E501
QUERY = json.dumps({"query": "{version}"})
JSON = {"Content-Type": "application/json"}
SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": base64.b64encode(b"0123456789abcdef").decode(),
    "Sec-WebSocket-Protocol": "graphql-ws",
}
BLOCKED = {401, 403, 405, 421}


@dataclass(frozen=True)
class Vector:
    """One request, and whether it carries the password (a browser adds it by itself)."""

    name: str
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None
    login: bool = True


HOSTILE = [
    Vector("page without the password", "GET", "/", login=False),
    Vector("order without the password", "POST", "/graphql", JSON, QUERY, login=False),
    Vector("websocket without the password", "GET", "/graphql", {**SOCKET, "Origin": OURS},
           login=False),
    Vector("image with a query, cross-site", "GET", "/graphql?query={version}",
           {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}),
    Vector("image with a query, old browser", "GET", "/graphql?query={version}"),
    Vector("image with a mutation", "GET", f"/graphql?query={MUTATION}"),
    Vector("query in the address of an order", "POST", "/graphql?query={version}", JSON, "{}"),
    Vector("encoded query in the address", "POST", "/graphql?%71uery={version}", JSON, "{}"),
    Vector("query behind the operation's name", "POST", "/graphql?op=a&query={version}", JSON,
           "{}"),
    Vector("form as text/plain, foreign Origin", "POST", "/graphql",
           {"Content-Type": "text/plain", "Origin": EVIL}, QUERY),
    Vector("form as text/plain, no Origin", "POST", "/graphql", {"Content-Type": "text/plain"},
           QUERY),
    Vector("form as urlencoded", "POST", "/graphql",
           {"Content-Type": "application/x-www-form-urlencoded"}, "query={version}"),
    Vector("form as multipart", "POST", "/graphql",
           {"Content-Type": "multipart/form-data; boundary=x"}, "--x--"),
    Vector("text that names JSON too", "POST", "/graphql",
           {"Content-Type": "text/plain; application/json"}, QUERY),
    Vector("application/graphql", "POST", "/graphql", {"Content-Type": "application/graphql"},
           "{version}"),
    Vector("JSON from a foreign Origin", "POST", "/graphql", {**JSON, "Origin": EVIL}, QUERY),
    Vector("JSON from a sandboxed page", "POST", "/graphql", {**JSON, "Origin": "null"}, QUERY),
    Vector("JSON from another port", "POST", "/graphql",
           {**JSON, "Origin": f"http://{HOST}:8080", "Sec-Fetch-Site": "same-site"}, QUERY),
    Vector("JSON from a look-alike Origin", "POST", "/graphql",
           {**JSON, "Origin": OURS + ".pirate.example"}, QUERY),
    Vector("JSON, cross-site", "POST", "/graphql",
           {**JSON, "Origin": OURS, "Sec-Fetch-Site": "cross-site"}, QUERY),
    Vector("foreign Host (DNS rebinding)", "GET", "/", {"Host": "pirate.example:3000"}),
    Vector("foreign Host, order", "POST", "/graphql",
           {**JSON, "Host": "pirate.example:3000", "Origin": "http://pirate.example:3000"}, QUERY),
    Vector("Host without its port", "GET", "/", {"Host": HOST}),
    Vector("websocket from a foreign Origin", "GET", "/graphql", {**SOCKET, "Origin": EVIL}),
    Vector("websocket from a sandboxed page", "GET", "/graphql", {**SOCKET, "Origin": "null"}),
    Vector("websocket without Origin", "GET", "/graphql", SOCKET),
    Vector("report_asset_materialization", "POST", "/report_asset_materialization/site", JSON,
           "{}"),
    Vector("report_asset_materialization by GET", "GET", "/report_asset_materialization/site"),
    Vector("report_asset_check", "POST", "/report_asset_check/ventes", JSON, "{}"),
    Vector("report_asset_observation", "POST", "/report_asset_observation/ventes", JSON, "{}"),
    Vector("report_asset behind slashes", "POST", "//report_asset_materialization/site", JSON,
           "{}"),
    Vector("report_asset encoded", "POST", "/%72eport_asset_materialization/site", JSON, "{}"),
    Vector("graphql behind a slash", "POST", "/graphql/", JSON, QUERY),
    Vector("preflight", "OPTIONS", "/graphql",
           {"Origin": EVIL, "Access-Control-Request-Method": "POST"}),
    Vector("PUT", "PUT", "/", {}, "x"),
    Vector("cross-site frame or script", "GET", "/", {"Sec-Fetch-Site": "cross-site"}),
]  # fmt: skip
OWN = [
    (Vector("page", "GET", "/", {"Sec-Fetch-Site": "none"}), 200),
    (Vector("page of a run", "GET", "/runs", {"Sec-Fetch-Site": "same-origin"}), 200),
    (Vector("order of our page", "POST", "/graphql?op=Version",
            {**JSON, "Origin": OURS, "Sec-Fetch-Site": "same-origin"}, QUERY), 200),
    (Vector("order of a program", "POST", "/graphql", JSON, QUERY), 200),
    (Vector("websocket of our page", "GET", "/graphql",
            {**SOCKET, "Origin": OURS, "Sec-Fetch-Site": "same-origin"}), 101),
]  # fmt: skip


def at(port: int, vector: Vector) -> Vector:
    """The vector against a server that listens elsewhere."""
    moved = {name: value.replace(f":{PORT}", f":{port}") for name, value in vector.headers.items()}
    return replace(vector, headers=moved)


def fire(vector: Vector, user: str, password: str, port: int = PORT) -> tuple[int, bytes]:
    """Send a request as it is; the answer's status and content."""
    headers = dict(vector.headers)
    if vector.login:
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        headers["Authorization"] = f"Basic {token}"
    connection = HTTPConnection(HOST, port, timeout=30)
    try:
        body = vector.body.encode() if vector.body is not None else None
        connection.request(vector.method, vector.path.replace(" ", "%20"), body, headers)
        answer = connection.getresponse()
        return answer.status, b"" if answer.status == 101 else answer.read()
    finally:
        connection.close()
