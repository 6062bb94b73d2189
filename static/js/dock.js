// The dock: its panes, product suggestions, the dialog of variations, the way to the summary.
const field = () => document.getElementById("sku");
const list = () => document.getElementById("suggestions");
const options = () => [...(list()?.querySelectorAll("[role=option]:not([aria-disabled])") ?? [])];
const chosen = () => options().find((one) => one.getAttribute("aria-selected") === "true");

function choose(option) {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  option?.scrollIntoView({ block: "nearest" });
  if (option) field().setAttribute("aria-activedescendant", option.id);
  else field().removeAttribute("aria-activedescendant");
}

function shut() {
  list()?.replaceChildren();
  field()?.setAttribute("aria-expanded", "false");
  field()?.removeAttribute("aria-activedescendant");
}

function take(option) {
  const box = field();
  box.value = option.dataset.sku;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  document.getElementById("picked").value = option.dataset.picked; // ours, and to be taken as it stands
  if (option.dataset.quantity) document.getElementById("quantity").value = option.dataset.quantity;
  box.form.requestSubmit();
  shut();
}

document.addEventListener("keydown", (event) => {
  const box = field();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest?.("#cart")) {
    const place = document.getElementById("place-order");
    event.preventDefault();
    if (event.target.id === "wanted") return event.target.form.requestSubmit();
    shut();
    place?.scrollIntoView({ block: "nearest" });
    return place?.focus();
  }
  if (!box || event.target !== box) return;
  const all = options();
  const at = all.indexOf(chosen());
  if (event.key === "ArrowDown" && all.length) choose(all[(at + 1) % all.length]);
  else if (event.key === "ArrowUp" && all.length) choose(all[(at - 1 + all.length) % all.length]);
  else if (event.key === "Enter" && chosen()) take(chosen());
  else if (event.key === "Escape" && all.length) shut();
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const option = event.target.closest("#suggestions [role=option]:not([aria-disabled])");
  if (option) return take(option);
  if (event.target !== field() && options().length) shut();
  const opener = event.target.closest("[data-opens-pane]");
  if (opener) openPane(opener.dataset.opensPane);
});

// No suggestions for what was just sent: they would open over the answer.
let sent = null;
document.addEventListener("input", (event) => {
  if (event.target.id !== "sku") return;
  sent = null;
  document.getElementById("picked").value = "";
  document.getElementById("cart-add-error")?.remove(); // it was about what stood here before
  for (const one of document.querySelectorAll("#cart-add [aria-invalid]")) one.removeAttribute("aria-invalid");
});
for (const name of ["htmx:config:request", "htmx:before:swap"]) {
  document.addEventListener(name, (event) => {
    if (event.detail.ctx.sourceElement.id === "sku" && (!field()?.value || field().value === sent)) event.preventDefault();
  });
}

// The button that removes a line, or puts it back, goes with it, as do those that set its price or empty the cart; the hands go on where the next one is typed.
document.addEventListener("htmx:before:swap", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  if (sourceElement.matches?.("#all-carts form")) {
    document.getElementById("all-carts").hidePopover();
    return field()?.focus();
  }
  if (response?.status < 400 && sourceElement.matches?.("[id$=-remove], #cart-removed form, #cart-acts form, #cart-aside form, #cart-faults form, #cart-reprice, .remove-code, .agreed form, form.override, form.override button") && sourceElement.contains(document.activeElement)) field()?.focus();
});

// An order was copied: to the new cart, which may be folded away.
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.sourceElement.id !== "order-copy") return;
  const dock = document.getElementById("dock");
  openPane("cart");
  if (getComputedStyle(dock).display === "none") dock.showPopover();
  if (event.detail.ctx.response.status < 400) field()?.focus();
});

// All carts: the hands are on the first that can be resumed.
document.addEventListener("htmx:after:swap", (event) => {
  const panel = document.getElementById("all-carts");
  if (event.detail.ctx.sourceElement.matches?.("[hx-target='#all-carts']") && panel.matches(":popover-open")) (panel.querySelector("form button") ?? panel.querySelector("button")).focus();
});

