// The ground under every map to pan: outlines of the town first, then the streets of the
// neighborhoods that are looked at. All of it is our own; nothing is asked of another site.
const LOOKS = {
  park: [{ stroke: false, fillColor: "#d3e2c4", fillOpacity: 1 }],
  building: [{ stroke: false, fillColor: "#e3d9c8", fillOpacity: 1 }],
  street: [{ color: "#ffffff", weight: 5, opacity: 1 }],
  major: [{ color: "#d6cab5", weight: 13, opacity: 1 }, { color: "#fff6df", weight: 10, opacity: 1 }],
  water: [{ stroke: false, fillColor: "#bcd9df", fillOpacity: 1 }],
};
const STREETS_FROM = 14;
const NAMES_FROM = 16;

const get = (url) => fetch(url).then((answer) => {
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
});

export function makeMap(L, canvas, words) {
  L.Util.emptyImageUrl = words.empty;
  const map = L.map(canvas, {
    minZoom: 10, maxZoom: 18, zoomSnap: 0.25, zoomControl: false, preferCanvas: true,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    fadeAnimation: false,
  });
  map.attributionControl.setPrefix(false).addAttribution(words.attribution);
  L.control.zoom({ position: "topright", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  return map;
}

// Leaflet's markers take a click only; who came by Tab presses Enter.
export function onPress(marker, act) {
  return marker.on("click", act).on("keypress", ({ originalEvent }) => {
    if (originalEvent.key === "Enter" || originalEvent.key === " ") act();
  });
}

function middleOf(geometry) {
  const lines = geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates;
  const longest = lines.reduce((a, b) => (b.length > a.length ? b : a));
  if (longest.length > 2) return longest[Math.floor(longest.length / 2)];
  const [from, to] = [longest[0], longest[longest.length - 1]];
  return [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
}

function label(L, text, lonlat, look) {
  const words = document.createElement("span");
  words.textContent = text;
  const icon = L.divIcon({ className: `ui-maplabel ui-maplabel--${look}`, html: words, iconSize: [110, 16] });
  return L.marker([lonlat[1], lonlat[0]], { interactive: false, keyboard: false, zIndexOffset: -10000, icon });
}

export async function drawGround(L, map, layersUrl) {
  const { areas } = await get(layersUrl);
  const panes = ["city", "park", "building", "street", "major", "water", "edge"];
  panes.forEach((name, i) => { map.createPane(name).style.zIndex = 201 + i; });
  const renderers = Object.fromEntries(panes.map((pane) => [pane, L.canvas({ pane })]));
  const lay = (geometry, pane, style) =>
    L.geoJSON(geometry, { interactive: false, pane, renderer: renderers[pane], style }).addTo(map);
  const names = L.layerGroup();
  const hoods = L.layerGroup();
  for (const area of areas) {
    lay(area.geometry, "city", { stroke: false, fillColor: "#f6f2ea", fillOpacity: 1 });
    lay(area.geometry, "edge", { color: "#7d8f90", weight: 1.5, dashArray: "5 5", fill: false });
    const [west, south, east, north] = area.box;
    label(L, area.name, [(west + east) / 2, (south + north) / 2], "poi").addTo(hoods);
  }
  const drawn = new Set();
  const seen = new Set();
  async function fill() {
    const zoom = map.getZoom();
    names[zoom >= NAMES_FROM ? "addTo" : "removeFrom"](map);
    hoods[zoom < NAMES_FROM ? "addTo" : "removeFrom"](map);
    if (zoom < STREETS_FROM) return;
    const view = map.getBounds();
    const wanted = areas.filter(({ slug, box: [west, south, east, north] }) =>
      !drawn.has(slug) && view.intersects([[south, west], [north, east]]));
    for (const { slug } of wanted) {
      drawn.add(slug);
      const { shapes } = await get(`${layersUrl}?n=${encodeURIComponent(slug)}`);
      for (const { look, name, geometry } of shapes) {
        const key = look + JSON.stringify(geometry.coordinates).slice(0, 80);
        if (seen.has(key)) continue;
        seen.add(key);
        for (const style of LOOKS[look] ?? []) lay(geometry, look, style);
        if (name && (look === "street" || look === "major")) label(L, name, middleOf(geometry), "road").addTo(names);
      }
    }
  }
  const safely = () => fill().catch((error) => console.warn(error));
  map.on("moveend zoomend", safely);
  await safely();
  return areas;
}

export function boundsOf(areas) {
  const [west, south, east, north] = areas.reduce(
    ([w, s, e, n], { box }) => [Math.min(w, box[0]), Math.min(s, box[1]), Math.max(e, box[2]), Math.max(n, box[3])],
    [180, 90, -180, -90],
  );
  return [[south, west], [north, east]];
}
