// Messages in a live region: what views send by the event "message", what the server refuses, a lost network. Nothing typed is lost.
const region = document.getElementById("messages");
const texts = region.dataset;
const inFlight = new Set();

function close(message) {
  message.remove();
}

function show(text, kind = "informative") {
  if (!text) return;
  (document.querySelector("dialog:modal") ?? document.body).append(region); // behind an open dialog nobody would see it
  const message = document.getElementById("message-template").content.firstElementChild.cloneNode(true);
  message.dataset.kind = kind;
  message.setAttribute("role", kind === "wrong" ? "alert" : "status");
  message.querySelector("use").setAttribute("href", texts.sprite + "#" + iconOf(kind));
  message.querySelector("span").textContent = text;
  for (const same of [...region.children].filter((one) => one.textContent.trim() === message.textContent.trim())) close(same);
  region.append(message);
  while (region.children.length > 4) close(region.firstElementChild);
  if (kind === "good" || kind === "informative") vanish(message);
}

function iconOf(kind) {
  return { good: "check-circle", attention: "exclamation-triangle", wrong: "x-octagon" }[kind] ?? "info-circle";
}

function vanish(message) {
  const later = () => {
    if (message.matches(":hover, :focus-within")) setTimeout(later, 2000);
    else close(message);
  };
  setTimeout(later, 7000);
}

region.addEventListener("click", (event) => {
  const message = event.target.closest("button") && event.target.closest(".message");
  if (message) close(message);
});
for (const message of region.querySelectorAll(".message[data-kind=good], .message[data-kind=informative]")) vanish(message);

document.addEventListener("message", (event) => show(event.detail.text, event.detail.kind));

function textOf(html) {
  return new DOMParser().parseFromString(html, "text/html").body.textContent.trim().replace(/\s+/g, " ");
}

document.addEventListener("htmx:after:request", (event) => {
  const { response, text } = event.detail.ctx;
  if (response.status === 401) return; // relogin.js
  if (response.headers.get("X-Message")) show(textOf(text), response.status >= 400 ? "wrong" : "good");
  else if (response.status === 403) show(texts.forbidden, "wrong");
  else if (response.status === 404) show(texts.missing, "wrong");
  else if (response.status === 503) show(texts.busy, "wrong");
  else if (response.status >= 500) show(texts.failed, "wrong");
});

document.addEventListener("htmx:error", (event) => {
  if (!event.detail.ctx) return; // not a request
  show(event.detail.ctx.request.signal.aborted ? texts.slow : texts.lost, "wrong");
});

// A thin bar after 100 ms; after a second the page says what it waits for.
document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  inFlight.add(ctx);
  setTimeout(() => inFlight.has(ctx) && (document.documentElement.dataset.busy = ""), 100);
  setTimeout(() => inFlight.has(ctx) && show(ctx.sourceElement.closest?.("[data-waits]")?.dataset.waits ?? texts.waits), 1500);
});
document.addEventListener("htmx:finally:request", (event) => {
  inFlight.delete(event.detail.ctx);
  if (!inFlight.size) delete document.documentElement.dataset.busy;
});
