// Messages in a live region: what views send by the event "message", what the server refuses, a lost network. Nothing typed is lost.
const region = document.getElementById("messages");
const texts = region.dataset;
const inFlight = new Set();
const passes = (message) => ["good", "informative"].includes(message.dataset.kind) && !message.querySelector("form"); // what can be undone stays

function close(message) {
  message.remove();
}

// The region lies in whatever is on top, since behind an open dialog or sheet nobody would see it; and never in what is being taken
// away, since those who hear the page hear it only while it stays in the document.
function goOnTop() {
  const top = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.querySelector(".dock:popover-open, .sidebar:popover-open") ?? document.body;
  if (region.parentElement !== top) top.append(region);
}

for (const name of ["close", "toggle"]) document.addEventListener(name, ({ target }) => target.matches("dialog, [popover]") && goOnTop(), true);
document.addEventListener("htmx:before:swap", ({ detail }) => {
  if (detail.tasks.some(({ target }) => target instanceof Element && target !== document.body && target.contains(region))) document.body.append(region);
});
document.addEventListener("htmx:after:swap", goOnTop);

function show(text, kind = "informative", act = null) {
  if (!text) return;
  goOnTop();
  const message = document.getElementById("message-template").content.firstElementChild.cloneNode(true);
  message.dataset.kind = kind;
  message.setAttribute("role", kind === "wrong" ? "alert" : "status");
  message.querySelector("use").setAttribute("href", texts.sprite + "#" + iconOf(kind));
  message.querySelector("span").textContent = text;
  if (act) message.querySelector("span").after(act);
  for (const same of [...region.children].filter((one) => one.textContent.trim() === message.textContent.trim())) close(same);
  region.append(message);
  while (region.children.length > 4) close(region.firstElementChild);
  if (passes(message)) vanish(message);
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
  const dismiss = event.target.closest(".message > button");
  if (dismiss) close(dismiss.parentElement);
});
for (const message of [...region.querySelectorAll(".message")].filter(passes)) vanish(message);

document.addEventListener("message", (event) => show(event.detail.text, event.detail.kind));

// What an answer says, and the form of the one act that it offers, if any.
function read(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const act = body.querySelector("form");
  act?.remove();
  return { text: body.textContent.trim().replace(/\s+/g, " "), act: act && document.importNode(act, true) };
}

// That the network is lost is true until it is back, or something has answered. Whether an act was done nobody knows even then.
function networkIsBack() {
  for (const one of [...region.children]) {
    const said = one.querySelector("span").textContent;
    if ([texts.lost, texts.offline].some((text) => said.startsWith(text)) && !said.endsWith(texts.unsure)) close(one);
  }
}
addEventListener("online", networkIsBack);

// What was refused before is past when an act has been done.
function forgetRefusals() {
  for (const one of [...region.children]) if (["attention", "wrong"].includes(one.dataset.kind) && !one.querySelector("form")) close(one);
}

document.addEventListener("htmx:after:request", (event) => {
  const { request, response, text } = event.detail.ctx;
  networkIsBack();
  if (response.status === 401) return; // relogin.js
  if (response.status < 400 && request.method !== "GET") forgetRefusals();
  const said = response.headers.get("X-Message") && read(text);
  if (said) {
    event.preventDefault(); // a message replaces nothing, also where the form has a place for what is usually refused
    show(said.text, response.status >= 400 ? "wrong" : "good", said.act);
  }
  else if (response.status === 403) show(texts.forbidden, "wrong");
  else if (response.status === 404) show(texts.missing, "wrong");
  else if (response.status === 503) show(unanswered(request, texts.busy), "wrong");
  else if (response.status >= 500) show(unanswered(request, texts.failed), "wrong");
});

document.addEventListener("htmx:error", (event) => {
  if (!event.detail.ctx) return; // not a request
  const { request } = event.detail.ctx;
  show(unanswered(request, request.signal.aborted ? texts.slow : texts.lost), "wrong");
});

// Of an act that got no answer of its own nobody here knows whether it was done; what is only looked up can be looked up again.
function unanswered({ method }, why) {
  return [why, method === "GET" ? texts.again : texts.unsure].join(" ");
}

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
