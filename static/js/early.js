// What is sent before the page's scripts are there waits for them: sent by the browser alone it would lead to a bare piece of a page.
// A classic script: modules come too late.
(() => {
  let early = new Set();
  addEventListener("submit", (event) => {
    if (!early || !event.target.matches("[hx-post]:not([data-htmx-powered])")) return;
    event.preventDefault();
    early.add(event.target);
  }, true);
  document.addEventListener("DOMContentLoaded", () => setTimeout(() => { // once htmx has looked at the page
    const waiting = early;
    early = null;
    for (const form of waiting) form.requestSubmit();
  }));
})();
