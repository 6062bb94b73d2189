// Live pages. A place with `data-live` says what it shows ("carts-of:C-10001 orders-of:C-10001"); one stream, /events/, says what of all that
// was changed, and by which version each place knows whether it shows that already. A place with `hx-get` reads itself again; the cart only
// where no hand is in it, and a record never: there a line offers it, and nothing moves.
// The server beats every 15 seconds. Where nothing comes, somebody on the way holds the stream back, and the page asks by itself instead.
const SILENCE = 25 * 1000;
const MOST = 50;
const own = new Set(); // the requests of this page: what they change, their answers show
const inFlight = new Set();
let held = []; // heard while an answer was on its way, which may show it
let unseen = null; // the change of the cart that waits for its reader
let source = null;
let opened = ""; // the address that the stream was opened with
let timer = 0;
let over = false; // the log-in has ended

const places = () => [...document.querySelectorAll("[data-live]")];
const keysOf = (place) => place.dataset.live.split(" ").map(decodeURIComponent);
const textOf = (place) => place.querySelector(":scope > p");

function address() {
  const keys = [...new Set(places().flatMap(keysOf))].slice(0, MOST);
  return keys.length ? `/events/?${new URLSearchParams(keys.map((key) => ["watch", key]))}` : "";
}

function close() {
  clearTimeout(timer);
  source?.close();
  source = null;
}

function askLater() {
  clearTimeout(timer);
  timer = setTimeout(ask, SILENCE);
}

// A hidden window hears nothing, since browsers open few connections to one server; what it missed it hears when it is looked at again.
function open() {
  close();
  opened = address();
  if (!opened || over || document.hidden) return;
  source = new EventSource(opened);
  source.addEventListener("beat", askLater);
  source.addEventListener("changed", ({ data }) => {
    askLater();
    hear(JSON.parse(data));
  });
  for (const refused of ["full", "error"]) {
    source.addEventListener(refused, () => {
      if (refused === "error" && source?.readyState !== EventSource.CLOSED) return; // the browser tries again
      close();
      askLater();
    });
  }
  askLater();
}

async function ask() {
  close();
  const answer = await fetch(address(), { headers: { Accept: "application/json" }, credentials: "same-origin" }).catch(() => null);
  over = answer !== null && (answer.redirected || (answer.status >= 400 && answer.status < 500));
  if (answer?.ok && !over) for (const notice of (await answer.json()).now) hear(notice);
  open();
}

function hear(notice) {
  if (inFlight.size) return held.push(notice);
  const keys = [`${notice.noun}:${notice.number}`, `${notice.noun}s-of:${notice.customer}`];
  for (const place of places()) if (keysOf(place).some((key) => keys.includes(key))) look(place, notice);
}

function look(place, notice) {
  if (place.id === "cart") return cartChanged(notice) && !own.has(notice.request) && renewCart(place, notice);
  if (place.id === "coupon" && (own.has(notice.request) || holdsTyped(place))) return; // its answers show what it did itself
  if (place.hasAttribute("hx-get")) return place.dispatchEvent(new CustomEvent("live"));
  if (notice.version <= Number(place.dataset.act)) return;
  if (own.has(notice.request) && notice.noun !== "customer") place.dataset.act = notice.version;
  else textOf(place).hidden = false; // an address saved from the cart is not shown yet by the record beside it
}

// Whether the dock shows another cart than the customer's open one, or an older state of it, or one that has become an order.
function cartChanged({ noun, number, version }) {
  const shown = document.getElementById("cart-totals").dataset;
  return noun === "order" ? number === shown.number : number !== shown.number || version > Number(shown.version);
}

function renewCart(cart, notice) {
  unseen = notice;
  if (!isInHand(cart)) return cart.dispatchEvent(new CustomEvent("live"));
  const line = textOf(document.getElementById("cart-changed"));
  line.hidden = false;
  line.querySelector("[hx-get]").dispatchEvent(new CustomEvent("told")); // it asks what it has to say: a notice names nobody
  if (cart.contains(document.activeElement)) document.activeElement.scrollIntoView({ block: "nearest" }); // the line takes its place below it
}

const isInHand = (cart) => cart.contains(document.activeElement) || document.querySelector("dialog:modal") || holdsTyped(cart);

const holdsTyped = (place) => [...place.querySelectorAll("input:not([type=hidden], [type=radio]), textarea, select")].some(isTyped);

const isTyped = (field) => field.value !== (field.dataset.was ?? field.defaultValue ?? field.value) || field.matches("[aria-invalid=true]");

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-reloads]")) location.reload();
  if (!target.closest("[data-shows-cart]")) return;
  document.getElementById("sku")?.focus(); // the button goes with its line
  document.getElementById("cart").dispatchEvent(new CustomEvent("live"));
});

// What a place asks by itself is no sign that somebody is there.
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.matches("[data-live], #cart-changed *")) ctx.request.headers["X-Background"] = "1";
});
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => inFlight.add(ctx));
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  own.add(ctx.response.headers.get("X-Request-ID"));
  if (!over || ctx.response.status >= 400) return;
  over = false;
  open();
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  inFlight.delete(ctx);
  if (!inFlight.size) for (const notice of held.splice(0)) hear(notice);
});
document.addEventListener("htmx:after:settle", () => {
  const line = document.getElementById("cart-changed");
  if (unseen && line && !cartChanged(unseen)) textOf(line).hidden = true;
  if (address() !== opened) open(); // another place has come, or one has gone
});

document.addEventListener("logged-in", () => { // the stream ended with the log-in, or is of the one before
  over = false;
  open();
});
document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
addEventListener("pagehide", close); // a page that is kept for "back" keeps no connection
addEventListener("pageshow", ({ persisted }) => persisted && open());
open();
