// What all pages share. Nothing here or in the other scripts makes markup of text: the policy of the pages forbids it.

/** Asks the station for something. Gives the object that it answers, and throws an Error with the station's own words and its status. */
export async function ask(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch {
    throw new Error("the station does not answer");
  }
  const answer = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.ok) return answer;
  const error = new Error(answer?.detail ?? `the station answered ${response.status}`);
  error.status = response.status;
  throw error;
}

/** The words of an error as a sentence. */
export function sentence(error) {
  const words = error.message;
  return words.charAt(0).toUpperCase() + words.slice(1) + (words.endsWith(".") ? "" : ".");
}

/** An element with text in it. */
export function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** Shows moments by the station's clock, as the station itself writes them. */
export function clock(zone) {
  const parts = { dateStyle: "short", timeStyle: "medium" };
  let format;
  try {
    format = new Intl.DateTimeFormat("sv-SE", { ...parts, timeZone: zone });
  } catch {
    format = new Intl.DateTimeFormat("sv-SE", parts);
  }
  return (date) => {
    const made = element("time", format.format(new Date(date)));
    made.dateTime = date;
    return made;
  };
}

document.getElementById("sign-out")?.addEventListener("click", async () => {
  try {
    await ask("DELETE", "/api/v1/session");
  } finally {
    location.assign("/");
  }
});
