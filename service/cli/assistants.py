"""`claimtrace mcp`: tools for assistants, over standard input or HTTP."""

import os

from service.client import Client
from service.mcp_tools import server
from service.settings import version

KEY = "CLAIMTRACE_CLIENT_KEY"
LOOPBACK = "127.0.0.1"


def serve(url: str, port: int | None) -> None:
    """Answer until interrupted. Over HTTP nobody asks with the key of this process: each caller brings one."""
    if port is None:
        own = os.environ.get(KEY)
        server(lambda key: Client(url, key or own), version()).run("stdio")
    else:
        tools = server(lambda key: Client(url, key), version())
        tools.run("streamable-http", host=LOOPBACK, port=port, json_response=True, stateless_http=True)
