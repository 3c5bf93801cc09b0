// Shows messages of the press office, and opens the page of a text when its message is touched.
// It keeps nothing, reports nothing, and answers no request of a page.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => event.waitUntil(show(event.data)));

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(move(event)));

// The push service gave this browser another address: tell the office, or nothing would come.
async function move(event) {
  const old = event.oldSubscription;
  if (!old) return;
  const made = event.newSubscription || (await self.registration.pushManager.subscribe(old.options));
  await fetch("/nhan-thong-bao/chuyen/", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    credentials: "omit",
    body: JSON.stringify({ endpoint: old.endpoint, subscription: made.toJSON() }),
  });
}

function show(data) {
  const message = read(data);
  return self.registration.showNotification(message.title || self.location.hostname, {
    body: message.body || "",
    lang: message.lang || "vi",
    tag: message.tag || "bantin",
    renotify: true,
    requireInteraction: Boolean(message.urgent),
    icon: "/static/bantin/mark.svg",
    data: { url: onThisSite(message.url) },
  });
}

function read(data) {
  try {
    return data.json() || {};
  } catch {
    return {};
  }
}

// Only pages of this site are opened, whatever a message says.
function onThisSite(address) {
  try {
    const url = new URL(address, self.location.origin);
    return url.origin === self.location.origin ? url.href : `${self.location.origin}/`;
  } catch {
    return `${self.location.origin}/`;
  }
}

async function open(data) {
  const address = onThisSite(data && data.url);
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((one) => one.url === address);
  return there ? there.focus() : self.clients.openWindow(address);
}
