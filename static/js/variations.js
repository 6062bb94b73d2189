// The dialog "Which one?": what is typed chooses the variation that it means, and nothing where it means none or several.
const words = (text) => text.toLowerCase().split(/[\s·]+/).filter(Boolean);

// The whole text or SKU before single words, of which each narrows the choice: as it stands, else as a beginning.
function meant(radios, typed) {
  const asked = words(typed);
  if (!asked.length) return [];
  const whole = radios.filter((one) => [one.value.toLowerCase(), words(one.dataset.says).join(" ")].includes(asked.join(" ")));
  if (whole.length) return whole;
  return asked.reduce((left, word) => {
    const has = (reads) => left.filter((one) => [...words(one.dataset.says), one.value.toLowerCase()].some(reads));
    const same = has((own) => own === word);
    return same.length ? same : has((own) => own.startsWith(word));
  }, radios);
}

const radiosOf = (box) => [...box.form.querySelectorAll("[type=radio]")];

document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-chooses]")) return;
  const found = meant(radiosOf(target), target.value);
  for (const one of radiosOf(target)) one.checked = found.length === 1 && one === found[0];
  found[0]?.closest("label").scrollIntoView({ block: "nearest" });
  tell(target, found.length);
});

// Whether what is typed means none or several, below the box, and to those who hear the page.
function tell(box, many) {
  const said = box.form.querySelector("[data-says-none]");
  said.textContent = !box.value.trim() || many === 1 ? "" : many ? said.dataset.saysSeveral.replace("%s", many) : said.dataset.saysNone;
}

document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("#variations form")?.querySelector("[data-chooses]");
  if (!box || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === box && event.key === "Enter" && box.value.trim() && !radiosOf(box).some((one) => one.checked)) {
    event.preventDefault(); // the hands stay here, not on the first of all
    tell(box, meant(radiosOf(box), box.value).length);
  } else if (event.target === box && event.key === "ArrowDown") {
    const radios = radiosOf(box);
    const next = radios.find((one) => one.checked) ?? (box.value.trim() ? meant(radios, box.value) : radios)[0];
    event.preventDefault();
    if (!next) return; // nothing is called so: no other is chosen in its place
    next.checked = true;
    next.focus();
  } else if (event.target.type === "radio" && event.key.length === 1 && event.key !== " ") {
    box.value = ""; // the letter itself lands in the box, which has the focus by then
    box.focus();
  }
});
