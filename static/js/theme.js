// Sets light or dark before the first paint; "auto" follows the system, also when it changes later. A classic script: modules come too late.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const wanted = root.dataset.theme || "auto";
    root.dataset.bsTheme = wanted === "auto" ? (dark.matches ? "dark" : "light") : wanted;
  };
  apply();
  dark.addEventListener("change", apply);
  new MutationObserver(apply).observe(root, { attributeFilter: ["data-theme"] }); // the administration has a switch of its own
  document.addEventListener("htmx:after:request", (event) => {
    const chosen = event.detail.ctx.response.headers.get("X-Theme");
    if (chosen) root.dataset.theme = chosen;
  });
})();
