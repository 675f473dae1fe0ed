"""A real Memos server with an empty database, filled over its own API (0.26 and newer)."""

import datetime
import json
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from tools import free_port, memos


class MemosServer:
    """Runs while the `with` block does."""

    def __init__(self, version):
        self.program = memos(version)
        self.users = {}

    def __enter__(self):
        self.data = tempfile.TemporaryDirectory()
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [self.program, "--addr", "127.0.0.1", "--port", str(port), "--data", self.data.name, "--driver", "sqlite"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=1).close()
                return self
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise SystemExit("the Memos server does not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        self.data.cleanup()

    def sign_up(self, name):
        """Makes a user; the first one is the owner of the server."""
        password = "a long enough password"
        maker = next(iter(self.users.values()), None)
        self.call("POST", "users", {"username": name, "password": password}, maker and maker.session)
        credentials = {"passwordCredentials": {"username": name, "password": password}}
        session = self.call("POST", "auth/signin", credentials)["accessToken"]
        self.users[name] = User(self, name, session)
        return self.users[name]

    def user(self, name):
        return self.users[name]

    def call(self, method, path, body=None, token=None):
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/api/v1/{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


class User:
    """Somebody with notes."""

    def __init__(self, server, name, session):
        self.server, self.name, self.session = server, name, session
        self.token = self.call("POST", f"users/{name}/personalAccessTokens", {"description": "memos-weekly"})["token"]

    def call(self, method, path, body=None):
        return self.server.call(method, path, body, self.session)

    def memo(self, content, day, visibility="PUBLIC"):
        """Writes a note and dates it to noon of a day of March 2023."""
        memo = self.call("POST", "memos", {"content": content, "visibility": visibility})
        created = datetime.datetime(2023, 3, day, 12, tzinfo=datetime.timezone.utc).isoformat()
        body = {"name": memo["name"], "createTime": created.replace("+00:00", "Z")}
        self.call("PATCH", f"{memo['name']}?updateMask=create_time", body)
        return memo
