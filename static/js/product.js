// The product panel: which product it is asked for, and the way back to where the hands were. Before dock.js, which opens its pane.
const panel = () => document.getElementById("product");
const typedIn = () => document.getElementById("sku");
let cameFrom = null; // where the hands were
let paneBefore = "cart";
let suggested = null; // whose details were clicked, which takes it not
let raised = false; // whether the dock was a sheet that the panel opened

// The line that the hands are on; else what is highlighted, or stands, in the quick order's box; else the only line of the record.
function meant() {
  const line = document.activeElement?.closest("li, tr")?.querySelector("[data-product]");
  const highlighted = document.querySelector("#suggestions [aria-selected=true]")?.dataset.sku;
  const lines = document.querySelectorAll("#record [data-product]");
  return line?.dataset.product ?? highlighted ?? (typedIn()?.value.trim() || (lines.length === 1 ? lines[0].dataset.product : ""));
}

function show(sku) {
  const { elements } = document.getElementById("product-find");
  if (sku) elements.sku.value = sku;
  if (sku) elements.sku.form.requestSubmit();
  else setTimeout(() => elements.sku.select()); // once its pane is open
}

// Before the pane opens, and before a click elsewhere shuts the suggestions.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-product], [data-opens-product]");
  if (!opener || !panel()) return;
  if (opener.closest("#suggestions")) {
    event.stopPropagation();
    suggested = opener.dataset.product;
    return open("product");
  }
  const dock = document.getElementById("dock");
  const sku = opener.dataset.product ?? suggested ?? meant();
  suggested = null;
  if (!panel().contains(opener) && !panel().checkVisibility()) {
    const hands = document.activeElement;
    cameFrom = hands === document.body ? typedIn() : hands;
    paneBefore = document.querySelector(".dock-switch[aria-pressed=true]")?.dataset.opensPane ?? "cart";
    raised = getComputedStyle(dock).display === "none";
    if (raised) dock.showPopover();
  }
  show(sku);
}, true);

function open(pane) {
  document.querySelector(`.dock-switch[data-opens-pane="${pane}"]`)?.click();
}

function leave() {
  open(paneBefore);
  if (raised) document.getElementById("dock").hidePopover();
  (cameFrom?.isConnected && cameFrom.checkVisibility() ? cameFrom : typedIn() ?? document.getElementById("record"))?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.closest?.("#product")) return;
  event.preventDefault();
  leave();
}, true);
document.addEventListener("click", (event) => event.target.closest("[data-leaves-product]") && leave());

// Found, the hands are on what is told, and refused, where it is wrong; added, the cart is shown, and the hands are where the next one is typed.
document.addEventListener("htmx:finally:request", ({ detail: { ctx: { sourceElement, response } } }) => {
  if (sourceElement.id === "product-find" && response?.status < 400) {
    return (document.getElementById("product-title") ?? panel().querySelector(".product-found button") ?? document.getElementById("product-sought")).focus();
  }
  if (sourceElement.id !== "product-add" || !response) return;
  if (response.status === 422) return document.querySelector("#product-add [aria-invalid=true]")?.focus();
  if (response.status >= 400 && response.status !== 409) return;
  const box = typedIn();
  if (response.status < 400 && box?.value) { // what stood there is in the cart
    box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  open("cart");
  box?.focus();
});
