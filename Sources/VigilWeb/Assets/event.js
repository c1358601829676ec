// Keeps an event, or no longer, and says whether it was real.
import { ask, sentence } from "/page/page.js";

const keep = document.getElementById("keep");
const review = document.getElementById("review");
const complaint = document.getElementById("complaint");

/** Asks the station for something, and says so if it refuses. */
async function change(method, path, body, take) {
  complaint.textContent = "";
  try {
    take(await ask(method, path, body));
  } catch (error) {
    if (error.status === 401) location.reload();
    complaint.textContent = sentence(error);
  }
}

const isPressed = (button) => button.getAttribute("aria-pressed") === "true";

keep?.addEventListener("click", () =>
  change("PUT", `/api/v1/events/${keep.dataset.event}/kept`, { kept: !isPressed(keep) }, ({ kept }) => {
    keep.setAttribute("aria-pressed", kept);
    document.getElementById("kept").textContent = kept ? keep.dataset.kept : keep.dataset.other;
  }),
);

review?.addEventListener("click", ({ target }) => {
  const { verdict } = target.dataset;
  if (!verdict) return;
  const [method, body, chosen] = isPressed(target) ? ["DELETE", undefined, ""] : ["PUT", { verdict }, verdict];
  change(method, `/api/v1/events/${review.dataset.event}/label`, body, () => {
    for (const button of review.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", button.dataset.verdict === chosen);
    }
  });
});
