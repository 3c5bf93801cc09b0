/* Copies and shares what stands in a field. Without this file it can be selected by hand. */

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const done = document.getElementById(button.dataset.done);
  if (!source || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    source.select();
    await navigator.clipboard.writeText(source.value);
    done.hidden = false;
  });
}

for (const button of document.querySelectorAll("[data-share]")) {
  const shared = { title: button.dataset.title, url: document.getElementById(button.dataset.share)?.value };
  if (!navigator.canShare?.(shared)) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.share(shared).catch(() => {}); // the person changed their mind
  });
}
