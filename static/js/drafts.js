// Unsent text of forms with `data-draft="name"` survives in this browser, kept apart per agent and session; cleared when the form was accepted.
// `data-was` holds what a field showed before anybody typed, where an answer shows again what was typed; `data-beside` marks a field that is
// kept beside others and is no unsent text alone; `data-draft-of="name"` marks what shows that there is such text out of sight. What holds
// all forms that there are of a kind (`data-all-drafts="kind"`, the first word of their names) lets go the drafts of those that are gone.
const { agent, call } = document.body.dataset;
const prefix = `draft:${agent}:`;
const KEEP = 14 * 24 * 3600 * 1000;

const fields = (form) => [...form.elements].filter((one) => one.name && !["hidden", "password", "submit", "button", "file"].includes(one.type));
const keyNamed = (name) => `${prefix}s${call}:${name}`;
const keyOf = (form) => keyNamed(form.dataset.draft);

function stored() {
  return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
}

function isChanged(field) {
  const { was } = field.dataset;
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== (was === undefined ? field.defaultChecked : was !== "");
  if (field.tagName === "SELECT" && was !== undefined) return field.value !== was;
  if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected) && field.selectedIndex > 0;
  return field.value.trim() !== (was ?? field.defaultValue).trim();
}

// What holds, as far as the page knows: what the field showed before anybody typed.
const heldBy = (field) => field.dataset.was ?? field.defaultValue ?? "";

function save(form) {
  const changed = fields(form).filter(isChanged);
  if (changed.every((one) => "beside" in one.dataset)) localStorage.removeItem(keyOf(form));
  else {
    const values = changed.map((one) => [one.name, one.value, one.checked, heldBy(one)]);
    localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values, act: form.keptAct }));
  }
  mark();
}

// A form that is saved by every change is saved with what was restored into it, once: what it shows is what holds. But not where
// something else holds by now than when it was typed, since that is a colleague's: then it waits in its field for the agent.
const resent = new Set();

function saveRestored(form, field) {
  if (!form.getAttribute("hx-trigger")?.includes("change") || resent.has(form.id)) return;
  resent.add(form.id);
  change(form, field);
}

// As if it had been chosen just now, as soon as htmx hears it.
function change(listener, field) {
  const send = () => isChanged(field) && field.dispatchEvent(new Event("change", { bubbles: true }));
  if (listener.hasAttribute("data-htmx-powered")) send();
  else listener.addEventListener("htmx:after:init", send, { once: true });
}

function restore(form) {
  if (form.dataset.restored) return;
  form.dataset.restored = "yes";
  const draft = JSON.parse(localStorage.getItem(keyOf(form)) ?? "null");
  form.keptAct ??= draft?.act; // under which key it was sent, with no answer yet: once.js
  for (const [name, value, checked, held] of draft?.values ?? []) {
    const field = fields(form).find((one) => one.name === name && (one.type !== "radio" || one.value === value));
    if (!field || isChanged(field)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = checked;
    else field.value = value;
    field.closest("details")?.setAttribute("open", "");
    if (field.hasAttribute("hx-post")) change(field, field); // what it stands for is fetched: the fields of a country
    if (held === heldBy(field)) saveRestored(form, field);
  }
}

function sessionsWithDrafts() {
  return [...new Set(stored().map((key) => /^s(\d+):/.exec(key.slice(prefix.length))?.[1]).filter(Boolean))];
}

function mark() {
  const unsent = sessionsWithDrafts();
  for (const one of document.querySelectorAll("[data-session]")) one.toggleAttribute("data-unsent", unsent.includes(one.dataset.session));
  for (const one of document.querySelectorAll("[data-draft-of]")) one.toggleAttribute("data-unsent", localStorage.getItem(keyNamed(one.dataset.draftOf)) !== null);
}

// A cart that was placed has no drafts any more.
function forgetCart(number) {
  for (const key of stored().filter((one) => one.endsWith(` ${number}`))) localStorage.removeItem(key);
}

function forgetGone() {
  for (const placed of document.querySelectorAll("[data-forgotten]")) forgetCart(placed.dataset.forgotten);
  for (const all of document.querySelectorAll("[data-all-drafts]")) {
    const there = [...all.querySelectorAll("form[data-draft]")].map(keyOf);
    for (const key of stored()) if (key.startsWith(keyNamed(`${all.dataset.allDrafts} `)) && !there.includes(key)) localStorage.removeItem(key);
  }
}

function look() {
  forgetGone();
  for (const form of document.querySelectorAll("form[data-draft]")) restore(form);
  mark();
}

if (agent) {
  for (const key of stored()) if (Date.now() - JSON.parse(localStorage.getItem(key)).at > KEEP) localStorage.removeItem(key);
  look();
  document.addEventListener("input", (event) => event.target.form?.dataset.draft && save(event.target.form));
  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-forgets-draft]")?.form;
    if (!form) return;
    localStorage.removeItem(keyOf(form));
    mark();
  });
  document.addEventListener("signed", ({ target }) => target.dataset.draft && localStorage.getItem(keyOf(target)) && save(target));
  document.addEventListener("htmx:after:settle", look);
  document.addEventListener("htmx:after:request", (event) => {
    const { sourceElement, response } = event.detail.ctx;
    if (sourceElement.dataset.forgets && response.status < 400) forgetCart(sourceElement.dataset.forgets);
    const form = sourceElement.closest?.("form[data-draft]");
    if (form && sourceElement === form && response.status < 400 && !response.headers.get("X-Keep-Draft")) {
      localStorage.removeItem(keyOf(form));
      form.dataset.restored = "";
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-opens-session]");
    if (!form) return;
    for (const old of form.querySelectorAll("input[name=unsaved]")) old.remove();
    const value = sessionsWithDrafts().join(",");
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "unsaved", value }));
  }, true);
  addEventListener("storage", mark);
}
