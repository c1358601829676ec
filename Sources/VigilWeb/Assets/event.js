// Keeps an event, or no longer.
import { ask, sentence } from "/page/page.js";

const button = document.getElementById("keep");
const complaint = document.getElementById("complaint");

button?.addEventListener("click", async () => {
  const wanted = button.getAttribute("aria-pressed") !== "true";
  complaint.textContent = "";
  try {
    const { kept } = await ask("PUT", `/api/v1/events/${button.dataset.event}/kept`, { kept: wanted });
    button.setAttribute("aria-pressed", kept);
    document.getElementById("kept").textContent = kept ? button.dataset.kept : button.dataset.other;
  } catch (error) {
    if (error.status === 401) location.reload();
    complaint.textContent = sentence(error);
  }
});
