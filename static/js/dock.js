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

// The button that removes a line, or puts it back, goes with it; the hands go on where the next one is typed.
document.addEventListener("htmx:before:swap", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  if (response?.status < 400 && sourceElement.matches?.("[id$=-remove], #cart-removed form") && sourceElement.contains(document.activeElement)) field()?.focus();
});

function openPane(name) {
  for (const pane of document.querySelectorAll("[data-pane]")) pane.hidden = pane.dataset.pane !== name;
  for (const one of document.querySelectorAll("[data-opens-pane][aria-pressed]")) one.setAttribute("aria-pressed", String(one.dataset.opensPane === name));
  document.querySelector(`[data-pane="${name}"]`)?.dispatchEvent(new CustomEvent("opened")); // a pane that loads its content does it now
}

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
  const added = sourceElement.id === "cart-add" || sourceElement.matches?.("#variations form");
  if (added && response.status < 400 && field() && !document.querySelector("dialog[data-open]")) {
    if (field().value === sent || sourceElement.id !== "cart-add") field().value = "";
    document.getElementById("quantity").value = 1;
    field().focus();
  }
  if (sourceElement.matches?.("details.way") && sourceElement.contains(document.activeElement)) sourceElement.querySelector("select")?.focus();
  const list = document.getElementById("wanted"); // the morph leaves what was typed
  if (sourceElement.id === "cart-add-several" && response.status < 400) {
    if (list.value === listSent) list.value = "";
    field().focus(); // the list has folded with the hands in it
  }
  const undone = { 409: "#cart", 422: "#cart-shipping, #cart-addresses" }[response.status]; // what was chosen and did not come to be
  if (undone && sourceElement.closest("#cart")) for (const one of document.querySelectorAll(`:is(${undone}) option[selected]`)) one.selected = true;
  if (response.status < 400 && sourceElement.matches?.("[data-closes-dialog]")) sourceElement.closest("dialog")?.close();
});

document.addEventListener("htmx:after:settle", () => {
  field()?.setAttribute("aria-expanded", String(options().length > 0));
  for (const dialog of document.querySelectorAll("dialog[data-open]:not([open])")) show(dialog);
  const filled = document.querySelector("dialog:not([open]) > [data-opens-dialog]");
  if (filled) show(filled.parentElement);
});

// What was refused, or met a cart that somebody else had changed: to the first field that is wrong.
document.addEventListener("htmx:finally:request", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  if (![409, 422].includes(response?.status)) return;
  if (response.status === 422 && sourceElement.id === "cart-add" && document.getElementById("quantity").validity.valid) {
    if (field().value === sent) field().select(); // the next one typed replaces it
    return field().focus();
  }
  (document.querySelector("dialog:modal") ?? document.getElementById("cart"))?.querySelector("[aria-invalid=true]")?.focus();
});

// How many pieces lie in the cart, where it is folded away.
function tally() {
  const pieces = document.getElementById("cart-totals")?.dataset.pieces ?? "";
  for (const one of document.querySelectorAll(".tally")) one.textContent = pieces;
}

tally();
document.addEventListener("htmx:after:settle", tally);

// A dialog shuts the sheet that it was opened from, as browsers do; the sheet comes back with the hands where they were.
const leftOpen = new WeakMap();

function show(dialog) {
  delete dialog.dataset.open;
  const sheet = document.querySelector("[popover]:popover-open");
  if (sheet) leftOpen.set(dialog, { sheet, hands: document.activeElement.id });
  dialog.showModal();
  const inputs = [...dialog.querySelectorAll("input:checked, input:not([type=hidden])")];
  const empty = dialog.querySelector("[data-opens-dialog]") && inputs.find((one) => one.type === "text" && one.required && !one.value); // the caller's name stands there
  (empty ?? dialog.querySelector("input[type=radio]:checked") ?? inputs[0])?.focus();
}

document.addEventListener("close", (event) => {
  const { sheet, hands } = leftOpen.get(event.target) ?? {};
  leftOpen.delete(event.target);
  if (sheet?.isConnected && getComputedStyle(sheet).display === "none") {
    sheet.showPopover();
    (document.getElementById(hands) ?? field())?.focus();
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
