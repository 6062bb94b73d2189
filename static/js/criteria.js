// The panel of criteria: opens and closes, follows the kind, searches when a field has changed, and says what is wrong at the field.
const panel = () => document.getElementById("page-criteria");
const button = () => document.querySelector("[data-opens-criteria]");
const fieldOf = (criterion) => criterion.querySelector("input, select:not(.how)");
let opened = false; // by hand just now: the first field takes the focus

function open() {
  const found = panel();
  const first = found.querySelector("input");
  document.querySelector("#saved-searches[data-later]")?.dispatchEvent(new Event("criteria"));
  if (first) {
    found.hidden = false;
    first.focus();
  } else {
    opened = true;
    found.dispatchEvent(new Event("criteria"));
  }
}

document.addEventListener("click", (event) => {
  const clicked = event.target.closest("[data-opens-criteria]");
  if (!clicked) return;
  const closed = clicked.getAttribute("aria-expanded") !== "true";
  clicked.setAttribute("aria-expanded", String(closed));
  if (closed) open();
  else panel().hidden = true;
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-search=page]");
  if (!form) return;
  if (event.target.name === "kind") {
    if (panel().hidden) panel().replaceChildren();
    else panel().dispatchEvent(new Event("criteria"));
  } else if (event.target.closest(".criterion")) form.querySelector("[data-search-box]").dispatchEvent(new Event("again"));
});

// Which criteria are active, and what is wrong with them, comes with the results.
function show() {
  const active = document.querySelector("#page-results [data-criteria-active]");
  const count = button()?.querySelector("[data-count]");
  if (count) count.textContent = active?.dataset.criteriaActive ?? "";
  for (const one of document.querySelectorAll("#page-criteria .criterion")) {
    const wrong = active?.querySelector(`[data-wrong="${one.dataset.criterion}"]`)?.textContent ?? "";
    one.querySelector(".error").textContent = wrong;
    if (wrong) fieldOf(one).setAttribute("aria-invalid", "true");
    else fieldOf(one).removeAttribute("aria-invalid");
  }
}

document.addEventListener("htmx:after:swap", () => {
  if (opened && panel()?.querySelector("input")) {
    opened = false;
    panel().querySelector("input").focus();
  }
  if (panel()) show();
});
