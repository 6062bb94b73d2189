// Changes of the cart take turns (hx-sync on #cart): each is sent with the version that the one before left, so that quick hands are
// never told that they changed the cart themselves. What waited behind a refusal, or behind another total, is not sent.
const CART = "#cart, #address-dialog, #variations";
const version = () => document.querySelector("#cart input[name=version]")?.value;
const total = () => document.querySelector("#cart-totals dl")?.textContent;
let conflicts = 0;

// A field of the cart that shows something else than what would be ordered: typed and not sent, or refused.
function notOrdered() {
  const typed = [...document.querySelectorAll("#sku, #wanted")].filter((one) => one.value.trim());
  const changed = [...document.querySelectorAll("#cart-lines .pieces, #cart-po")].filter((one) => one.matches("[aria-invalid=true]") || differs(one));
  return [...changed, ...typed][0];
}

// "05" is as many as 5.
function differs({ type, value, defaultValue }) {
  return type === "number" && value ? Number(value) !== Number(defaultValue) : value !== defaultValue;
}

function say(text) {
  document.dispatchEvent(new CustomEvent("message", { detail: { text, kind: "attention" } }));
}

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement.closest(CART)) ctx.asked = { conflicts, total: total() };
});

document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  if (!ctx.asked || !(ctx.request.body instanceof URLSearchParams) || !ctx.request.body.has("version")) return;
  const places = ctx.sourceElement.id === "cart-place";
  const open = places ? notOrdered() : undefined;
  const stale = places && ctx.asked.total !== total();
  if (open) {
    say(ctx.sourceElement.dataset.notOrdered);
    if (open.closest("details")) open.closest("details").open = true;
    open.focus();
  } else if (stale) say(ctx.sourceElement.dataset.totalChanged);
  if (open || stale || ctx.asked.conflicts !== conflicts) event.preventDefault();
  else if (version()) ctx.request.body.set("version", version());
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.asked && ctx.response.status === 409) conflicts += 1;
});
