// Choosing a date chooses "at an instant"; the form works without this, too.
const at = document.getElementById("id_go_live_at");
const later = document.querySelector('input[name="when"][value="later"]');
if (at && later) {
  at.addEventListener("input", () => {
    later.checked = true;
  });
}
