// Links with `data-opens="kind number"` open a record. A plain click does it at once, by the form of the page; every other click is the
// browser's own, as the link has an address of its own. In which session: that of the address, else that of the list (`data-into`).
const form = document.getElementById("opens");
const OPENS = "a[data-opens]";
const ROWS = ".rows tbody tr, .lately li";
const IN_A_SESSION = /\/console\/sessions\/(\d+)\//;

function open(link, session) {
  form.elements.record.value = link.dataset.opens;
  form.elements.session.value = session;
  form.elements.q.value = link.closest("[data-q]")?.dataset.q ?? "";
  form.requestSubmit();
}

const sessionOf = (link) => IN_A_SESSION.exec(link.pathname)?.[1] ?? link.closest("[data-into]")?.dataset.into ?? "";

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button) return;
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  const link = event.target.closest(OPENS);
  if (link) {
    if (!plain) return;
    event.preventDefault();
    return open(link, sessionOf(link));
  }
  const row = event.target.closest(ROWS)?.querySelector(OPENS); // a click anywhere on a row
  if (!row || event.target.closest("a, button, input, summary, label") || String(getSelection())) return;
  if (plain) open(row, sessionOf(row));
  else if (event.ctrlKey || event.metaKey) window.open(row.href, "_blank");
});

// The middle button opens a row in a tab of the browser's own, as it does a link; it must not begin to scroll there.
const rowUnder = (event) => event.button === 1 && !event.target.closest("a, button, input, summary, label") && event.target.closest(ROWS)?.querySelector(OPENS);
document.addEventListener("mousedown", (event) => rowUnder(event) && event.preventDefault());
document.addEventListener("auxclick", (event) => {
  const row = rowUnder(event);
  if (row) window.open(row.href, "_blank");
});

// Ctrl+Enter opens a row in a session of its own, here.
document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.(OPENS);
  if (!link || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.stopPropagation();
  open(link, "");
}, true);

// The page of a record outside of any call opens it by itself, in its own place: Back must not lead to a page that leads here again.
// Where a choice is needed first, the answer is no way on, and the form is sent as if by its button.
const itself = document.querySelector("form[data-submits-itself]");
if (itself) {
  itself.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true })); // so that it knows the unsent texts (drafts.js)
  const answer = await fetch(itself.action, { method: "POST", body: new FormData(itself), headers: { "HX-Request": "true" } });
  const url = answer.headers.get("HX-Redirect");
  if (url) location.replace(url);
  else itself.submit();
}
