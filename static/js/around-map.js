// The public map: only entries of the table of public points, each with how many concerns it has.
import { boundsOf, drawGround, makeMap, onPress } from "./map-base.js";

const root = document.querySelector("[data-around-map]");
const { L } = window;
const words = root.dataset;
const status = root.querySelector("[data-status]");

function show({ at, label, count }) {
  const query = new URLSearchParams(words.query);
  query.set("at", at);
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = `${words.list}?${query}`;
  link.textContent = label;
  status.replaceChildren(link, ` · ${words.here} ${count}`);
  link.focus();
}

const CELL = 56; // pixels: as near as two markers may stand

// Points too close to be told apart on this zoom become one marker, at the fullest of them.
function grouped(map, features) {
  const zoom = map.getZoom();
  const groups = new Map();
  for (const feature of features) {
    const [lon, lat] = feature.geometry.coordinates;
    const spot = map.project([lat, lon], zoom);
    const key = zoom >= map.getMaxZoom() ? feature.properties.at : `${Math.floor(spot.x / CELL)},${Math.floor(spot.y / CELL)}`;
    const group = groups.get(key) ?? { lat, lon, count: 0, members: [] };
    group.count += feature.properties.count;
    group.members.push({ lat, lon, ...feature.properties });
    groups.set(key, group);
  }
  return [...groups.values()];
}

function markerOf(map, { lat, lon, count, members }) {
  const html = document.createElement("span");
  html.textContent = count;
  const size = 30 + 4 * Math.min(String(count).length, 4);
  const [first] = members;
  const many = members.length > 1;
  const title = many ? `${first.label} …: ${count}` : `${first.label}: ${count}`;
  const open = () => {
    if (many) map.fitBounds(L.latLngBounds(members.map((one) => [one.lat, one.lon])), { padding: [40, 40] });
    else show(first);
  };
  const marker = L.marker([lat, lon], {
    keyboard: true, title, alt: title, riseOnHover: true,
    icon: L.divIcon({ className: many ? "ui-near ui-near--many" : "ui-near", html, iconSize: [size, size] }),
  });
  return onPress(marker, open);
}

async function start() {
  const map = makeMap(L, root.querySelector("[data-map]"), words);
  const found = await fetch(words.points).then((answer) => answer.json());
  const corners = found.features.map(({ geometry: { coordinates: [lon, lat] } }) => [lat, lon]);
  if (corners.length) map.fitBounds(L.latLngBounds(corners), { padding: [30, 30], maxZoom: 16 });
  else map.setView([0, 0], 10);
  const layer = L.layerGroup().addTo(map);
  const redraw = () => {
    layer.clearLayers();
    grouped(map, found.features).forEach((group) => markerOf(map, group).addTo(layer));
  };
  redraw();
  map.on("zoomend", redraw);
  const areas = await drawGround(L, map, words.layers);
  if (!corners.length && areas.length) map.fitBounds(boundsOf(areas));
  if (!corners.length) status.textContent = words.none;
  if (found.is_cut) status.textContent = words.cut;
  root.dataset.ready = "true";
}

start().catch((error) => {
  root.querySelector("[data-map]").hidden = true;
  status.textContent = words.failed;
  console.warn(error);
});
