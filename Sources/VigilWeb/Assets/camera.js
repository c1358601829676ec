// Marks what was missed: a span that is drawn over the timeline, or typed.
import { ask, sentence } from "/page/page.js";

const missed = document.getElementById("missed");
const scores = document.getElementById("scores");
const complaint = document.getElementById("complaint");

/** Asks the station for something and shows the page as it is then, or why it refuses. */
async function change(method, path, body) {
  complaint.textContent = "";
  try {
    await ask(method, path, body);
    location.replace(missed.dataset.address);
  } catch (error) {
    if (error.status === 401) location.reload();
    complaint.textContent = sentence(error);
  }
}

const mark = document.getElementById("mark");
mark?.addEventListener("click", () =>
  change("POST", `/api/v1/cameras/${encodeURIComponent(missed.dataset.camera)}/missed`, {
    from: mark.dataset.from,
    to: mark.dataset.to,
  }),
);

missed?.addEventListener("click", ({ target }) => {
  if (target.dataset.undo) change("DELETE", `/api/v1/labels/${target.dataset.undo}`);
});

/** Lets a span be drawn over a chart. */
function watch(chart) {
  const plot = chart.querySelector("clipPath rect");
  const [left, width] = ["x", "width"].map((name) => Number(plot.getAttribute(name)));
  const [begin, end] = [scores.dataset.begin, scores.dataset.end].map(Date.parse);
  const chosen = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  chosen.setAttribute("class", "chosen");
  for (const name of ["y", "height"]) chosen.setAttribute(name, plot.getAttribute(name));
  let from = null;

  // Where a pointer is, on the scale of the drawing.
  const column = ({ clientX }) => {
    const { left: edge, width: whole } = chart.getBoundingClientRect();
    const x = ((clientX - edge) / whole) * chart.viewBox.baseVal.width;
    return Math.min(Math.max(x, left), left + width);
  };
  const stop = () => {
    from = null;
    chosen.remove();
  };

  chart.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && !event.target.closest("a")) from = column(event);
  });
  chart.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const to = column(event);
    if (Math.abs(to - from) > 3 && !chosen.isConnected) {
      chart.append(chosen);
      chart.setPointerCapture(event.pointerId);
    }
    chosen.setAttribute("x", Math.min(from, to));
    chosen.setAttribute("width", Math.abs(to - from));
  });
  chart.addEventListener("pointercancel", stop);
  chart.addEventListener("pointerup", (event) => {
    if (chosen.isConnected) {
      const dates = [from, column(event)]
        .sort((a, b) => a - b)
        .map((x) => new Date(begin + ((x - left) / width) * (end - begin)).toISOString());
      const address = new URL(missed.dataset.address, location.href);
      address.searchParams.set("from", dates[0]);
      address.searchParams.set("until", dates[1]);
      address.hash = "missed";
      location.assign(address);
    }
    stop();
  });
}

if (document.querySelector("#missed form")) scores.querySelectorAll("svg.chart").forEach(watch);
