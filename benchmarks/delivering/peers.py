"""The same sends by other means; run in processes of their own, each prints messages a second.

``python -m benchmarks.delivering.peers django PORT MESSAGES`` sends in a loop, one connection for
each message, as ``send_mail`` does. ``… celery PORT MESSAGES`` queues a task for each message;
workers are started by: ``celery -A benchmarks.delivering.peers worker``.
"""

import os
import sys
import time
from typing import Any

from django.conf import settings

SUBJECT = "Bản tin"
TEXT = "Lực lượng cứu hộ đã đưa hàng nghìn hộ dân ven sông đến nơi an toàn trong đêm. " * 12
HTML = f"<p>{TEXT}</p>"
BROKER = os.environ.get("BENCH_REDIS", "")
PORT = int(os.environ.get("BENCH_SMTP_PORT", "0"))


def configure(port: int) -> None:
    """Django with nothing but the SMTP server."""
    if not settings.configured:
        settings.configure(EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, USE_TZ=True)


def send(number: int) -> None:
    """One message in text and HTML."""
    from django.core.mail import EmailMultiAlternatives

    message = EmailMultiAlternatives(
        SUBJECT, TEXT, "press@a.example", [f"Người {number} <nguoi-{number}@a.example>"]
    )
    message.attach_alternative(HTML, "text/html")
    message.send()


def django_loop(port: int, messages: int) -> None:
    """Messages a second in a loop."""
    configure(port)
    begun = time.perf_counter()
    for number in range(messages):
        send(number)
    print(messages / (time.perf_counter() - begun))


def celery_app() -> Any:
    """The Celery application of its workers and of who queues."""
    from celery import Celery

    configure(PORT)
    app = Celery("peers", broker=BROKER, backend=None)
    app.conf.update(task_acks_late=True, task_ignore_result=True, worker_prefetch_multiplier=16)
    app.task(name="send")(send)
    return app


def celery_queue(messages: int) -> None:
    """Queue the messages; prints when the first was queued."""
    application = celery_app()
    print(time.time(), flush=True)
    task = application.tasks["send"]
    for number in range(messages):
        task.delay(number)


if BROKER:
    app = celery_app()

if __name__ == "__main__":
    if sys.argv[1] == "django":
        django_loop(int(sys.argv[2]), int(sys.argv[3]))
    else:
        celery_queue(int(sys.argv[3]))
