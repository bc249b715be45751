// Enhances the "where" question. The form works without it: words, a list of places, a neighborhood.
import { drawGround, makeMap, onPress } from "./map-base.js";

const root = document.querySelector("[data-place-picker]");
const { L } = window;
const METRES = 111320;
const PIN = '<svg viewBox="0 0 36 46" aria-hidden="true"><path d="M18 1C8.6 1 1 8.5 1 17.8 1 30.4 18 45 18 45s17-14.6 17-27.2C35 8.5 27.4 1 18 1z" fill="#b5431f" stroke="#fff" stroke-width="2"/><circle cx="18" cy="17.5" r="6.5" fill="#fff"/></svg>';
const words = root.dataset;
const field = (name) => root.querySelector(`[name=${name}]`);
const part = (name) => root.querySelector(`[data-${name}]`);

async function start() {
  const canvas = part("map");
  if (!canvas || !words.start) return;
  const map = makeMap(L, canvas, words);
  const [lat, lon] = words.start.split(",").map(Number);
  const hasPin = field("lat").value !== "";
  map.setView([lat, lon], hasPin ? 16 : 13);
  map.setMinZoom(11);

  const icon = L.divIcon({ className: "ui-pin", html: PIN, iconSize: [36, 46], iconAnchor: [18, 45] });
  const pin = L.marker([lat, lon], {
    draggable: true, autoPan: true, keyboard: true, zIndexOffset: 1000, title: words.pinLabel, alt: words.pinLabel, icon,
  });
  const markers = L.layerGroup().addTo(map);
  let asking = 0;

  function showNear() {
    markers.clearLayers();
    root.querySelectorAll("[data-near] li[data-lat]").forEach((item, i) => {
      const title = item.querySelector("a").textContent.trim();
      const marker = L.marker([item.dataset.lat, item.dataset.lon], {
        keyboard: true, title, alt: `${i + 1}. ${title}`,
        icon: L.divIcon({ className: "ui-near", html: String(i + 1), iconSize: [30, 30] }),
      });
      onPress(marker, () => item.querySelector("a").focus()).addTo(markers);
    });
  }

  async function look(point) {
    const turn = ++asking;
    part("status").textContent = words.looking;
    const query = new URLSearchParams({ kind: words.kind, lat: point.lat.toFixed(6), lon: point.lng.toFixed(6) });
    const answer = await fetch(`${words.nearUrl}?${query}`);
    if (turn !== asking) return;
    if (!answer.ok) { part("status").textContent = ""; return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const here = page.querySelector("[data-here]").dataset;
    part("spot").textContent = here.spotName;
    part("status").textContent = here.spotArea;
    part("near").replaceChildren(...page.body.childNodes);
    showNear();
  }

  function put(point, typed = field("place").value) {
    pin.setLatLng(point).addTo(map);
    field("lat").value = point.lat.toFixed(6);
    field("lon").value = point.lng.toFixed(6);
    field("pinned_for").value = typed;
    part("nudges").hidden = false;
    look(point).catch(() => { part("status").textContent = ""; });
  }

  if (hasPin) { pin.addTo(map); part("nudges").hidden = false; }
  showNear();
  pin.on("dragend", () => put(pin.getLatLng()));
  map.on("click", (event) => put(event.latlng));
  canvas.addEventListener("keydown", (event) => {
    if (event.target !== canvas || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    put(map.getCenter());
  });

  function nudge(way) {
    const at = pin.getLatLng();
    const [north, east] = { n: [1, 0], s: [-1, 0], e: [0, 1], w: [0, -1] }[way];
    const step = 10 / METRES;
    put(L.latLng(at.lat + north * step, at.lng + (east * step) / Math.cos((at.lat * Math.PI) / 180)));
    map.panInside(pin.getLatLng(), { padding: [40, 60] });
  }
  root.addEventListener("click", (event) => {
    const way = event.target.closest("[data-nudge]")?.dataset.nudge;
    if (way) nudge(way);
    if (event.target.closest("[data-locate]")) locate();
  });

  function locate() {
    const failed = () => { part("status").textContent = words.noPlace; };
    if (!navigator.geolocation) { failed(); return; }
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const point = L.latLng(coords.latitude, coords.longitude);
      map.setView(point, 17);
      put(point);
    }, failed, { enableHighAccuracy: true, timeout: 15000 });
  }

  await drawGround(L, map, words.layers);
  root.dataset.ready = "true";
}

start().catch((error) => {
  part("map")?.closest("[data-needs-js]").setAttribute("hidden", "");
  console.warn(error);
});
