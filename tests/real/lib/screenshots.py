"""Pictures of built pages, for people to look at: the site on loopback under its sub-path, in a headless Chromium."""

import functools
import http.server
import threading

from blogs import BASE, fail, run
from tools import browser


class Site(http.server.SimpleHTTPRequestHandler):
    """A folder under the sub-path."""

    def translate_path(self, path):
        return super().translate_path(path.removeprefix(BASE))

    def log_message(self, *_):
        pass


def take(output, pages):
    """`pages` are pairs of a page in the folder `output` and the picture's file."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Site, directory=output))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for page, file in pages:
        address = f"http://127.0.0.1:{server.server_port}{BASE}/{page}"
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=900,2400"]
        run([browser(), *options, f"--screenshot={file}", address], file.parent)
        if not file.is_file():
            fail(f"no picture of {page}")
    server.shutdown()
