"""What returned mail says, and what it cannot make us believe."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bantin.deliver.channels.base import Bounce
from bantin.deliver.channels.email import bounces
from bantin.deliver.channels.email.message_ids import delivery_of, message_id
from bantin.deliver.tests import notices

ADDRESS = "dieu.ngan@baodonglac.example"
Write = Callable[..., bytes]


def _original(name: str = "") -> bytes:
    name = name or message_id(3, 7)
    text = f"To: <{ADDRESS}>\r\nMessage-ID: {name}\r\nSubject: Tin\r\n\r\nHello.\r\n"
    return text.encode()


def _one(raw: bytes) -> Bounce:
    (found,) = bounces.read(raw)
    return found


def test_a_message_id_is_known_again_only_when_it_was_made_here() -> None:
    genuine = message_id(3, 7)

    assert delivery_of(genuine) == (3, 7)
    assert delivery_of(f"  {genuine} ") == (3, 7)
    assert delivery_of(genuine.replace("bantin.3.7", "bantin.3.8")) is None
    assert delivery_of(genuine.replace("bantin.3.7", "bantin.4.7")) is None
    assert delivery_of("<bantin.3.7@127.0.0.1>") is None
    assert delivery_of("<bantin.3.7." + "0" * 32 + "@127.0.0.1>") is None
    assert delivery_of("") is None


@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822", "message/global"])
def test_a_standard_notice_names_delivery_address_reply_and_time(returned: str) -> None:
    assert _one(notices.report(_original(), ADDRESS, returned=returned)) == Bounce(
        edition=3,
        delivery=7,
        addresses=(ADDRESS,),
        reply=f"550 5.1.1 <{ADDRESS}>: Recipient address rejected: User unknown",
        returned_at=datetime(2026, 3, 1, 2, 0, 9, tzinfo=UTC),
        final=True,
        address_is_dead=True,
    )


def test_a_notice_for_international_addresses_is_understood() -> None:
    raw = notices.report(_original(), ADDRESS, status_type="message/global-delivery-status")

    assert _one(raw).address_is_dead


@pytest.mark.parametrize("write", [notices.from_qmail, notices.from_exim])
def test_what_qmail_and_exim_write_is_understood(write: Write) -> None:
    found = _one(write(_original(), ADDRESS))

    assert (found.edition, found.delivery, found.addresses) == (3, 7, (ADDRESS,))
    assert found.final
    assert found.address_is_dead
    assert "550" in found.reply
    assert found.returned_at == datetime(2026, 3, 1, 2, 0, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "diagnostic", "dead"),
    [
        ("5.1.1", "smtp; 550 no", True),
        ("5.1.10", "smtp; 556 null MX", True),
        ("5.2.1", "smtp; 550 disabled", True),
        ("5.0.0", "smtp; 550 5.1.1 who?", True),
        ("5.0.0", "smtp; 550 No such user here", True),
        ("5.0.0", "smtp; 550 that address does not exist", True),
        ("5.0.0", "smtp; 550 this looks like spam", False),
        ("5.0.0", "smtp; 554 your server 5.1.1.7 is listed", False),
        ("5.1.8", "smtp; 550 sender's domain is unknown", False),
        ("5.2.2", "smtp; 552 mailbox full", False),
        ("5.7.1", "smtp; 550 5.7.1 policy; see 5.1.1", False),
        ("4.4.7", "smtp; 451 4.4.7 gave up", False),
        ("4.4.7", "x-words; user unknown", False),
    ],
)
def test_only_a_reply_about_the_address_makes_it_dead(
    status: str, diagnostic: str, dead: bool
) -> None:
    found = _one(notices.report(_original(), ADDRESS, status=status, diagnostic=diagnostic))

    assert found.final
    assert found.address_is_dead is dead


def test_a_delay_is_not_final_and_no_address_dies_of_it() -> None:
    found = _one(notices.report(_original(), ADDRESS, action="delayed", status="4.4.1"))

    assert not found.final
    assert not found.address_is_dead


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", ""])
def test_a_notice_of_success_says_nothing(action: str) -> None:
    assert bounces.read(notices.report(_original(), ADDRESS, action=action, status="2.0.0")) == []


def test_a_forwarded_address_is_named_as_we_know_it_and_as_it_ended() -> None:
    raw = notices.report(_original(), "moi@b.example", original_recipient=ADDRESS)

    assert _one(raw).addresses == (ADDRESS, "moi@b.example")


@pytest.mark.parametrize(
    "name", ["<bantin.3.7@127.0.0.1>", "<someone.else@b.example>", "<bantin.3.7.abc@x>", ""]
)
@pytest.mark.parametrize("write", [notices.report, notices.from_qmail, notices.from_exim])
def test_a_notice_about_a_message_id_that_is_not_ours_says_nothing(write: Write, name: str) -> None:
    assert bounces.read(write(_original(name or "<>"), ADDRESS)) == []


def test_our_message_id_deeper_inside_is_somebody_elses_business() -> None:
    first = notices.report(_original(), ADDRESS, returned="message/rfc822")
    bounced_bounce = notices.report(first, "press@127.0.0.1", returned="message/rfc822")

    assert bounces.read(bounced_bounce) == []


def test_an_automatic_reply_that_quotes_everything_says_nothing() -> None:
    quoted = notices.report(_original(), ADDRESS).replace(
        b"multipart/report; report-type=delivery-status", b"multipart/mixed"
    )
    receipt = notices.report(_original(), ADDRESS).replace(
        b"report-type=delivery-status", b"report-type=disposition-notification"
    )

    assert bounces.read(quoted) == []
    assert bounces.read(receipt) == []
    assert bounces.read(b"Subject: Re: Tin\r\nAuto-Submitted: auto-replied\r\n\r\nAway.") == []


def test_a_notice_without_a_time_or_with_nonsense_still_counts() -> None:
    for date in ("", "yesterday", "Sun, 99 Mar 99999999999999999999 02:00:09 +0000"):
        assert _one(notices.report(_original(), ADDRESS, date=date)).returned_at is None


def test_what_was_said_is_one_printable_line() -> None:
    raw = notices.report(_original(), ADDRESS, diagnostic="smtp; 550 5.1.1 a\x00b\x1b[31m\r\n\tc")

    assert _one(raw).reply == "550 5.1.1 a b [31m c"


def test_many_recipients_are_read_up_to_a_limit() -> None:
    group = b"\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    raw = notices.report(_original(), ADDRESS).replace(b"\r\nFinal-", group * 500 + b"\r\nFinal-")

    assert len(bounces.read(raw)) <= bounces.MOST_RECIPIENTS


def _nested(depth: int, kind: bytes) -> bytes:
    return b"".join(
        b'Content-Type: %s; boundary="%d"\r\n\r\n--%d\r\n' % (kind, n, n) for n in range(depth)
    )


HOSTILE = {
    "nothing": b"",
    "noise": bytes(range(256)) * 500,
    "five megabytes": notices.report(_original(), ADDRESS, diagnostic="x" * 5_000_000),
    "deep multiparts": _nested(4_000, b"multipart/report; report-type=delivery-status"),
    "deep with many lines": (
        _nested(300, b"multipart/mixed") + notices.report(_original(), ADDRESS) + b"\r\n" * 90_000
    ),
    "deep mails": b"Content-Type: message/rfc822\r\n\r\n" * 6_000,
    "long address": notices.report(_original(), "a" * 200_000),
    "many at signs": notices.report(_original(), "a@" * 100_000),
    "dashes": notices.from_exim(_original(), ADDRESS).replace(b"headers. ------", b"-" * 200_000),
    "qmail without end": b"Subject: x\r\n\r\nHi. This is the\n\n<" + b"a@" * 100_000,
    "failed without end": b"X-Failed-Recipients: " + b"a" * 200_000 + b"\r\n\r\nx",
    "broken charset": (
        b"X-Failed-Recipients: a@b.example\r\nContent-Type: text/plain; charset=\xff\xfe\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!" + base64.b64encode(b"\xff" * 99)
    ),
    "broken parameters": b"Content-Type: multipart/report; report-type*0*=x''%ff; report-type*1=",
    "broken header": b"Content-Type: multipart/report; report-type=\xe1\xbb\x87\r\n\r\nx",
    "words in a number": notices.report(_original(), ADDRESS, status="5." + "1" * 100_000),
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_mail_says_nothing_and_stops_nothing(raw: bytes) -> None:
    assert not any(found.address_is_dead for found in bounces.read(raw))
