// What is sent, chosen or pressed before the page's scripts are there waits for them: sent by the browser alone it would lead to a bare piece
// of a page, what a form saves by every change would be shown and not saved, and a key would do nothing. A classic script: modules come too
// late.
(() => {
  let early = new Map(); // what goes on, in its order, and how
  addEventListener("submit", (event) => {
    if (!early || !event.target.matches("[hx-post]:not([data-htmx-powered])")) return;
    event.preventDefault();
    early.set(event.target, (form) => form.requestSubmit());
  }, true);
  addEventListener("change", ({ target }) => {
    if (!early || !target.form?.matches("[hx-post][hx-trigger*=change]:not([data-htmx-powered])")) return;
    early.set(target, (field) => field.dispatchEvent(new Event("change", { bubbles: true })));
  }, true);
  addEventListener("keydown", (event) => {
    if (early && event.target === document.body) early.set(event, press);
  }, true);
  // Where an earlier key has led into a field, what was typed after it goes there, as it would have.
  function press(event) {
    const at = document.activeElement;
    if (!at.dispatchEvent(new KeyboardEvent("keydown", event)) || !at.matches("input:not([type=radio], [type=checkbox]), textarea")) return;
    if (event.key === "Enter") return at.form?.requestSubmit();
    if (event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (at.selectionStart === null) at.value += event.key;
    else at.setRangeText(event.key, at.selectionStart, at.selectionEnd, "end");
    at.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  document.addEventListener("DOMContentLoaded", () => setTimeout(() => { // once htmx has looked at the page
    const waiting = early;
    early = null;
    for (const [one, goOn] of waiting) goOn(one);
  }));
})();
