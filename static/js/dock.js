// The dock: its panes, product suggestions, the dialog of variations, the way to the summary.
const field = () => document.getElementById("sku");
const list = () => document.getElementById("suggestions");
const options = () => [...(list()?.querySelectorAll("[role=option]") ?? [])];
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
  box.form.requestSubmit();
  shut();
}

document.addEventListener("keydown", (event) => {
  const box = field();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest?.("#cart")) {
    const place = document.getElementById("place-order");
    event.preventDefault();
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
  const option = event.target.closest("#suggestions [role=option]");
  if (option) return take(option);
  if (event.target !== field()) shut();
  const opener = event.target.closest("[data-opens-pane]");
  if (opener) openPane(opener.dataset.opensPane);
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
});

// A listing that was asked for before Enter must not open over the emptied field.
document.addEventListener("submit", (event) => event.target.id === "cart-add" && shut());
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement.id === "sku" && (!ctx.sourceElement.isConnected || !ctx.sourceElement.value)) event.preventDefault();
});

function openPane(name) {
  for (const pane of document.querySelectorAll("[data-pane]")) pane.hidden = pane.dataset.pane !== name;
  for (const one of document.querySelectorAll("[data-opens-pane][aria-pressed]")) one.setAttribute("aria-pressed", String(one.dataset.opensPane === name));
  const pane = document.querySelector(`[data-pane="${name}"]`);
  pane?.dispatchEvent(new CustomEvent("opened", { bubbles: true }));
}

document.addEventListener("htmx:after:settle", () => {
  field()?.setAttribute("aria-expanded", String(options().length > 0));
  for (const dialog of document.querySelectorAll("dialog[data-open]:not([open])")) {
    delete dialog.dataset.open;
    dialog.showModal();
    dialog.querySelector("input:checked, input:not([type=hidden]), select")?.focus();
  }
});
