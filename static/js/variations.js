// The dialog "Which one?": what is typed chooses the variation that it means, and nothing where it means none or several.
// Every dash is the keyboard's. One between two parts of a word parts them ("36–38"); one before a word is its sign ("-2.50").
const words = (text) => text.toLowerCase().replace(/[\u2010-\u2015\u2212]/g, "-").split(/[\s·]+|(?<=[^\s·-])-(?=[^\s·-])/).filter((word) => !["", "-"].includes(word));
const folded = (text) => words(text).join(" ");

// The whole text or SKU before single words, of which each narrows the choice: as it stands, else as a beginning. Else the SKU's beginning.
function meant(radios, typed) {
  const [asked, text] = [words(typed), folded(typed)];
  if (!asked.length) return [];
  const whole = radios.filter((one) => [one.value, one.dataset.says].some((called) => folded(called) === text));
  if (whole.length) return whole;
  const found = asked.reduce((left, word) => {
    const has = (reads) => left.filter((one) => words(one.dataset.says).some(reads));
    const same = has((own) => own === word);
    return same.length ? same : has((own) => own.startsWith(word));
  }, radios);
  return found.length ? found : radios.filter((one) => folded(one.value).startsWith(text));
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

// The button, too, leaves the hands in the box where what stands there means none or several; the browser would take them to the first of all.
document.addEventListener("invalid", (event) => {
  const box = event.target.closest("#variations form")?.querySelector("[data-chooses]");
  if (!box?.value.trim()) return;
  event.preventDefault();
  box.focus();
  tell(box, meant(radiosOf(box), box.value).length);
}, true);
