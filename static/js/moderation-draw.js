// Draw parts on a photo with a pointer; the numbers in the form are what is sent.
const root = document.querySelector("[data-draw]");
const rows = [...document.querySelectorAll("[data-draw-row]")].map((row) => [...row.querySelectorAll("input")]);
const SVG = "http://www.w3.org/2000/svg";
const svg = document.createElementNS(SVG, "svg");
svg.setAttribute("viewBox", "0 0 100 100");
svg.setAttribute("preserveAspectRatio", "none");
svg.setAttribute("aria-hidden", "true");
root.append(svg);
document.querySelector("[data-draw-hint]").hidden = false;

const numbers = (row) => row.map(({ value }) => Number(value) || 0);
const isEmpty = (row) => row.every(({ value }) => value === "");

function redraw() {
  svg.replaceChildren(...rows.filter((row) => !isEmpty(row)).map((row) => {
    const rect = document.createElementNS(SVG, "rect");
    const [x, y, width, height] = numbers(row);
    Object.entries({ x, y, width, height }).forEach(([name, value]) => rect.setAttribute(name, value));
    return rect;
  }));
}

function at(event) {
  const box = svg.getBoundingClientRect();
  const inside = (part, whole) => Math.min(Math.max((100 * part) / whole, 0), 100);
  return [inside(event.clientX - box.left, box.width), inside(event.clientY - box.top, box.height)];
}

let drawn = null;
svg.addEventListener("pointerdown", (event) => {
  const row = rows.find(isEmpty);
  if (!row) return;
  event.preventDefault();
  svg.setPointerCapture(event.pointerId);
  drawn = { row, from: at(event) };
});
svg.addEventListener("pointermove", (event) => {
  if (!drawn) return;
  const [[x0, y0], [x1, y1]] = [drawn.from, at(event)];
  [Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0)].forEach((value, side) => { drawn.row[side].value = value.toFixed(1); });
  redraw();
});
svg.addEventListener("pointerup", () => { drawn = null; });
rows.flat().forEach((input) => input.addEventListener("input", redraw));
redraw();
