"""What mail providers post, written down from their documentation, and how each proves itself."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

SECRET = "0123456789abcdef0123456789abcdef"
HAPPENED = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
GONE = "550 5.1.1 The email account that you tried to reach does not exist"
FULL = "552 5.2.2 The email account is over quota"

Post = dict[str, Any]


def basic(secret: str = SECRET, user: str = "bantin") -> str:
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()


def as_json(body: Any, **headers: str) -> Post:
    """What Django's test client takes."""
    return {"data": json.dumps(body), "content_type": "application/json", "headers": headers}


def postmark(kind: str, address: str, token: str = "", said: str = GONE, **more: Any) -> Post:
    """``kind``: hard, soft, delayed, complaint, unsubscribed, rejected, opened, delivered."""
    record, type_ = {
        "hard": ("Bounce", "HardBounce"),
        "soft": ("Bounce", "SoftBounce"),
        "delayed": ("Bounce", "Transient"),
        "rejected": ("Bounce", "BadEmailAddress"),
        "complaint": ("SpamComplaint", "SpamComplaint"),
        "filter": ("Bounce", "SpamNotification"),
        "unsubscribed": ("SubscriptionChange", ""),
        "opened": ("Open", ""),
        "clicked": ("Click", ""),
        "delivered": ("Delivery", ""),
    }[kind]
    when = more.pop("at", HAPPENED).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {
        "RecordType": record,
        "MessageID": "00000000-0000-0000-0000-000000000000",
        "ServerID": 23,
        "MessageStream": "outbound",
        "Metadata": {"bantin": token} if token else {},
        "Tag": "",
    }
    if type_:
        body |= {
            "ID": 692560173,
            "Type": type_,
            "TypeCode": 1,
            "Name": type_,
            "Description": "The server was unable to deliver your message (ex: unknown user).",
            "Details": f"smtp;{said}" if said else "",
            "Email": address,
            "From": "press@127.0.0.1",
            "BouncedAt": when,
            "DumpAvailable": True,
            "Inactive": True,
            "CanActivate": True,
            "Subject": "Tin",
        }
    else:
        body |= {"Recipient": address, **POSTMARK_FIELDS[record], POSTMARK_TIMES[record]: when}
    return as_json(body | more, Authorization=basic())


POSTMARK_TIMES = {
    "SubscriptionChange": "ChangedAt",
    "Open": "ReceivedAt",
    "Click": "ReceivedAt",
    "Delivery": "DeliveredAt",
}
POSTMARK_FIELDS: dict[str, dict[str, Any]] = {
    "SubscriptionChange": {
        "Origin": "Recipient",
        "SuppressSending": True,
        "SuppressionReason": "ManualSuppression",
    },
    "Open": {"FirstOpen": True, "UserAgent": "x", "Geo": {}},
    "Click": {"OriginalLink": "https://a.example/", "Geo": {}},
    "Delivery": {"Details": "250 ok"},
}


def mailgun(kind: str, address: str, token: str = "", said: str = GONE, **more: Any) -> Post:
    """``old`` is a mail that Mailgun gave up on after hours of temporary trouble."""
    at = more.pop("at", HAPPENED)
    signed = more.pop("signed", f"signed for {kind} to {address}")
    code, enhanced, words = said.split(" ", 2)
    status = {"code": int(code), "enhanced-code": enhanced, "message": words, "description": ""}
    failed = {"delivery-status": status, "log-level": "error"}
    special: dict[str, dict[str, Any]] = {
        "hard": {"event": "failed", "severity": "permanent", "reason": "bounce", **failed},
        "old": {
            "event": "failed",
            "severity": "permanent",
            "reason": "old",
            "delivery-status": {"code": 602, "message": "", "description": "Too old"},
        },
        "delayed": {"event": "failed", "severity": "temporary", "reason": "generic", **failed},
        "complaint": {"event": "complained"},
        "unsubscribed": {"event": "unsubscribed", "client-info": {"user-agent": "x"}},
        "opened": {"event": "opened", "client-info": {"user-agent": "x"}, "ip": "192.0.2.1"},
        "clicked": {"event": "clicked", "url": "https://a.example/", "ip": "192.0.2.1"},
        "delivered": {"event": "delivered", "delivery-status": {"code": 250, "message": "OK"}},
    }
    event = {
        "id": "G9Bn5sl1TC6nu79C8C0bwg",
        "timestamp": at.timestamp(),
        "recipient": address,
        "recipient-domain": address.rpartition("@")[2],
        "tags": [],
        "user-variables": {},
        "message": {"headers": {"to": address, "message-id": f"{token or 'x'}@127.0.0.1"}},
        **special[kind],
    }
    return as_json({"signature": signature(signed, at), "event-data": event | more})


def signature(token: str, at: datetime, key: str = SECRET) -> dict[str, str]:
    """Mailgun signs the time and a token."""
    timestamp = str(int(at.timestamp()))
    mac = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256)
    return {"timestamp": timestamp, "token": token, "signature": mac.hexdigest()}


def mailjet(kind: str, address: str, token: str = "", said: str = GONE, **more: Any) -> Post:
    """Mailjet posts a list."""
    at = more.pop("at", HAPPENED)
    special: dict[str, dict[str, Any]] = {
        "hard": {"event": "bounce", "hard_bounce": True, "error": "user unknown", "comment": said},
        "full": {"event": "bounce", "hard_bounce": True, "error": "quota exceeded", "comment": ""},
        "soft": {"event": "bounce", "hard_bounce": False, "error": "", "comment": said},
        "delayed": {"event": "bounce", "hard_bounce": False, "error": "greylisted"},
        "complaint": {"event": "spam", "source": "JMRPP"},
        "unsubscribed": {"event": "unsub", "mj_list_id": 1, "geo": "VN", "agent": "x"},
        "opened": {"event": "open", "ip": "192.0.2.1", "geo": "VN", "agent": "x"},
        "clicked": {"event": "click", "url": "https://a.example/"},
        "delivered": {"event": "sent", "smtp_reply": "250 ok"},
    }
    event = {
        "time": int(at.timestamp()),
        "MessageID": 19421777835146490,
        "email": address,
        "mj_campaign_id": 7257,
        "customcampaign": "",
        "CustomID": "",
        "Payload": json.dumps({"bantin": token}) if token else "",
        **special[kind],
    }
    return as_json([event | more], Authorization=basic())


def brevo(kind: str, address: str, token: str = "", said: str = GONE, **more: Any) -> Post:
    at = more.pop("at", HAPPENED)
    name = {
        "hard": "hard_bounce",
        "soft": "soft_bounce",
        "delayed": "deferred",
        "rejected": "blocked",
        "complaint": "spam",
        "unsubscribed": "unsubscribe",
        "opened": "unique_opened",
        "clicked": "click",
        "delivered": "delivered",
    }[kind]
    event = {
        "event": name,
        "email": address,
        "id": 26224,
        "date": "2026-03-01 09:00:09",
        "ts": int(at.timestamp()),
        "ts_event": int(at.timestamp()),
        "ts_epoch": int(at.timestamp() * 1000),
        "message-id": "<201798300811.5787683@relay.domain.com>",
        "subject": "Tin",
        "reason": said,
        "sending_ip": "192.0.2.2",
    }
    if token:
        event["X-Mailin-custom"] = json.dumps({"bantin": token})
    return as_json(event | more, Authorization=basic())


ALL = {"postmark": postmark, "mailgun": mailgun, "mailjet": mailjet, "brevo": brevo}
LONG_AGO = HAPPENED - timedelta(days=15)