function openPane(name) {
  for (const pane of document.querySelectorAll("[data-pane]")) pane.hidden = pane.dataset.pane !== name;
  for (const one of document.querySelectorAll("[data-opens-pane][aria-pressed]")) one.setAttribute("aria-pressed", String(one.dataset.opensPane === name));
  const pane = document.querySelector(`[data-pane="${name}"]`);
  (pane?.querySelector(":scope > [hx-trigger*=opened]") ?? pane)?.dispatchEvent(new CustomEvent("opened")); // what loads its content does it now
  seeksChoice = name === "coupon";
}

// The pane of coupons: opened by its key the hands are on the first promotion; a new code is applied or sent next; an applied one shows its sums.
let seeksChoice = false;
document.addEventListener("htmx:after:swap", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  if (!sourceElement.closest?.("#coupon") && sourceElement.id !== "coupon") return;
  if (sourceElement.id === "coupon" && seeksChoice) {
    seeksChoice = false;
    const typed = document.getElementById("coupon-code");
    if (document.activeElement === typed && typed?.value === typed?.dataset.was) typed?.select(); // the next code typed replaces the one that came
    if (document.activeElement?.id !== "coupon-code") (document.querySelector("#coupon-choices :checked") ?? document.getElementById("coupon-code"))?.focus();
  }
  if (sourceElement.id === "coupon-choices" && response.status < 400 && document.querySelector("#coupon-chosen[data-made]")) {
    const next = document.querySelector("#cart-lines .cart-line") ? "#coupon-code-form button" : "#coupon-send button:enabled";
    (document.querySelector(next) ?? document.getElementById("coupon-code"))?.focus();
  }
  if (document.activeElement === document.body) document.getElementById("coupon-code")?.focus();
  if (sourceElement.id !== "coupon-code-form") return;
  if (response.status >= 400) return document.getElementById("coupon-code")?.select();
  openPane("cart");
  field()?.focus();
});

// The form for another price of a line: opened the hands are in it, left they are where it was opened. It stays while others change the cart,
// whose answers show none but one that was refused.
function leavePrice(form) {
  const opener = form.closest(".cart-line").querySelector(".override-opener");
  form.remove();
  (opener ?? field())?.focus();
}

document.addEventListener("keydown", (event) => {
  const form = event.key === "Escape" && event.target.closest?.("form.override");
  if (!form) return;
  event.preventDefault();
  leavePrice(form);
});
document.addEventListener("click", (event) => {
  const form = event.target.closest("[data-leaves-price]")?.form;
  if (form) leavePrice(form);
});
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  const form = document.querySelector("form.override");
  if (!form || ctx.sourceElement.matches?.(".override-opener") || form.contains(ctx.sourceElement)) return;
  ctx.openPrice = { form, place: form.parentElement.id };
  form.remove();
});
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const { form, place } = ctx.openPrice ?? {};
  const there = place && document.getElementById(place);
  if (there && !there.firstElementChild) there.append(form);
  if (ctx.sourceElement.matches?.(".override-opener")) ctx.sourceElement.closest(".cart-line")?.querySelector("[name=price]")?.focus();
});

// The boxes are emptied when what they held was added, unless the agent already typed the next one into them.
let listSent = null;
document.addEventListener("submit", (event) => {
  if (event.target.id === "cart-add-several") listSent = document.getElementById("wanted").value;
  if (event.target.id !== "cart-add") return;
  shut();
  sent = field().value;
  field().select(); // typing on replaces it
});
document.addEventListener("htmx:after:swap", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  const chosenOne = sourceElement.matches?.("#variations form");
  const asks = !chosenOne && document.querySelector("#variations:modal"); // which one it is: until that is said, what was typed stays
  if ((chosenOne || sourceElement.id === "cart-add") && response.status < 400 && field() && !asks) {
    if (field().value === sent || chosenOne) field().value = "";
    document.getElementById("quantity").value = 1;
    if (chosenOne) field().dispatchEvent(new Event("input", { bubbles: true })); // no draft any more
    field().focus();
  }
  if (sourceElement.matches?.("details.way") && sourceElement.contains(document.activeElement)) sourceElement.querySelector("select, input:not([type=hidden])")?.focus();
  const list = document.getElementById("wanted"); // the morph leaves what was typed
  if (sourceElement.id === "cart-add-several" && response.status < 400) {
    if (list.value === listSent) list.value = "";
    field().focus(); // the list has folded with the hands in it
  }
  if (response.status < 400 && sourceElement.matches?.("[data-closes-dialog]")) closeDone(sourceElement.closest("dialog"), sourceElement);
});

