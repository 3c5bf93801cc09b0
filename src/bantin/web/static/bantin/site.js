/* Copies the citation. Without this file the citation can still be selected by hand. */

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const done = document.getElementById(button.dataset.done);
  if (!source || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.value);
    done.hidden = false;
  });
}
