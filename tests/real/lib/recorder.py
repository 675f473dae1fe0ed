"""Stands between a program and GitHub, and writes down what both say. No token is ever written."""

import http.server
import json
import re
import threading
import urllib.error
import urllib.request

KEPT = re.compile("x-ratelimit|retry-after|x-github-request-id|x-accepted|content-type|date|location", re.I)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Recorder:
    def __init__(self, api, graphql, token, path):
        self.api, self.graphql, self.token, self.path = api, graphql, token, path
        self.is_live = not api.startswith("http://127.0.0.1")
        self.step, self.asked, self.documents = "set_up", [], []
        self.lock = threading.Lock()
        self.open = urllib.request.build_opener(NoRedirect).open
        path.write_text("")

    def __enter__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def write(self, what):
        line = json.dumps({"step": self.step, **what}, ensure_ascii=False)
        if self.token in line:
            raise RuntimeError("a token would be written down")
        with self.lock, self.path.open("a") as file:
            file.write(line + "\n")

    def call(self, who, method, path, body):
        """Asks GitHub; gives the answer's JSON."""
        return json.loads(self.forward(who, method, path, body and json.dumps(body).encode())[2] or b"null")

    def forward(self, who, method, path, body):
        url = self.graphql if path == "/graphql" else self.api + path
        request = urllib.request.Request(url, data=body, method=method, headers={
            "authorization": f"Bearer {self.token}", "user-agent": "memos-weekly-live", "accept": "application/vnd.github+json",
            "content-type": "application/json",
        })
        try:
            answer = self.open(request)
        except urllib.error.HTTPError as error:
            answer = error
        status, headers, text = answer.status, dict(answer.headers), answer.read()
        asked = json.loads(body) if body else None
        name = operation(asked) or ("Tree" if "/git/trees/" in path else f"{method} {path.rsplit('/', 1)[-1]}")
        if who == "program":
            self.asked.append(name)
            self.documents.append((name, asked))
        headers = {key.lower(): value for key, value in headers.items() if KEPT.match(key)}
        self.write({"who": who, "method": method, "path": path, "name": name, "request": asked, "status": status,
                    "headers": headers, "answer": parsed(text)})
        return status, headers, text


def operation(body):
    found = re.match(r"\s*(?:query|mutation)\s+(\w+)", body.get("query", "")) if isinstance(body, dict) else None
    return found and found[1]


def parsed(text):
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text[:400].decode(errors="replace")


def handler(recorder):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers.get("content-length", 0))
            body = self.rfile.read(length) if length else None
            status, headers, text = recorder.forward("program", self.command, self.path, body)
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_PATCH = do_DELETE = do_POST

        def log_message(self, *_):
            pass

    return Handler
