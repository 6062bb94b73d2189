// Changes of the cart take turns (hx-sync on #cart): each is sent with the version that the one before left, so that quick hands are
// never told that they changed the cart themselves; a form about another cart (`data-of-another`) keeps its own. What waited behind a
// refusal, or behind another total, is not sent.
// What a control shows and the cart does not hold (`data-was`) is unsaved: it is marked, and nothing is placed before it is saved or put back.
const CART = "#cart, #address-dialog, #variations";
const CONTROLS = "#cart :is(input, select, textarea)[data-was]:not([data-beside])";
const SAVED_BY_CHANGE = "[hx-trigger*=change]";
const version = () => document.querySelector("#cart input[name=version]")?.value;
const total = () => document.querySelector("#cart-totals dl")?.textContent;
const underway = new Set(); // requests of forms, sent or waiting for their turn
let conflicts = 0;
let typing = null; // the field in which somebody is typing what is sent when they leave it

const controls = () => [...document.querySelectorAll(CONTROLS)];

// "05" is as many as 5.
function differs({ type, value, dataset: { was } }) {
  return type === "number" && value ? Number(value) !== Number(was) : value.trim() !== was.trim();
}

// What the page shows and would not be ordered: changed and not saved, or typed and not sent.
function notOrdered() {
  const open = controls().filter(differs);
  const changed = open.filter((one) => one.form.matches(SAVED_BY_CHANGE));
  return [...changed, ...open, ...document.querySelectorAll("#cart-new-address[data-unsent]")][0];
}

function nameOf(field) {
  return field.getAttribute("aria-label") ?? (field.closest("details")?.querySelector("summary") ?? field.labels[0].firstChild).textContent.trim();
}

function say(text) {
  document.dispatchEvent(new CustomEvent("message", { detail: { text, kind: "attention" } }));
}

// An answer that refuses says so at its field itself; where none came, or the next one swept it away, the page does.
function mark() {
  for (const said of document.querySelectorAll("#cart [data-not-saved]")) {
    const field = document.getElementById(said.dataset.notSaved);
    if (field?.getAttribute("aria-describedby") === `${field.id}-not-saved`) for (const name of ["aria-invalid", "aria-describedby"]) field.removeAttribute(name);
    said.remove();
  }
  const sent = new Set([...underway].map(({ sourceElement }) => sourceElement));
  for (const field of controls()) if (field.form.matches(SAVED_BY_CHANGE) && differs(field) && field !== typing && !sent.has(field.form)) markOne(field);
}

function markOne(field) {
  const said = document.getElementById("not-saved").content.firstElementChild.cloneNode(true);
  said.dataset.notSaved = field.id;
  if (field.hasAttribute("aria-describedby")) said.firstElementChild.remove();
  else {
    said.firstElementChild.id = `${field.id}-not-saved`;
    field.setAttribute("aria-describedby", said.firstElementChild.id);
  }
  field.setAttribute("aria-invalid", "true");
  field.after(said);
}

document.addEventListener("input", ({ target }) => (typing = target.closest?.("#cart") && target.tagName !== "SELECT" ? target : null));
for (const name of ["change", "submit"]) document.addEventListener(name, () => (typing = null), true);
document.addEventListener("submit", ({ submitter }) => { // the button goes with what it says; the hands go on in its field
  const said = submitter?.closest("[data-not-saved]");
  if (said) document.getElementById(said.dataset.notSaved)?.focus();
}, true);
addEventListener("pageshow", mark);

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (!ctx.sourceElement.closest(CART)) return;
  ctx.asked = { conflicts, total: total() };
  if (ctx.sourceElement.matches("form")) underway.add(ctx);
});

document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  if (!ctx.asked || !(ctx.request.body instanceof URLSearchParams) || !ctx.request.body.has("version")) return;
  const places = ctx.sourceElement.id === "cart-place";
  const open = places ? notOrdered() : undefined;
  const stale = places && ctx.asked.total !== total();
  if (open) {
    say(open.dataset.notOrdered ?? ctx.sourceElement.dataset.notOrdered.replace("%s", nameOf(open)));
    if (open.closest("details")) open.closest("details").open = true;
    open.focus();
  } else if (stale) say(ctx.sourceElement.dataset.totalChanged);
  if (open || stale || ctx.asked.conflicts !== conflicts) event.preventDefault();
  else if (version() && !("ofAnother" in ctx.sourceElement.dataset)) ctx.request.body.set("version", version());
  // What the page showed beside it: only what was changed here is refused where somebody else was faster.
  for (const one of controls()) if (one.form === ctx.sourceElement) ctx.request.body.set(`was_${one.name}`, one.dataset.was);
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.asked && ctx.response.status === 409) conflicts += 1;
});

// A control that showed what the cart holds goes on to do so; what was not saved stays until it is, or is put back by hand, which the morph
// alone would not always let it. A choice that was refused for itself is put back, and why is said beside it.
const isSaved = ({ sourceElement, request, response }, field) => field.form === sourceElement && response.status < 400 && request.body?.get?.(field.name);

document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  ctx.unsaved = new Map(controls().filter(differs).map((one) => [one.id, one.value]));
});
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!ctx.unsaved || !ctx.sourceElement.closest?.(CART)) return;
  const refused = ctx.response.status === 422 && ctx.sourceElement.closest("#cart-shipping, #cart-addresses");
  for (const one of controls().filter(({ form }) => form.matches(SAVED_BY_CHANGE))) {
    const left = one.form === refused ? undefined : ctx.unsaved.get(one.id);
    if (left !== undefined && left !== isSaved(ctx, one)) one.value = left;
    else if (differs(one)) one.value = one.dataset.was;
  }
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  underway.delete(ctx);
  mark();
});
