// A form with a field `key` sends a key with each act, so that the server does no act twice: another key for each act, the same one for
// what is sent again before an answer has come, by a click too many or because the answer was lost. What is typed anew is another act.
const pending = new WeakMap();

const said = (form) => JSON.stringify([...new FormData(form)].filter(([name]) => !["key", "version", "csrfmiddlewaretoken"].includes(name)));

// 32 hexadecimal digits; randomUUID is there over https alone.
const drawn = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

document.addEventListener("submit", ({ target }) => {
  const key = target.elements.key;
  if (!key) return;
  const { value, says } = pending.get(target) ?? {};
  const saying = said(target);
  key.value = says === saying ? value : drawn();
  pending.set(target, { value: key.value, says: saying });
}, true);

document.addEventListener("input", ({ target }) => target.form && pending.delete(target.form));
document.addEventListener("htmx:after:request", ({ detail }) => detail.ctx.response && pending.delete(detail.ctx.sourceElement));
