"""An IMAP server of the tests' own: Dovecot in a temporary folder, gone afterwards."""

import contextlib
import grp
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.certificates import Authority
from tests.support.office import wait_until

PROGRAM = Path("/usr/sbin/dovecot")
SEEN_ONLY, NO_FLAGS, READ_ONLY = "SeenOnly", "NoFlags", "ReadOnly"
_RIGHTS = f"""
INBOX owner lrwstipekxa
{SEEN_ONLY} owner lrise
{NO_FLAGS} owner lrie
{READ_ONLY} owner lr
"""
_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
listen = 127.0.0.1
protocols = imap
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
auth_failure_delay = 0
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
mail_location = maildir:{folder}/mail
mail_plugins = acl
plugin {{
  acl = vfile:{folder}/rights
}}
namespace inbox {{
  inbox = yes
  mailbox {SEEN_ONLY} {{
    auto = create
  }}
  mailbox {NO_FLAGS} {{
    auto = create
  }}
  mailbox {READ_ONLY} {{
    auto = create
  }}
}}
passdb {{
  driver = static
  args = password=geheim
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
"""


@dataclass
class Server:
    """Where it listens; everybody's password is ``geheim``."""

    port: int
    tls_port: int
    authority: Path
    mail: Path
    owner: int

    def address(self, folder: str = "INBOX", *, tls: bool = True) -> str:
        """What BANTIN_BOUNCES says."""
        scheme, port = ("imaps", self.tls_port) if tls else ("imap", self.port)
        return f"{scheme}://bounces:geheim@127.0.0.1:{port}/{folder}"

    @contextmanager
    def client(self, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """Another program that looks into the same mailbox."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=20) as client:
            client.login("bounces", "geheim")
            client.select(folder, readonly=folder != "INBOX")
            yield client

    def deliver(self, mail: bytes, folder: str = "INBOX") -> None:
        """Let a mail arrive, as a mail server does that knows no rights."""
        place = self.mail / ("" if folder == "INBOX" else f".{folder}")
        path = place / "tmp" / uuid.uuid4().hex
        path.write_bytes(mail)
        shutil.chown(path, self.owner)
        path.rename(place / "new" / path.name)

    def empty(self) -> None:
        """Throw all mail away."""
        for path in (*self.mail.glob("new/*"), *self.mail.glob("cur/*")):
            path.unlink()
        for path in (*self.mail.glob(".*/new/*"), *self.mail.glob(".*/cur/*")):
            path.unlink()

    def flags(self, folder: str = "INBOX") -> list[bytes]:
        """The flags of every mail."""
        with self.client(folder) as client:
            _ok, found = client.fetch("1:*", "(FLAGS)")
            return [line for line in found if isinstance(line, bytes)]


def is_there() -> bool:
    """Whether Dovecot's IMAP server is installed."""
    return PROGRAM.exists() and Path("/usr/lib/dovecot/imap").exists()


@contextmanager
def server() -> Iterator[Server]:
    """Start a server that runs as nobody in particular; stop it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="bantin-dovecot-"))
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    authority = Authority(folder)
    certificate, key = authority.certificate()
    made = Server(_free_port(), _free_port(), authority.path, folder / "mail", user.pw_uid)
    config = folder / "dovecot.conf"
    config.write_text(
        _CONFIG.format(
            folder=folder,
            SEEN_ONLY=SEEN_ONLY,
            NO_FLAGS=NO_FLAGS,
            READ_ONLY=READ_ONLY,
            user=user.pw_name,
            group=grp.getgrgid(user.pw_gid).gr_name,
            certificate=certificate,
            key=key,
            port=made.port,
            tls_port=made.tls_port,
        )
    )
    (folder / "rights").write_text(_RIGHTS)
    for path in (folder, *folder.iterdir()):
        shutil.chown(path, user.pw_uid, user.pw_gid)
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    if os.geteuid() != 0:
        as_user = {}  # we are that user, and may not change
    with (folder / "errors").open("wb") as errors:
        process = subprocess.Popen(
            [PROGRAM, "-F", "-c", config],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            **as_user,  # type: ignore[call-overload]
        )
    try:
        wait_until(lambda: _listens(made.port) or process.poll() is not None)
        assert process.poll() is None, (folder / "errors").read_text()
        for place in (SEEN_ONLY, NO_FLAGS, READ_ONLY):
            with made.client(place):
                pass  # who opens it first makes it
        yield made
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)
        shutil.rmtree(folder, ignore_errors=True)


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5):
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
