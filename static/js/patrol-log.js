// A bad connection on patrol: what was typed waits on this phone, only if asked to, and is sent once.
const form = document.querySelector("[data-keep]"), news = document.querySelector("[data-kept-news]");
const offer = document.querySelector("[data-keep-offer]"), keep = document.querySelector("#keep");
const STORE = `patrol-log ${location.pathname}`, NAMES = ["kind", "words", "place", "seen_when", "key"];
const kept = () => JSON.parse(localStorage.getItem(STORE) ?? "[]");

function put(entries) {
  if (entries.length) localStorage.setItem(STORE, JSON.stringify(entries));
  else localStorage.removeItem(STORE);
}

function say(word) {
  news.textContent = news.dataset[word];
  news.hidden = false;
}

function fill(entry) {
  for (const name of NAMES) {
    const field = form.elements[name];
    if (field) field.value = entry[name] ?? "";
  }
}

let sending = false;
async function send() {
  if (sending || !kept().length || !navigator.onLine) return;
  sending = true;
  try {
    while (kept().length) {
      const [entry, ...others] = kept();
      const body = new URLSearchParams({ ...entry, patient: "1", csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
      const answer = await fetch(location.href, { method: "POST", body });
      if (!answer.ok && answer.status !== 404) throw new Error(answer.status);
      put(others);
      if (!answer.redirected) {
        fill(entry);
        say("look");
        return;
      }
      say("sent");
    }
  } catch {
    say("waits");
  } finally {
    sending = false;
  }
}

form.addEventListener("submit", (event) => {
  if (navigator.onLine || !keep.checked) return;
  event.preventDefault();
  const said = new FormData(form);
  put([...kept(), Object.fromEntries(NAMES.map((name) => [name, said.get(name) ?? ""]))]);
  form.reset();
  keep.checked = true;
  form.elements.key.value = [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
  say("waits");
});
addEventListener("online", send);
offer.hidden = false;
send();
