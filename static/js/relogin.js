// When the log-in has run out, it opens over the page; afterwards the interrupted act goes on and what was typed stays.
const dialog = document.getElementById("relogin");
const waiting = []; // what goes on after the log-in: requests of htmx, and { sourceElement, request } of a plain form
const FRESH = 60 * 1000; // an answer as young as this stands for a log-in that still holds
let heard = Date.now(); // the last answer of the server to somebody who is logged in

function again(ctx) {
  const { sourceElement, sourceEvent, request } = ctx;
  if (!sourceElement.isConnected) return;
  if (sourceElement.matches("form")) sourceElement.requestSubmit(request.submitter?.isConnected ? request.submitter : undefined);
  else htmx.trigger(sourceElement, sourceEvent?.type ?? "click");
}

function refreshToken(token) {
  const headers = JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}");
  document.body.setAttribute("hx-headers:inherited", JSON.stringify({ ...headers, "X-CSRFToken": token }));
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
}

let lastTime = -Infinity;

function goOn(answer) {
  if (answer.headers.get("X-Agent") !== document.body.dataset.username) return location.assign("/console/"); // another person's desk: this page is not theirs
  if (performance.now() - lastTime < 2000) return location.reload(); // it did not help: never round and round
  lastTime = performance.now();
  heard = Date.now();
  refreshToken(answer.headers.get("X-CSRF-Token"));
  const interrupted = waiting.splice(0);
  dialog.close();
  document.dispatchEvent(new CustomEvent("logged-in"));
  for (const ctx of interrupted) again(ctx);
}

async function load(url) {
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (answer.status === 204) return goOn(answer); // another tab has logged in meanwhile: only the token is old
  dialog.querySelector("[data-form]").innerHTML = await answer.text();
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("input:not([type=hidden]):not([value]), input:not([type=hidden])")?.focus();
}

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.response.status !== 401) heard = Date.now();
  if (ctx.response.status !== 401 || !ctx.response.headers.get("X-Login-Required")) return;
  event.preventDefault();
  waiting.push(ctx);
  if (waiting.length === 1 && !dialog.open) load(dialog.dataset.url).catch(() => location.reload());
});

// A plain form leaves the page, and without a log-in its act would be lost: after a while of silence the log-in is looked at first.
// Before all other listeners, so that they hear of the submit once, when it goes out.
addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!dialog || dialog.contains(form) || Date.now() - heard < FRESH) return;
  if (!form.matches("[method=post]:not([hx-post], [action$='/logout/'])")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (waiting.some((one) => one.plain)) return; // a double click
  const act = { sourceElement: form, request: { submitter }, plain: true };
  waiting.push(act);
  load(dialog.dataset.url).catch(() => {
    waiting.splice(0);
    heard = Date.now();
    again(act); // the browser says best that there is no network
  });
}, true);

dialog?.addEventListener("submit", async (event) => {
  if (event.target.method === "dialog") return;
  event.preventDefault();
  const form = event.target;
  const answer = await fetch(form.action || dialog.dataset.url, {
    method: "POST",
    body: new FormData(form),
    headers: { "HX-Request": "true" },
    credentials: "same-origin",
  }).catch(() => null);
  if (!answer) return document.dispatchEvent(new CustomEvent("message", { detail: { text: dialog.dataset.lost, kind: "wrong" } }));
  if (answer.status !== 204) {
    dialog.querySelector("[data-form]").innerHTML = await answer.text();
    return dialog.querySelector("[aria-invalid=true], input[type=password], input[autocomplete=one-time-code]")?.focus();
  }
  goOn(answer);
});

dialog?.addEventListener("close", () => waiting.splice(0));
