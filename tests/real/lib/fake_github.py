"""The fake GitHub of the test-suite, as a process."""

import json
import subprocess


class FakeGithub:
    """Runs while the `with` block does; `files` are those of the default branch."""

    def __init__(self, program, **files):
        self.program = program
        self.files = [f"{path}={file}" for path, file in files.items()]

    def __enter__(self):
        command = [self.program, *self.files]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started = json.loads(self.process.stdout.readline())
        self.environment = {
            "GITHUB_TOKEN": started["token"],
            "GITHUB_API_URL": started["api"],
            "GITHUB_GRAPHQL_URL": started["graphql"],
            "GITHUB_REPOSITORY": "nick/blog",
        }
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(10)

    def ask(self, question):
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())
