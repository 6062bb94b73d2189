// Keys. A control names its key in `data-key`: "n", "/", "Alt+1", "Ctrl+Enter". Fields get the focus, everything else is clicked.
// Single letters rest while typing and can be switched off (`data-keys="off"` on the body).
const TYPING = "input:not([type=radio], [type=checkbox], [type=button], [type=submit]), textarea, select, [contenteditable=true]";
// Brackets sit behind AltGr on many keyboards: there the keys in the same place do the same, those right of P.
const PLACES = { BracketLeft: "[", BracketRight: "]" };
const BOXES = "[data-search-box], #sku"; // what is looked up in them begins with no bracket
let cameFrom = null;
let asFound = valueAsLoaded(document.activeElement); // what stood in the box when it got the focus; null once it was typed in

function valueAsLoaded(field) {
  return field?.value === field?.defaultValue ? (field?.value ?? null) : null;
}

function nameOf(event) {
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  const key = event.altKey && digit ? digit : event.key === " " ? "Space" : event.key;
  const held = (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "");
  return held + key;
}

function scope() {
  return document.querySelector("dialog:modal") ?? document;
}

function control(name) {
  const found = [...scope().querySelectorAll("[data-key]")].filter((one) => one.dataset.key === name);
  return found.find((one) => one.checkVisibility()) ?? found[0];
}

function reveal(element) {
  const sheet = element.closest("[popover]");
  if (sheet && !element.checkVisibility()) sheet.showPopover();
  const pane = element.closest("[data-pane]");
  if (pane?.hidden) document.querySelector(`[data-opens-pane="${pane.dataset.pane}"]`)?.click();
}

function use(element) {
  if (element.disabled) return;
  cameFrom = document.activeElement === document.body ? null : document.activeElement;
  const target = element.dataset.focuses ? document.querySelector(element.dataset.focuses) : element;
  if (!target) return;
  if (element.dataset.focuses || target.matches(TYPING) || "keyFocus" in target.dataset) {
    reveal(target);
    target.focus();
    target.select?.();
  } else target.click();
}

function step(by) {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const at = tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
  if (tabs.length > 1) tabs[at < 0 ? (by > 0 ? 0 : tabs.length - 1) : (at + by + tabs.length) % tabs.length].click();
}

// Which tab a key leads to. With Alt from everywhere; without it where nobody types, or in a box in which nothing was typed yet:
// there by the sign alone, since the key in its place may be a letter.
function tabKey(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.getModifierState("AltGraph")) return undefined;
  if (event.altKey) return PLACES[event.code];
  const sign = "[]".includes(event.key) ? event.key : undefined;
  if (!event.target.matches?.(TYPING)) return PLACES[event.code] ?? sign;
  return event.target.matches(BOXES) && (!event.target.value || event.target.value === asFound) ? sign : undefined;
}

function back(event) {
  const field = event.target;
  if (document.querySelector("dialog:modal, [popover]:popover-open")) return; // the browser closes it
  if (!field.matches?.(TYPING) && !field.closest?.("#dock, .rows")) return;
  event.preventDefault();
  const to = field.closest(".rows") ? document.querySelector("[data-search-box]") : cameFrom?.isConnected && cameFrom.checkVisibility() ? cameFrom : document.getElementById("record");
  cameFrom = null;
  to?.focus({ preventScroll: to.id === "record" }); // the record stays where it was read
  to?.select?.();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Escape") return back(event);
  const typing = event.target.matches?.(TYPING);
  const held = event.ctrlKey || event.metaKey || event.altKey;
  const tab = held || document.body.dataset.keys !== "off" ? tabKey(event) : undefined;
  if (tab && scope() === document) {
    event.preventDefault();
    return step(tab === "[" ? -1 : 1);
  }
  if (!held && (typing || document.body.dataset.keys === "off")) return;
  const element = control(nameOf(event));
  if (!element) return;
  event.preventDefault();
  use(element);
});

document.addEventListener("focusin", ({ target }) => (asFound = target.value ?? null));
document.addEventListener("input", () => (asFound = null));

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-focuses]");
  if (opener) use(opener);
});

// Arrow keys, Home and End move within the tab list; Enter follows the link.
document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[role=tab]");
  if (!tab) return;
  const tabs = [...tab.parentElement.querySelectorAll("[role=tab]")];
  const at = tabs.indexOf(tab);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (event.key === " ") tab.click();
  else if (to === undefined) return;
  else {
    const next = tabs[(to + tabs.length) % tabs.length];
    for (const one of tabs) one.tabIndex = one === next ? 0 : -1;
    next.focus();
  }
  event.preventDefault();
});

// On a narrow screen the strip of tabs starts at the open one, with the button that closes it.
// Not by scrollIntoView, from which newer browsers let Tab go on, past the link that skips to the record.
function bringIntoSight(tab) {
  for (let strip = tab.parentElement; strip !== document.body; strip = strip.parentElement) {
    if (strip.scrollWidth <= strip.clientWidth) continue;
    const [inner, outer] = [tab.getBoundingClientRect(), strip.getBoundingClientRect()];
    if (inner.right > outer.right) strip.scrollLeft += inner.right - outer.right;
    else if (inner.left < outer.left) strip.scrollLeft -= outer.left - inner.left;
    return;
  }
}

for (const part of document.querySelectorAll("[role=tab][aria-selected=true], .closers .is-current")) bringIntoSight(part);

// The browser gives the focus with its first picture of the page: who types before it would lose a letter, or press a key.
if (document.activeElement === document.body) document.querySelector("[autofocus]")?.focus();
