// A block of cells pasted from a spreadsheet fills the grid's fields from the one it was pasted into, to the right and downwards.
const fieldsOf = (row) => [...row.querySelectorAll("td:not(.original, .delete) input:not([type=hidden])")];

document.addEventListener("paste", (event) => {
  const grid = event.target.closest("[data-grid]");
  const text = event.clipboardData?.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "") ?? "";
  if (!grid || !/[\t\n]/.test(text)) return;
  event.preventDefault();
  const first = event.target.closest("tr");
  const column = fieldsOf(first).indexOf(event.target);
  let row = null;
  for (const line of text.split("\n")) {
    row = row ? nextRow(row) : first;
    if (!row) break;
    line.split("\t").forEach((cell, offset) => fill(fieldsOf(row)[column + offset], cell.trim()));
  }
});

function fill(field, text) {
  if (!field) return;
  if (field.type === "checkbox") field.checked = !/^(|0|no|nein|false|-)$/i.test(text);
  else field.value = text;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// The next row; where there is none yet, the button that adds one is asked for it.
function nextRow(row) {
  const next = () => {
    const after = row.nextElementSibling;
    return after?.matches(".form-row:not(.empty-form)") ? after : null;
  };
  if (!next()) row.closest("tbody").querySelector(".add-row a, .add-row button")?.click();
  return next();
}
