"""Returned mail as servers write it, about a message that the sink really got."""

import textwrap

DATE = "Sun, 01 Mar 2026 02:00:09 +0000"
UNKNOWN = "smtp; 550 5.1.1 <{address}>: Recipient address rejected: User unknown"


def headers_of(original: bytes) -> str:
    """The headers of a message, as it arrived."""
    return original.partition(b"\r\n\r\n")[0].decode("ascii")


def report(
    original: bytes,
    address: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = UNKNOWN,
    returned: str = "text/rfc822-headers",
    status_type: str = "message/delivery-status",
    date: str = DATE,
    original_recipient: str = "",
) -> bytes:
    """A delivery status notification (RFC 3464)."""
    mail = original.decode("ascii") if returned.endswith("rfc822") else headers_of(original)
    fields = [f"Original-Recipient: rfc822; {original_recipient}"] if original_recipient else []
    fields += [
        f"Final-Recipient: rfc822; {address}",
        f"Action: {action}",
        f"Status: {status}",
        "Remote-MTA: dns; mx.a.example",
        f"Diagnostic-Code: {diagnostic.format(address=address)}",
    ]
    return "\r\n".join(
        [
            "Return-Path: <>",
            "From: MAILER-DAEMON@relay.example (Mail Delivery System)",
            "Subject: Undelivered Mail Returned to Sender",
            "To: press@127.0.0.1",
            "Auto-Submitted: auto-replied",
            f"Date: {date}",
            "Message-ID: <20260301020009.ABCDEF@relay.example>",
            "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=delivery-status;",
            '\tboundary="edge/relay.example"',
            "",
            "This is a MIME-encapsulated message.",
            "",
            "--edge/relay.example",
            "Content-Description: Notification",
            "Content-Type: text/plain; charset=us-ascii",
            "",
            "I'm sorry to have to inform you that your message could not be delivered.",
            "",
            "--edge/relay.example",
            "Content-Description: Delivery report",
            f"Content-Type: {status_type}",
            "",
            "Reporting-MTA: dns; relay.example",
            "Arrival-Date: Sun,  1 Mar 2026 02:00:05 +0000 (UTC)",
            "",
            *fields,
            "",
            "--edge/relay.example",
            "Content-Description: Undelivered Message",
            f"Content-Type: {returned}",
            "",
            mail,
            "",
            "--edge/relay.example--",
            "",
        ]
    ).encode("ascii", "replace")


def from_qmail(original: bytes, address: str) -> bytes:
    """QSBMF, the notice of qmail."""
    text = f"""\
        Return-Path: <>
        Date: {DATE}
        From: MAILER-DAEMON@relay.example
        To: press@127.0.0.1
        Subject: failure notice

        Hi. This is the qmail-send program at relay.example.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <{address}>:
        192.0.2.7 does not like recipient.
        Remote host said: 550 5.1.1 no mailbox here by that name
        Giving up on 192.0.2.7.

        --- Below this line is a copy of the message.

        """
    return textwrap.dedent(text).replace("\n", "\r\n").encode() + original


def from_exim(original: bytes, address: str) -> bytes:
    """The notice of Exim before it followed the standard."""
    text = f"""\
        Return-path: <>
        Date: {DATE}
        X-Failed-Recipients: {address}
        Auto-Submitted: auto-replied
        From: Mail Delivery System <Mailer-Daemon@relay.example>
        To: press@127.0.0.1
        Subject: Mail delivery failed: returning message to sender

        This message was created automatically by mail delivery software.

        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          {address}
            SMTP error from remote mail server after RCPT TO:<{address}>:
            host mx.a.example [192.0.2.7]: 550 No such user here

        ------ This is a copy of the message, including all the headers. ------

        """
    return textwrap.dedent(text).replace("\n", "\r\n").encode() + original
