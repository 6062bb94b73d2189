// Where one was on each page of a call: how far it was scrolled, and what had the focus. Another call and back finds both again.
// Kept per browser tab; what the browser restores by itself (back, reload) is left to it.
const KEY = "places";
const MOST = 40; // pages, the newest
const WITHIN = "#record, #dock";
const SEARCHED = "searched"; // per call, what was looked for last
const [page, dock] = [() => location.pathname + location.search, document.getElementById("dock")];
const isCall = document.body.classList.contains("in-session");
let last = null; // what had the focus last within the record or the dock: a click on a link of the sidebar takes it away

const read = () => new Map(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));

// The way to an element: from the nearest id down, by its place among its brothers.
function wayTo(element) {
  const steps = [];
  for (let one = element; one && one !== document.body; one = one.parentElement) {
    if (one.id) return [`#${CSS.escape(one.id)}`, ...steps].join(" > ");
    steps.unshift(`:nth-child(${[...one.parentElement.children].indexOf(one) + 1})`);
  }
  return "";
}

function keep() {
  const places = read();
  places.delete(page());
  places.set(page(), { y: scrollY, dock: dock?.scrollTop ?? 0, focus: last?.isConnected ? wayTo(last) : "" });
  sessionStorage.setItem(KEY, JSON.stringify([...places].slice(-MOST)));
  if (document.querySelector("[data-search=page]")) sessionStorage.setItem(SEARCHED + location.pathname, location.search);
}

function restore() {
  const was = read().get(page());
  if (!was) return;
  const focus = was.focus ? document.querySelector(was.focus) : null;
  const free = document.activeElement === document.body || document.activeElement.hasAttribute("autofocus");
  if (free && focus?.checkVisibility()) focus.focus({ preventScroll: true });
  const scroll = () => {
    scrollTo(0, was.y);
    if (dock) dock.scrollTop = was.dock;
  };
  scroll();
  const moved = new AbortController(); // by hand, before all of the page was there
  for (const name of ["wheel", "keydown", "pointerdown"]) addEventListener(name, () => moved.abort(), { once: true, signal: moved.signal });
  addEventListener("load", scroll, { once: true, signal: moved.signal });
}

// A call that one left at its search is found again with what was looked for.
for (const link of document.querySelectorAll("#sidebar [data-session] a")) {
  const searched = sessionStorage.getItem(SEARCHED + link.pathname);
  if (searched) link.search = searched;
}

if (isCall) {
  document.addEventListener("focusin", ({ target }) => (last = target.closest(WITHIN) && target.id !== "record" ? target : last));
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (target === last && !relatedTarget && document.hasFocus()) last = null; // left for nothing: Esc, or a click beside it
  });
  if (performance.getEntriesByType("navigation")[0]?.type === "navigate" && !location.hash) restore();
  addEventListener("pagehide", keep);
}
