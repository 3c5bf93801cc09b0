"""HARDENING rows 24 and 32 for texts under embargo: a revocation acts at once, whoever is reading."""

import json

from tests.support.office import Office

READING = """
import json, re, threading, time
from datetime import timedelta
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.utils import timezone
from bantin.accounts.models import User
from bantin.core import triggers
from bantin.core.clock import database_now
from bantin.deliver.dispatch import leases
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.embargoes import actions as embargoes, links
from bantin.deliver.embargoes.models import Offer, Read
from bantin.publish.record.tests.factories import make_sealed_edition
from bantin.receive.accreditations import actions
from bantin.receive.accreditations.models import Acceptance, Agreement
from bantin.receive.contacts import actions as contacts
from uuid import uuid4

at = database_now()
officer = User.objects.create_user("can-bo")
officer.groups.add(Group.objects.get(name="press_officer"))
actions.write_agreement(text_vi="Lời.", text_en="Words.", after=0, by=officer, at=at)
people = []
for number in range(3):
    contact, _new = contacts.add_contact(kind="journalist", name="X", email=f"{number}@a.example")
    contacts.record_consent(contact, text="Tôi đồng ý.", source="x", at=at)
    actions.accredit(contact.pk, since=at, until=at + timedelta(days=9), by=officer, at=at,
                     checks={"card_seen_on": timezone.localdate(at)})
    people.append(contact)
edition = make_sealed_edition("Kín", "Nội dung kín.", at=at + timedelta(hours=1))
subjects = {"vi": "Thư", "en": "Letter"}
embargoes.offer(edition.pk, [one.pk for one in people[:2]], subjects=subjects, by=officer, at=at)
pages = [re.sub("^http://[^/]+", "", links.address(edition.pk, one.pk, "vi")) for one in people[:2]]
for page in pages:
    assert Client(SERVER_NAME="127.0.0.1").post(page, {"version": "1"}).status_code == 303

answers, ended, stop = [], [], threading.Event()

def read(page):
    client = Client(SERVER_NAME="127.0.0.1")
    try:
        while not stop.is_set():
            begun = time.monotonic()
            answers.append((page, begun, client.get(page).status_code))
    finally:
        ended.append(page)
        connections.close_all()

def wait_for(count):
    while len(answers) < count and not ended:
        time.sleep(0.01)

# Daemons: where this thread fails, the program must end and say why.
threads = [threading.Thread(target=read, args=[page], daemon=True) for page in pages * 3]
for thread in threads:
    thread.start()
wait_for(60)
actions.revoke(people[0].pk, by=officer, at=database_now(), reason="Mất thẻ.")
revoked = time.monotonic()
mine = Read.objects.filter(contact=people[0])
time.sleep(0.2)  # what began before has ended
logged = mine.count()
wait_for(len(answers) + 60)
died = list(ended)
stop.set()
for thread in threads:
    thread.join()

after = {status for page, begun, status in answers if page == pages[0] and begun > revoked}
others = {status for page, begun, status in answers if page == pages[1]}

def refused(act):
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False

embargo, agreement = Offer.objects.first().embargo, Agreement.objects.get()
words = {"embargo": embargo, "agreement": agreement, "at": database_now(), "what": "text"}
claimed = leases.claim(uuid4(), limit=9, at=database_now())
mail = {"edition": edition, "channel": "embargo", "queued_at": at, "due_at": at}
seen = [
    refused(lambda: Read.objects.create(contact=people[0], **words)),  # revoked
    refused(lambda: Read.objects.create(contact=people[2], **words)),  # accredited, not offered
    refused(lambda: Offer.objects.create(embargo=embargo, contact=people[0], offered_by=officer,
                                         offered_at=database_now())),
    refused(lambda: Delivery.objects.create(recipient=people[2], **mail)),
    refused(lambda: mine.update(name="")),
    refused(lambda: mine._raw_delete("default")),
    refused(lambda: Acceptance.objects.update(language="en")),
    refused(lambda: Agreement.objects.update(text_vi="Khác.")),
]
print(json.dumps({
    "died": died,
    "after": sorted(after),
    "others": sorted(others),
    "written_after": mine.count() - logged,
    "claimed": [one.parcel.address for one in claimed],
    "seen": seen,
    "missing": [name for kept in triggers.kept() for name in kept.missing()],
}))
"""


def test_row_32_after_a_revocation_no_request_reads_and_no_mail_leaves(office: Office) -> None:
    done = office.python(READING, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["died"] == [], done.stderr
    assert said["after"] == [404]
    assert said["others"] == [200]
    assert said["written_after"] == 0
    assert said["claimed"] == ["1@a.example"]
    assert said["seen"] == [True] * 8
    assert said["missing"] == []


EXPIRING = """
from datetime import timedelta
from django.contrib.auth.models import Group
from django.utils import timezone
from bantin.accounts.models import User
from bantin.core.clock import database_now
from bantin.deliver.embargoes import actions as embargoes
from bantin.deliver.embargoes.models import Offer
from bantin.publish.record.tests.factories import make_sealed_edition
from bantin.receive.accreditations import actions
from bantin.receive.contacts import actions as contacts

now = database_now()
at = now - timedelta(days=731)
officer = User.objects.create_user("can-bo")
officer.groups.add(Group.objects.get(name="press_officer"))
actions.write_agreement(text_vi="Lời.", text_en="Words.", after=0, by=officer, at=at)
people = []
for number, begins in enumerate((at, now)):
    contact, _new = contacts.add_contact(kind="journalist", name="X", email=f"{number}@a.example")
    contacts.record_consent(contact, text="Tôi đồng ý.", source="x", at=at)
    actions.accredit(contact.pk, since=begins, until=begins + timedelta(days=9), by=officer,
                     at=begins, checks={"card_seen_on": timezone.localdate(at)})
    edition = make_sealed_edition("Kín", "Nội dung kín.", at=now + timedelta(hours=1))
    embargoes.offer(edition.pk, [contact.pk], subjects={"vi": "x", "en": "y"}, by=officer, at=begins)
print(embargoes.expire(at=now), Offer.objects.get().contact.email)
"""


def test_what_was_kept_long_enough_is_deleted_and_nothing_else(office: Office) -> None:
    done = office.python(EXPIRING, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["1", "1@a.example"]
