"""A page in a headless Chromium, asked over its DevTools: what it loads, what it complains of, what can be seen."""

import base64
import json
import subprocess
import sys
import tempfile
import time
import urllib.request

from tools import CACHE, browser, free_port

VERSION = "1.9.0"


def _websocket():
    folder = CACHE / f"websocket-client-{VERSION}"
    if not folder.exists():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, f"websocket-client=={VERSION}"]
        subprocess.run(command, check=True)
    sys.path.insert(0, str(folder))
    import websocket

    return websocket


class Browser:
    """Runs while the `with` block does."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        port = free_port()
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-allow-origins=*"]
        options += [f"--remote-debugging-port={port}", f"--user-data-dir={self.folder.name}", "about:blank"]
        self.process = subprocess.Popen([browser(), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=1) as answer:
                    targets = [target for target in json.load(answer) if target["type"] == "page"]
                    break
            except OSError:
                time.sleep(0.1)
        else:
            raise SystemExit("the browser does not start")
        address = targets[0]["webSocketDebuggerUrl"]
        self.socket = _websocket().create_connection(address, timeout=60, suppress_origin=True)
        self.last, self.events = 0, []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        return self

    def __exit__(self, *_):
        self.socket.close()
        self.process.terminate()
        self.process.wait(10)
        self.folder.cleanup()

    def call(self, method, **parameters):
        self.last += 1
        self.socket.send(json.dumps({"id": self.last, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == self.last:
                assert "error" not in message, f"{method}: {message['error']}"
                return message["result"]
            self.events.append(message)

    def show(self, address, width=900, scheme="light"):
        """Loads a page; gives what it asked for beside itself, and what stands in its console."""
        self.events.clear()
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.call("Emulation.setEmulatedMedia", features=[feature])
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=600, deviceScaleFactor=1, mobile=False)
        self.call("Page.navigate", url=address)
        while self.value("document.readyState") != "complete" or self.value("location.href") != address:
            time.sleep(0.05)
        # what comes a moment later counts as well
        time.sleep(0.3)
        self.value("1")
        names = [(event.get("method"), event.get("params", {})) for event in self.events]
        asked = [params["request"]["url"] for name, params in names if name == "Network.requestWillBeSent"]
        asked = [url for url in asked if url != address and not url.startswith("data:")]
        complaints = [params["entry"]["text"] for name, params in names if name == "Log.entryAdded"]
        complaints += [json.dumps(params) for name, params in names if name in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown")]
        return asked, complaints

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)["result"]
        return result.get("value")

    def picture(self, path, **options):
        """A picture of the whole page, of which `options` say the format."""
        height = self.value("document.documentElement.scrollHeight")
        width = self.value("document.documentElement.scrollWidth")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": options.pop("scale", 1)}
        shot = self.call("Page.captureScreenshot", captureBeyondViewport=True, clip=clip, **options)
        path.write_bytes(base64.b64decode(shot["data"]))
