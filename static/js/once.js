// What leaves the page is done once, and never into nothing: a second click of a double click sends no form again, and without a network
// neither a form nor a link leads away to the browser's own page, from which nothing typed comes back.
const HURRY = 1500; // within so many milliseconds nobody means it twice
const sent = new WeakMap();

function offline(event) {
  if (navigator.onLine) return false;
  event.preventDefault();
  const { offline: text } = document.getElementById("messages").dataset;
  document.dispatchEvent(new CustomEvent("message", { detail: { text, kind: "wrong" } }));
  return true;
}

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.matches("[hx-post]") || offline(event)) return;
  if (performance.now() - (sent.get(form) ?? -Infinity) < HURRY) {
    event.preventDefault();
    return event.stopImmediatePropagation();
  }
  sent.set(form, performance.now());
}, true);

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link && !event.defaultPrevented && !link.hash && link.origin === location.origin) offline(event);
});
