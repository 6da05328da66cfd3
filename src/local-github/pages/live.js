// Shows what is new without a reload: on an event the page is fetched again and its <main> replaced. What a person
// typed, opened or scrolled to stays.
const repository = document.body.dataset.repository;
const waiting = { timer: null };

function typing() {
  const { activeElement } = document;
  return activeElement?.tagName === "TEXTAREA" && activeElement.value !== "";
}

function openDetails() {
  return new Set([...document.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent));
}

async function refresh() {
  waiting.timer = null;
  if (typing()) {
    waiting.timer = setTimeout(refresh, 2000);
    return;
  }
  const response = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("main");
  const main = document.querySelector("main");
  if (fresh === null || main === null || fresh.innerHTML === main.innerHTML) return;
  const open = openDetails();
  const text = document.querySelector("textarea")?.value ?? "";
  main.replaceWith(fresh);
  for (const summary of document.querySelectorAll("details > summary")) {
    if (open.has(summary.textContent)) summary.parentElement.open = true;
  }
  const box = document.querySelector("textarea");
  if (box !== null) box.value = text;
}

if (repository !== "") {
  const events = new EventSource(`/-/events?repository=${repository}`);
  events.onmessage = () => {
    waiting.timer ??= setTimeout(refresh, 150);
  };
}
