// What leaves the page is done once, and never into nothing: a second click of a double click sends no form again, and without a network
// neither a form nor a link leads away to the browser's own page, from which nothing typed comes back.
const HURRY = 1500; // within so many milliseconds nobody means it twice
const DOUBLE = 400; // nor clicks twice by one double click
const sent = new WeakMap();
const unanswered = new WeakSet();
const keys = new WeakMap(); // of a form whose act has had no answer yet: what it said, and under which key

function offline(event) {
  if (navigator.onLine) return false;
  event.preventDefault();
  const { offline: text } = document.getElementById("messages").dataset;
  document.dispatchEvent(new CustomEvent("message", { detail: { text, kind: "wrong" } }));
  return true;
}

// Forms of htmx stay on the page and may be meant again: what was typed since, or a click after the answer, is another wish. A form that
// is sent by every change has sent what Enter would send again.
addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[hx-post]:not([data-repeats])")) return; // some are made to be clicked again and again
  if (unanswered.has(form) || performance.now() - (sent.get(form) ?? -Infinity) < DOUBLE) {
    event.preventDefault();
    return event.stopImmediatePropagation();
  }
  note(form);
  sign(form);
}, true);

// A form with a field `key` says with each act which act it is, so that the server does none twice: what is sent again because its answer
// got lost has the key of the first time, everything else another. (randomUUID is there over https alone.) The key is kept with the draft
// of what was typed (drafts.js, which puts it back on the form), since after a reload the same is sent again too.
function sign(form) {
  const field = form.elements.key;
  if (!field) return;
  const says = JSON.stringify([...new FormData(form)].filter(([name]) => !["key", "picked", "version", "csrfmiddlewaretoken", "unsaved"].includes(name)));
  const known = keys.get(form) ?? form.keptAct;
  field.value = known?.says === says ? known.key : [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  remember(form, { says, key: field.value });
}

function remember(form, act) {
  if (act) keys.set(form, act);
  else keys.delete(form);
  form.keptAct = act;
  if (form.isConnected) form.dispatchEvent(new CustomEvent("signed", { bubbles: true, detail: act }));
}

function note(form) {
  sent.set(form, performance.now());
  unanswered.add(form);
}

addEventListener("change", ({ target }) => target.form?.matches("[hx-post][hx-trigger*=change]") && note(target.form), true);
addEventListener("input", ({ target }) => {
  unanswered.delete(target.form);
  sent.delete(target.form);
  if (target.form?.keptAct && !target.value.trim()) remember(target.form, null); // emptied: what is typed next is another wish
}, true);
document.addEventListener("htmx:finally:request", (event) => {
  const { sourceElement, response, status } = event.detail.ctx;
  unanswered.delete(sourceElement);
  if (response?.status < 500 && keys.has(sourceElement)) remember(sourceElement, null); // a gateway's refusal does not tell what was done behind it
  const failed = response?.status >= 400 || String(status).startsWith("error"); // to be sent again at once, if wanted
  if (failed && sourceElement.id !== "cart-place") sent.delete(sourceElement); // what is placed is looked at again
});

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
