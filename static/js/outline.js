// The first-run page's map: it writes corners into the field above, and shows those typed there.
// The field is the question; without script, or with a file, the map is not needed.
// There is no ground to draw yet: lines of latitude and longitude with their numbers show where one is.
const STEPS = [20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const LINES = 3;

function drawGrid(map, color) {
  const grid = L.layerGroup().addTo(map);
  const number = (at, text) => {
    const icon = L.divIcon({ className: "ui-maplabel", html: text, iconSize: [60, 14] });
    L.marker(at, { icon, interactive: false, keyboard: false }).addTo(grid);
  };
  const draw = () => {
    grid.clearLayers();
    const view = map.getBounds();
    const [west, east, south, north] = [view.getWest(), view.getEast(), view.getSouth(), view.getNorth()];
    const step = STEPS.findLast((one) => Math.min(east - west, north - south) / one <= LINES) ?? STEPS[0];
    const places = Math.max(0, Math.ceil(-Math.log10(step)));
    const along = (from, to) => {
      const first = Math.ceil(from / step);
      return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) => (first + i) * step);
    };
    const look = { color, weight: 1, interactive: false };
    for (const lat of along(south, north)) {
      L.polyline([[lat, west], [lat, east]], look).addTo(grid);
      number([lat, east - (east - west) / 12], lat.toFixed(places));
    }
    for (const lon of along(west, east)) {
      L.polyline([[south, lon], [north, lon]], look).addTo(grid);
      number([north - (north - south) / 24, lon], lon.toFixed(places));
    }
  };
  map.on("moveend", draw);
}

const root = document.querySelector("[data-outline]");
const field = document.getElementById("id_corners");

if (root && field) {
  const canvas = root.querySelector("[data-map]");
  const status = root.querySelector("[data-status]");
  const map = L.map(canvas, { preferCanvas: true, attributionControl: false, zoomControl: false });
  L.control.zoom({ zoomInTitle: root.dataset.zoomIn, zoomOutTitle: root.dataset.zoomOut }).addTo(map);
  const style = getComputedStyle(document.documentElement);
  const ink = style.getPropertyValue("--ui-brand").trim();
  const outline = L.polygon([], { color: ink, weight: 3 }).addTo(map);
  const dots = L.layerGroup().addTo(map);
  let corners = [];
  L.control.scale().addTo(map);
  drawGrid(map, style.getPropertyValue("--ui-line-strong").trim());

  const read = () =>
    field.value
      .split("\n")
      .map((line) => (line.match(/[-+]?\d+(\.\d+)?/g) || []).map(Number))
      .filter((pair) => pair.length === 2 && Math.abs(pair[0]) <= 90 && Math.abs(pair[1]) <= 180);
  const draw = () => {
    outline.setLatLngs(corners);
    dots.clearLayers();
    corners.forEach((at) => L.circleMarker(at, { radius: 6, color: ink, fillOpacity: 1 }).addTo(dots));
  };
  const keep = (changed) => {
    corners = changed;
    field.value = corners.map(([lat, lon]) => `${lat.toFixed(5)}, ${lon.toFixed(5)}`).join("\n");
    status.textContent = `${root.dataset.saidCorners} ${corners.length}`;
    draw();
  };
  const mark = ({ lat, lng }) => keep([...corners, [lat, lng]]);

  corners = read();
  draw();
  if (corners.length > 1) map.fitBounds(outline.getBounds());
  else map.setView(corners[0] || [40, -95], corners.length ? 13 : 4);

  map.on("click", (event) => mark(event.latlng));
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === canvas) {
      event.preventDefault();
      mark(map.getCenter());
    }
  });
  field.addEventListener("change", () => {
    corners = read();
    draw();
    if (corners.length) map.fitBounds(L.latLngBounds(corners).pad(0.3), { maxZoom: 14 });
  });
  root.querySelector("[data-undo]").addEventListener("click", () => keep(corners.slice(0, -1)));
  root.querySelector("[data-clear]").addEventListener("click", () => keep([]));
  root.querySelector("[data-square]").addEventListener("click", () => {
    const { lat, lng } = map.getCenter();
    const box = L.latLng(lat, lng).toBounds(4000);
    const [south, west, north, east] = [box.getSouth(), box.getWest(), box.getNorth(), box.getEast()];
    keep([[south, west], [south, east], [north, east], [north, west]]);
    map.fitBounds(box.pad(0.2));
  });
  root.querySelector("[data-here]").addEventListener("click", () => {
    const failed = () => { status.textContent = root.dataset.saidNowhere; };
    if (!navigator.geolocation) { failed(); return; }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => map.setView([coords.latitude, coords.longitude], 14),
      failed,
    );
  });
}
