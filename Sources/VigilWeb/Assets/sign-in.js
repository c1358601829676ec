// Signs in, and loads what was asked for: the page has the address of that already.
import { ask, sentence } from "/page/page.js";

const form = document.getElementById("sign-in");
const complaint = document.getElementById("complaint");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  const { name, password } = Object.fromEntries(new FormData(form));
  complaint.textContent = "";
  button.disabled = true;
  try {
    await ask("POST", "/api/v1/session", { name, password });
    location.reload();
  } catch (error) {
    complaint.textContent = sentence(error);
    button.disabled = false;
    document.getElementById("password").select();
  }
});
