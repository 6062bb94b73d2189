// The search: results while typing, and rows by arrows and by the digits printed on them. What opens a row is in open.js.
let submitted = null; // the words that Enter already sent
const ENTERED = "search-entered"; // set by Enter, for the page that it leads to

const box = () => (document.querySelector("dialog:modal") ?? document).querySelector("[data-search-box]");
const OPENERS = ":is([data-picks], .rows) :is(a[data-opens], .meant a[data-page])"; // what the arrows reach
const listOf = (row) => row.closest("[data-picks]") ?? row.closest(".rows");
const rowsOf = (row) => [...listOf(row).querySelectorAll(OPENERS)];

// The row on which this digit is printed.
function numbered(row, digit) {
  const printed = [...listOf(row).querySelectorAll(".nth")].find((one) => one.textContent.trim() === digit);
  return printed?.closest("li, tr")?.querySelector(OPENERS);
}

// Digits are in one place on every keyboard, though on some of them with Shift.
const digitOf = (event) => /^[1-9]$/.exec(event.key)?.[0] ?? /^Digit([1-9])$/.exec(event.code)?.[1];

function enter() {
  const first = (document.querySelector("dialog:modal") ?? document).querySelector(OPENERS);
  if (first) first.focus();
  else box()?.focus();
}

if (sessionStorage.getItem(ENTERED)) {
  sessionStorage.removeItem(ENTERED);
  if (document.querySelector("[data-search=page]")) enter();
}

// What was typed while the page was still loading, or what the browser put back into the box, nobody has looked for yet.
function catchUp(input) {
  if (input.value !== input.defaultValue) input.dispatchEvent(new Event("again"));
}

document.addEventListener("htmx:after:init", ({ target }) => target.matches("[data-search-box]") && catchUp(target));
if (box()?.hasAttribute("data-htmx-powered")) catchUp(box());

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-search]")) return;
  submitted = event.target.querySelector("[data-search-box]").value;
  sessionStorage.setItem(ENTERED, "yes");
});

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (!ctx.sourceElement.matches("[data-search-box]")) return;
  if (ctx.sourceElement.value === submitted) event.preventDefault(); // Enter was faster than the pause
  submitted = null;
});

document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  const form = ctx.sourceElement.closest?.("[data-search]") ?? document.querySelector("[data-search]");
  if (!ctx.request.action.includes("search") || !form || ctx.response.status >= 400) return;
  if (form.dataset.search === "page") {
    const words = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...words]) if (["csrfmiddlewaretoken", "unsaved"].includes(name) || (!value && name !== "q")) words.delete(name);
    history.replaceState(history.state, "", `${form.dataset.url}?${words}`);
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-page]")) sessionStorage.setItem(ENTERED, "yes");
  const move = event.target.closest("[data-move]");
  if (move) {
    const line = move.closest("li");
    if (move.dataset.move === "up") line.previousElementSibling?.before(line);
    else line.nextElementSibling?.after(line);
    move.focus();
  }
});

// The menu of columns closes as menus do, and leads back to the table as it is now.
document.addEventListener("submit", ({ target }) => {
  const here = target.querySelector("[data-here]");
  if (here) here.value = location.pathname + location.search;
});

document.addEventListener("focusin", ({ target }) => {
  for (const menu of document.querySelectorAll("[data-columns][open]")) if (!menu.contains(target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("[data-columns][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const target = event.target;
  if (event.key === "ArrowDown" && (target === document.body || target.matches?.("[data-search-box]")) && document.querySelector(".rows, [data-search=page]")) {
    event.preventDefault();
    return enter();
  }
  if (!target.matches?.(OPENERS)) return;
  const rows = rowsOf(target);
  const at = rows.indexOf(target);
  if (digitOf(event)) numbered(target, digitOf(event))?.click();
  else if (event.key === "ArrowDown") rows[Math.min(at + 1, rows.length - 1)].focus();
  else if (event.key === "ArrowUp") (rows[at - 1] ?? box())?.focus();
  else if (event.key === "Home") rows[0].focus();
  else if (event.key === "End") rows[rows.length - 1].focus();
  else return;
  event.preventDefault();
});

// Another kind is looked for with the same words.
document.addEventListener("change", (event) => {
  const form = event.target.name === "kind" && event.target.closest("[data-search]");
  if (!form) return;
  submitted = null;
  form.querySelector("[data-search-box]").dispatchEvent(new Event("again"));
});
