// Small comforts; every page works without them.
"use strict";
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const button of document.querySelectorAll("[data-unfold]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    for (const fold of document.querySelectorAll("details.duty")) fold.open = open;
  });
}

for (const field of document.querySelectorAll("[data-zone]")) {
  if (!field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

// The time left on the incident clock. The server's clock and the reader's can differ: the one that leaves less time counts. An example
// stands at a moment of its own and goes on from there.
for (const clock of document.querySelectorAll("[data-clock]")) {
  const made = Date.parse(clock.dataset.clock);
  const opened = Date.now();
  const own = "example" in clock.dataset;
  const now = () => { const here = Date.now(); const there = made + (here - opened); return own ? there : Math.max(here, there); };
  const two = (number) => String(number).padStart(2, "0");
  const span = (seconds) => {
    const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
    if (days > 0) return `${days} d ${hours} h`;
    return hours > 0 ? `${hours} h ${two(minutes)} min` : `${minutes} min ${two(seconds % 60)} s`;
  };
  const count = () => {
    for (const left of clock.querySelectorAll("[data-until]")) {
      const seconds = Math.floor((Date.parse(left.dataset.until) - now()) / 1000);
      const text = (seconds < 0 ? clock.dataset.past : clock.dataset.left).replace("{}", span(Math.abs(seconds)));
      if (left.textContent !== text) left.textContent = text;
      left.classList.toggle("over", seconds < 0);
    }
  };
  count();
  setInterval(count, 1000);
}

// the zone of the reader, where none is known
for (const field of document.querySelectorAll("[data-zone]")) {
  if (!field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
// a case file is read here, in the browser
for (const place of document.querySelectorAll("[data-file]")) {
  place.hidden = false;
  place.querySelector("input").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (file) document.querySelector("#facts").value = await file.text();
  });
}
