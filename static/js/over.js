// Links and buttons with `data-over` open over the page, so that nothing on it is lost: a dialog of the page ("#find"), or a page's fragment.
const over = document.getElementById("over");

async function open(link) {
  const wanted = link.dataset.over;
  if (wanted.startsWith("#")) {
    const dialog = document.querySelector(wanted);
    dialog.showModal();
    return dialog.querySelector("[autofocus], input:not([type=hidden], [type=radio])")?.focus();
  }
  const answer = await fetch(link.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (!answer.ok) return location.assign(link.href);
  over.querySelector("[data-content]").innerHTML = await answer.text();
  over.querySelector("h2").textContent = link.dataset.over;
  return over.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-over]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link).catch(() => link.href && location.assign(link.href));
  }
  const dialog = event.target.closest("dialog");
  if (dialog && (event.target === dialog || event.target.closest("[data-closes]"))) dialog.close(); // a click on the backdrop
});

// A sheet of a narrow window is a column of a wide one: open, it would stay a sheet in the wrong place.
for (const [sheet, width] of [["dock", 1200], ["sidebar", 768]]) {
  matchMedia(`(min-width: ${width}px)`).addEventListener("change", ({ matches }) => {
    const hands = document.activeElement;
    if (!matches || !document.getElementById(sheet)?.matches(":popover-open")) return;
    document.getElementById(sheet).hidePopover();
    hands.focus();
  });
}
