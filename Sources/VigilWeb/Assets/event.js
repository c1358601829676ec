// Acknowledges an event, keeps it, or no longer, says whether it was real, and goes to the one before or after, also by keys.
import { ask, clock, element, sentence } from "/page/page.js";

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

const acknowledge = document.getElementById("acknowledge");

/** Shows who has seen the event first; a label, or keeping it, says so too. */
function see({ acknowledgement }) {
  if (!acknowledgement || !acknowledge?.isConnected) return;
  const seen = document.getElementById("seen");
  const { by, at, means } = acknowledgement;
  const how = { label: " by a label", kept: " by keeping it" }[means] ?? "";
  seen.replaceChildren("Acknowledged by ", element("bdi", by), `${how}, `, clock(seen.dataset.zone)(at));
  // The button goes, and the focus stays where it was.
  const hadFocus = document.activeElement === acknowledge;
  acknowledge.remove();
  if (hadFocus) {
    seen.tabIndex = -1;
    seen.focus();
  }
}

acknowledge?.addEventListener("click", () => {
  const path = `/api/v1/events/${document.getElementById("seen").dataset.event}/acknowledged`;
  change("PUT", path, { acknowledged: true }, see);
});

const isPressed = (button) => button.getAttribute("aria-pressed") === "true";

keep?.addEventListener("click", () =>
  change("PUT", `/api/v1/events/${keep.dataset.event}/kept`, { kept: !isPressed(keep) }, (event) => {
    keep.setAttribute("aria-pressed", event.kept);
    document.getElementById("kept").textContent = event.kept ? keep.dataset.kept : keep.dataset.other;
    see(event);
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
    if (acknowledge?.isConnected) change("GET", `/api/v1/events/${review.dataset.event}`, undefined, see);
  });
});

const listen = document.getElementById("listen");

// The choice is kept where the browser allows it.
try {
  listen.checked = localStorage.getItem("keys") !== "off";
  listen.addEventListener("change", () => localStorage.setItem("keys", listen.checked ? "on" : "off"));
} catch {
  listen.checked = true;
}
listen.disabled = false;

const keys = {
  n: () => document.querySelector(".trail [rel=next]"),
  p: () => document.querySelector(".trail [rel=prev]"),
  a: () => document.getElementById("acknowledge"),
  r: () => review?.querySelector("[data-verdict=real]"),
  f: () => review?.querySelector("[data-verdict=false]"),
  u: () => review?.querySelector("[data-verdict=unsure]"),
};

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input:not([type=checkbox]), select, textarea");
  if (!listen.checked || isTyping || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  if (Object.hasOwn(keys, event.key)) keys[event.key]()?.click();
});
