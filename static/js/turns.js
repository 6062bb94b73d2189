// Changes of the cart take turns (hx-sync on #cart): each is sent with the version that the one before left, so that quick hands are
// never told that they changed the cart themselves. What waited behind a refusal, or behind another total, is not sent.
const CART = "#cart, #address-dialog, #variations";
const version = () => document.querySelector("#cart input[name=version]")?.value;
const total = () => document.querySelector("#cart-totals dl")?.textContent;
let conflicts = 0;

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement.closest(CART)) ctx.asked = { conflicts, total: total() };
});

document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  if (!ctx.asked || !(ctx.request.body instanceof URLSearchParams) || !ctx.request.body.has("version")) return;
  const stale = ctx.sourceElement.id === "cart-place" && ctx.asked.total !== total();
  if (stale) {
    const { totalChanged } = ctx.sourceElement.dataset;
    document.dispatchEvent(new CustomEvent("message", { detail: { text: totalChanged, kind: "attention" } }));
  }
  if (stale || ctx.asked.conflicts !== conflicts) event.preventDefault();
  else if (version()) ctx.request.body.set("version", version());
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.asked && ctx.response.status === 409) conflicts += 1;
});
