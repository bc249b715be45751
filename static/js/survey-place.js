// A map beside each question for a place. The form works without it: words are enough.
import { drawGround, makeMap } from "./map-base.js";

const { L } = window;
const PIN = { radius: 9, color: "#fff", weight: 2, fillColor: "#b5431f", fillOpacity: 1 };

async function start(root) {
  const field = document.getElementById(root.dataset.surveyMap), words = root.dataset;
  const canvas = root.querySelector("[data-map]"), status = root.querySelector("[data-status]");
  const map = makeMap(L, canvas, words);
  map.setView(words.start.split(",").map(Number), 13);
  map.setMinZoom(11);
  const pin = L.circleMarker(map.getCenter(), { ...PIN, interactive: false, renderer: L.svg() });

  function put(point) {
    pin.setLatLng(point).addTo(map);
    field.value = `${point.lat.toFixed(5)}, ${point.lng.toFixed(5)}`;
    status.textContent = status.dataset.chosen;
  }

  map.on("click", (event) => put(event.latlng));
  canvas.addEventListener("keydown", (event) => {
    if (event.target !== canvas || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    put(map.getCenter());
  });
  field.addEventListener("input", () => pin.remove());
  await drawGround(L, map, words.layers);
  root.dataset.ready = "true";
}

for (const root of document.querySelectorAll("[data-survey-map]")) {
  start(root).catch((error) => { root.hidden = true; console.warn(error); });
}
