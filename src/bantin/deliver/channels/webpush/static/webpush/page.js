// Turns messages for this browser on and off. Every word that it shows stands in the page already.

const root = document.querySelector("[data-push]");
const form = root.querySelector("form");
const buttons = [...root.querySelectorAll("button")];

const usable = () =>
  root.dataset.key &&
  window.isSecureContext &&
  "serviceWorker" in navigator &&
  "PushManager" in window &&
  "Notification" in window;

// Shows the parts that belong to a state: off, on, saved, stopped, denied, failed, unusable.
function say(states, words = "") {
  const now = states.split(" ");
  for (const part of root.querySelectorAll("[data-when]")) {
    part.hidden = !part.dataset.when.split(" ").some((one) => now.includes(one));
  }
  root.dataset.state = now[0];
  root.querySelector("[data-refused]").textContent = words;
}

async function post(address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    credentials: "omit",
    body: JSON.stringify(body),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.refused || "");
  return said;
}

function chosen() {
  const data = new FormData(form);
  return {
    what: data.get("what"),
    texts: data.get("texts") || "",
    topics: data.getAll("topics"),
    areas: data.getAll("areas"),
  };
}

function choose(said) {
  for (const input of form.querySelectorAll("input")) {
    const value = said[input.name];
    if (value === undefined) continue;
    input.checked = Array.isArray(value) ? value.includes(input.value) : value === input.value;
  }
}

const worker = () => navigator.serviceWorker.register(root.dataset.worker, { scope: "/" });

async function subscription() {
  const registered = await navigator.serviceWorker.getRegistration("/");
  return registered ? registered.pushManager.getSubscription() : null;
}

async function look() {
  const known = await subscription();
  if (Notification.permission === "denied") return say("denied");
  if (!known) return say("off");
  const said = await post(root.dataset.look, { endpoint: known.endpoint });
  if (said.on) choose(said);
  return say(said.on ? "on" : "off");
}

function keyBytes(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (sign) => sign.charCodeAt(0));
}

async function start() {
  if ((await Notification.requestPermission()) !== "granted") {
    return say(Notification.permission === "denied" ? "denied" : "off");
  }
  await worker();
  const { pushManager } = await navigator.serviceWorker.ready;
  const made = await pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: keyBytes(root.dataset.key),
  });
  await post(root.dataset.start, { subscription: made.toJSON(), choices: chosen() });
  return say("on saved");
}

async function stop() {
  const known = await subscription();
  if (known) {
    await post(root.dataset.stop, { endpoint: known.endpoint });
    await known.unsubscribe();
  }
  return say("off stopped");
}

async function attempt(work) {
  buttons.forEach((button) => (button.disabled = true));
  try {
    await work();
  } catch (error) {
    say("failed", error.message);
  } finally {
    buttons.forEach((button) => (button.disabled = false));
    root.querySelector("[role=status]").scrollIntoView({ block: "nearest" });
  }
}

if (usable()) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(start);
  });
  root.querySelector("[data-stop-button]").addEventListener("click", () => attempt(stop));
  look().catch((error) => say("failed", error.message));
} else {
  say("unusable");
}
