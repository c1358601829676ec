// Arms, disarms, snoozes and wakes: buttons and forms that ask the station for a change, and show the page as it is then.
import { ask, sentence } from "/page/page.js";

/** Asks for a change, and says so in the same part of the page if the station refuses. */
async function change(asked, method, path, body) {
  const complaint = asked.closest("section").querySelector(".complaint");
  complaint.textContent = "";
  try {
    await ask(method, path, body);
    location.reload();
  } catch (error) {
    if (error.status === 401) location.reload();
    complaint.textContent = sentence(error);
  }
}

for (const button of document.querySelectorAll("button[data-method]")) {
  const { method, path, body } = button.dataset;
  button.addEventListener("click", () => change(button, method, path, body ? JSON.parse(body) : undefined));
  button.disabled = false;
}

for (const form of document.querySelectorAll("form[data-snooze]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const path = form.elements.path?.value ?? form.dataset.snooze;
    change(form, "PUT", path, { minutes: form.elements.minutes.valueAsNumber });
  });
  form.querySelector("button").disabled = false;
}
