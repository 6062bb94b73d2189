// Buttons that copy a number which people read aloud.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  event.stopPropagation();
  const region = document.getElementById("messages");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    document.dispatchEvent(new CustomEvent("message", { detail: { text: region.dataset.copied.replace("%s", button.dataset.copy), kind: "good" } }));
  } catch {
    document.dispatchEvent(new CustomEvent("message", { detail: { text: region.dataset.notCopied, kind: "attention" } }));
  }
});
