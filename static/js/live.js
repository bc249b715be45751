// Looks for news every five seconds while the page is seen, and puts it where nobody types.
const region = document.querySelector("[data-live]");
const paused = document.querySelector("[data-live-paused]");
const OFTEN = 5000, SELDOM = 30000, PATIENCE = 10000;
let etag = region?.dataset.liveEtag, wait = OFTEN, timer = 0, pressed = false;

function later() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(look, wait + (Math.random() * 2 - 1) * 1000);
}

// A button somebody holds, or stands on with the keyboard, stays where it is.
const inUse = () => pressed || region.contains(document.activeElement);

function put(html) {
  region.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
}

async function look() {
  try {
    const answer = await fetch(region.dataset.live, {
      headers: { "If-None-Match": etag }, cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status === 200) {
      const html = await answer.text();
      if (!inUse()) {
        put(html);
        etag = answer.headers.get("ETag");
      }
    } else if (answer.status !== 304) throw new Error(answer.status);
    wait = OFTEN;
    paused.hidden = true;
  } catch {
    wait = Math.min(wait * 2, SELDOM);
    paused.hidden = false;
  }
  later();
}

if (region) {
  region.addEventListener("pointerdown", () => { pressed = true; });
  for (const ends of ["pointerup", "pointercancel"]) addEventListener(ends, () => { pressed = false; });
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : look()));
  later();
}
