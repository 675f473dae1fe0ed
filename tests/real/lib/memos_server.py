"""A real Memos server with an empty database, filled over its own API."""

import base64
import datetime
import json
import pathlib
import re
import sqlite3
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

from tools import free_port, memos


class MemosServer:
    """Runs while the `with` block does. `version` may be `next`: what will come after the newest release."""

    def __init__(self, version):
        self.program = memos(version)
        self.version = (99, 0) if version == "next" else tuple(int(part) for part in version.split(".")[1:])
        self.minor = self.version[0]
        self.users = {}

    def __enter__(self):
        self.data = tempfile.TemporaryDirectory()
        # to 0.21 a server takes the next port as well, which may be somebody's
        for _ in range(5):
            self.start()
            if self.is_ready():
                return self
            self.process.kill()
            self.process.wait()
        raise SystemExit("the Memos server does not start")

    def start(self):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [self.program, "--port", str(port), "--data", self.data.name]
        if self.minor >= 14:
            command += ["--addr", "127.0.0.1", "--driver", "sqlite"]
        if self.minor < 26:
            command += ["--mode", "prod"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def is_ready(self):
        """Waits until the server answers; `False` if it has ended, or does not come in a minute."""
        ready = ["healthz", "api/v1/memos"] if self.minor > 21 else ["healthz", "api/v2/memos"] if self.minor > 18 else ["healthz"]
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            try:
                # healthy before its gateway reaches what is behind it, which is 503
                for path in ready:
                    urllib.request.urlopen(f"{self.url}/{path}", timeout=5).close()
                return True
            except urllib.error.HTTPError as error:
                if error.code != 503:
                    return True
            except OSError:
                pass
            time.sleep(0.1)
        return False

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        self.data.cleanup()

    def sign_up(self, name):
        """Makes a user; the first one is the owner of the server."""
        newest_first = [(26, 0, User), (22, 3, Old), (22, 0, Unpatchable), (18, 0, Rest), (13, 0, OpenId)]
        kind = next(kind for *since, kind in newest_first if self.version >= tuple(since))
        self.users[name] = kind(self, name)
        return self.users[name]

    def user(self, name):
        return self.users[name]

    def database(self):
        return sqlite3.connect(next(pathlib.Path(self.data.name).glob("*.db")), timeout=30)

    def show_update_time(self, show):
        """Shows and sorts by the time of the last change; servers up to 0.27 can."""
        owner = next(iter(self.users.values()))
        name = "settings/MEMO_RELATED" if self.minor < 26 else "instance/settings/MEMO_RELATED"
        path = "workspace/settings/MEMO_RELATED" if self.minor < 26 else name
        setting = {"contentLengthLimit": 8192, "displayWithUpdateTime": show}
        owner.call("PATCH", path, {"name": name, "memoRelatedSetting": setting})

    def call(self, method, path, body=None, token=None, api="api/v1"):
        return json.loads(self.answer(method, path, body, token, api)[1])

    def answer(self, method, path, body=None, token=None, api="api/v1"):
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/{api}/{path}", data, headers, method=method)
        while True:
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return answer.headers, answer.read()
            except urllib.error.HTTPError as error:
                # 0.18 to 0.21 take 30 requests a second
                if error.code != 429:
                    raise
                time.sleep(0.2)


class User:
    """Somebody with notes, on 0.26 and newer."""

    files, state, files_below = "attachments", "state", "/file"

    def __init__(self, server, name):
        self.server, self.name, self.session = server, name, None
        self.sign_up()

    def sign_up(self):
        password = "a long enough password"
        maker = next(iter(self.server.users.values()), None)
        user = {"username": self.name, "password": password}
        self.key = self.server.call("POST", "users", user, maker and maker.session)["name"]
        credentials = {"passwordCredentials": {"username": self.name, "password": password}}
        self.session = self.server.call("POST", "auth/signin", credentials)["accessToken"]
        self.token = self.call("POST", f"{self.key}/personalAccessTokens", {"description": "memos-weekly"})["token"]

    def call(self, method, path, body=None):
        return self.server.call(method, path, body, self.session)

    def memo(self, content, day=None, visibility="PUBLIC", created=None, pinned=False, archived=False, on=None, files=()):
        """Writes a note, or a comment on one, and dates it: by default to noon of a day of March 2023."""
        note = {"content": content, "visibility": visibility}
        memo = self.call("POST", f"{on['name']}/comments" if on else "memos", note)
        changes = {"createTime": created or f"2023-03-{day:02}T12:00:00Z"}
        if pinned:
            changes["pinned"] = True
        if archived:
            changes[self.state] = "ARCHIVED"
        for name, media_type, content in files:
            self.attach(memo, name, media_type, base64.b64encode(content).decode())
        self.change(memo, changes)
        return memo

    def change(self, memo, changes):
        mask = ",".join(re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", key) for key in changes)
        self.call("PATCH", f"{memo['name']}?updateMask={mask}", {"name": memo["name"], **changes})

    def attach(self, memo, name, media_type, content):
        """Attaches a file; gives its full name."""
        file = {"filename": name, "type": media_type, "content": content, "memo": memo["name"]}
        return self.call("POST", "attachments", file)["name"]


class Old(User):
    """Somebody with notes, on 0.22 to 0.24."""

    files, state = "resources", "rowStatus"

    def sign_up(self):
        query = urllib.parse.urlencode({"username": self.name, "password": "a long enough password"})
        headers, body = self.server.answer("POST", f"auth/signup?{query}", {})
        self.key = json.loads(body)["name"]
        cookie = headers.get("Set-Cookie") or headers.get("Grpc-Metadata-Set-Cookie")
        self.session = re.search(r"memos\.access-token=([^;]+)", cookie)[1]
        self.token = self.call("POST", f"{self.key}/access_tokens", {"description": "memos-weekly"})["accessToken"]

    def attach(self, memo, name, media_type, content):
        file = self.call("POST", "resources", {"filename": name, "type": media_type, "content": content})
        files = self.call("GET", f"{memo['name']}/resources")["resources"]
        self.call("PATCH", f"{memo['name']}/resources", {"resources": [*files, file]})
        return file["name"]


class Unpatchable(Old):
    """Somebody with notes on 0.22.0 to 0.22.2, which break the connection at every PATCH."""

    def change(self, memo, changes):
        number = int(memo["name"].split("/")[1])
        with self.server.database() as database:
            if "pinned" in changes:
                row = (number, int(self.key.split("/")[1]))
                database.execute("INSERT INTO memo_organizer (memo_id, user_id, pinned) VALUES (?, ?, 1)", row)
            if "rowStatus" in changes:
                database.execute("UPDATE memo SET row_status = 'ARCHIVED' WHERE id = ?", (number,))
            if "content" in changes:
                database.execute("UPDATE memo SET content = ? WHERE id = ?", (changes["content"], number))
            if "createTime" in changes:
                created = int(datetime.datetime.fromisoformat(changes["createTime"]).timestamp())
                database.execute("UPDATE memo SET created_ts = ?1, updated_ts = ?1 WHERE id = ?2", (created, number))

    def attach(self, memo, name, media_type, content):
        file = self.call("POST", "resources", {"filename": name, "type": media_type, "content": content})
        with self.server.database() as database:
            numbers = [int(it["name"].split("/")[1]) for it in (memo, file)]
            database.execute("UPDATE resource SET memo_id = ? WHERE id = ?", numbers)
        return file["name"]


class Rest(User):
    """Somebody with notes, on 0.18 to 0.21."""

    api, state, files_below = "api/v1", "rowStatus", "/o/r"

    def sign_up(self):
        credentials = {"username": self.name, "password": "a long enough password"}
        if owner := next(iter(self.server.users.values()), None):
            owner.call("POST", "user", {**credentials, "role": "USER"})
            headers = self.server.answer("POST", "auth/signin", credentials)[0]
        else:
            headers = self.server.answer("POST", "auth/signup", credentials)[0]
        cookies = " ".join(headers.get_all("Set-Cookie"))
        self.session = re.search(r"access-token=([^;]+)", cookies)[1]
        self.key = self.call("GET", "user/me")["id"]
        self.token = self.make_token()

    def make_token(self):
        if self.server.minor == 18:
            # its gateway reaches nobody; the pages make tokens another way
            return self.session
        user = self.key if self.server.minor > 20 else self.name
        path = f"users/{user}/access_tokens"
        made = self.server.call("POST", path, {"description": "memos-weekly"}, self.session, "api/v2")
        return made["accessToken"]["accessToken"]

    def call(self, method, path, body=None):
        return self.server.call(method, path, body, self.session, self.api)

    def memo(self, content, day=None, visibility="PUBLIC", created=None, pinned=False, archived=False, on=None, files=()):
        note = {"content": content, "visibility": visibility}
        if on:
            note["relationList"] = [{"relatedMemoId": on["id"], "type": "COMMENT"}]
        memo = self.call("POST", "memo", note)
        for name, media_type, content in files:
            self.attach(memo, name, media_type, base64.b64encode(content).decode())
        changes = {"createTime": created or f"2023-03-{day:02}T12:00:00Z"}
        if archived:
            changes[self.state] = "ARCHIVED"
        self.change(memo, changes)
        if pinned:
            self.call("POST", f"memo/{memo['id']}/organizer", {"pinned": True})
        return memo

    def change(self, memo, changes):
        created = changes.get("createTime")
        changes = {name: value for name, value in changes.items() if name != "createTime"}
        if created:
            changes["createdTs"] = int(datetime.datetime.fromisoformat(created).timestamp())
        self.call("PATCH", f"memo/{memo['id']}", changes)

    def attach(self, memo, name, media_type, content):
        """Attaches a file, whose content only a form could bring; gives what its address is made of."""
        file = self.call("POST", "resource", {"filename": name, "type": media_type, "publicId": str(uuid.uuid4())})
        blob = base64.b64decode(content)
        with self.server.database() as database:
            database.execute("UPDATE resource SET blob = ?, size = ? WHERE id = ?", (blob, len(blob), file["id"]))
            self.tie(database, memo["id"], file["id"])
        return self.address(file)

    def tie(self, database, memo, file):
        database.execute("UPDATE resource SET memo_id = ? WHERE id = ?", (memo, file))

    def address(self, file):
        return file.get("uid") or file.get("name") or str(file["id"])


class OpenId(Rest):
    """Somebody with notes, on 0.13."""

    api = "api"

    def make_token(self):
        return self.call("GET", "user/me")["openId"]

    def call(self, method, path, body=None):
        return super().call(method, path, body)["data"]

    def tie(self, database, memo, file):
        database.execute("INSERT INTO memo_resource (memo_id, resource_id) VALUES (?, ?)", (memo, file))

    def address(self, file):
        return f"{file['id']}/{file['publicId']}"