document.addEventListener("htmx:after:settle", () => {
  field()?.setAttribute("aria-expanded", String(options().length > 0));
  for (const dialog of document.querySelectorAll("dialog[data-open]:not([open])")) show(dialog);
  const filled = document.querySelector("dialog:not([open]) > [data-opens-dialog]");
  if (filled) show(filled.parentElement);
});

// A new address for one line alone: the hands go on at that line, which says where it goes by now.
function closeDone(dialog, form) {
  const line = document.querySelector(`#${(form.elements.use_for?.value ?? "none").replace(" ", "-")}-way > summary`);
  if (line && leftOpen.has(dialog?.id)) leftOpen.get(dialog.id).hands = line;
  dialog?.close();
}

// What was refused, or met a cart that somebody else had changed: to the first field that is wrong.
document.addEventListener("htmx:finally:request", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  if (![409, 422].includes(response?.status)) return;
  if (response.status === 422 && sourceElement.id === "cart-add" && document.getElementById("quantity").validity.valid) {
    if (field().value === sent) field().select(); // the next one typed replaces it
    return field().focus();
  }
  (document.querySelector("dialog:modal") ?? document.getElementById("cart"))?.querySelector("[aria-invalid=true], #cart-faults[role=alert]")?.focus();
});

// How many pieces lie in the cart: where it is folded away, and at the session in the sidebar.
function tally() {
  const totals = document.getElementById("cart-totals");
  if (!totals) return; // the cart is loading
  for (const one of document.querySelectorAll(".tally, .sidebar .is-current .pieces")) one.textContent = totals.dataset.pieces ?? "";
}

tally();
document.addEventListener("htmx:after:settle", tally);

// A dialog shuts the sheet that it was opened from, as browsers do; the sheet comes back with the hands where they were.
// A dialog that comes back with what was refused stands for the one before it, in whose place it is.
const leftOpen = new Map();

function show(dialog) {
  delete dialog.dataset.open;
  const sheet = document.querySelector("[popover]:popover-open");
  if (!leftOpen.has(dialog.id)) leftOpen.set(dialog.id, { sheet, hands: document.activeElement });
  dialog.showModal();
  const inputs = [...dialog.querySelectorAll("input:checked, input:not([type=hidden])")];
  const empty = dialog.querySelector("[data-opens-dialog]") && inputs.find((one) => one.type === "text" && one.required && !one.value); // the caller's name stands there
  (empty ?? dialog.querySelector("input[type=radio]:checked") ?? inputs[0])?.focus();
}

document.addEventListener("close", (event) => {
  const { sheet, hands } = leftOpen.get(event.target.id) ?? {};
  if (leftOpen.delete(event.target.id)) {
    if (sheet?.isConnected && getComputedStyle(sheet).display === "none") sheet.showPopover();
    const box = event.target.id === "variations" || !hands?.isConnected || hands === document.body;
    (box ? field() : hands)?.focus();
  }
  const filled = event.target.querySelector?.(":scope > [data-opens-dialog]");
  filled?.removeAttribute("data-opens-dialog");
  filled?.replaceChildren();
}, true);

// The sheet rises under the finger that tapped its button: a second tap in a hurry places nothing.
document.addEventListener("beforetoggle", (event) => {
  if (event.target.id !== "dock" || event.newState !== "open") return;
  event.target.dataset.rising = "";
  setTimeout(() => delete event.target.dataset.rising, 600);
}, true);

// Several lines pasted into the box for one: they go to the list that takes several, below what stands there.
document.addEventListener("paste", (event) => {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const several = document.getElementById("wanted");
  if (event.target !== field() || !several || !/\S[\r\n]+\s*\S/.test(text)) return;
  event.preventDefault();
  several.closest("details").open = true;
  several.value = [several.value.trimEnd(), text].filter(Boolean).join("\n");
  several.dispatchEvent(new Event("input", { bubbles: true })); // kept as a draft like what is typed
  several.focus();
});
