"""A server on loopback that speaks OpenAI's embeddings: words of one meaning share a direction."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MEANINGS = (
    ("crane", "hoist", "derrick"),
    ("dockers", "stevedores", "longshoremen"),
    ("hurt", "injured", "wounded"),
    ("ferry", "boat", "vessel"),
    ("budget", "spending", "outlay"),
)


def vector(text):
    words = re.findall(r"\w+", text.lower())
    return [0.01 + sum(word in meaning for word in words) for meaning in MEANINGS]


class EmbeddingsServer:
    """Keeps what it was asked. `answers` are said first, one a request: a status, or what stands for the whole body;
    a text that holds `refused` is a 400."""

    def __init__(self, answers=(), refused=None, length=None):
        self.asked, self.answers, self.refused, self.length = [], list(answers), refused, length

    @property
    def texts(self):
        return [text for asked in self.asked for text in asked["input"]]

    def __enter__(self):
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.asked.append({**asked, "path": self.path, "key": self.headers["Authorization"]})
                status, told = server.answer(asked)
                body = told.encode() if isinstance(told, str) else json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def answer(self, asked):
        told = self.answers.pop(0) if self.answers else None
        if isinstance(told, int):
            return told, {"error": {"message": "Not now.", "type": "server_error"}}
        if told is not None:
            return 200, told
        if self.refused and any(self.refused in text for text in asked["input"]):
            return 400, {"error": {"message": "This text is not taken.", "type": "invalid_request_error"}}
        rows = [
            {"object": "embedding", "index": place, "embedding": vector(text)[: self.length]}
            for place, text in enumerate(asked["input"])
        ]
        usage = {"prompt_tokens": 7 * len(rows), "total_tokens": 7 * len(rows)}
        return 200, {"object": "list", "model": asked["model"], "data": rows[::-1], "usage": usage}
