// How long the contact lasts: minutes and seconds since `data-since`, hours from the first on.
const two = (number) => String(number).padStart(2, "0");

function tick() {
  for (const clock of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 1000));
    const hours = Math.floor(seconds / 3600);
    clock.textContent = `${hours ? hours + ":" : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  }
}

tick();
setInterval(tick, 1000);
