// All cameras: follows the station's stream of updates for as long as somebody looks, and begins again after every break.
import { Live } from "/page/live.js";
import { ask, clock, element } from "/page/page.js";
import { Tile } from "/page/tile.js";
import { span } from "/page/spark.js";

const list = document.getElementById("cameras");
const connection = document.getElementById("connection");
const said = document.getElementById("said");
const pageDate = Date.parse(list.dataset.now);
/** What the station's clock is ahead of this machine's, in milliseconds. */
const ahead = pageDate - Date.now();
const time = clock(list.dataset.zone);
const tiles = new Map(
  [...document.querySelectorAll("[data-camera]")].map((root) => [root.dataset.camera, new Tile(root, pageDate)]),
);
/** Milliseconds before a connection that was refused is tried again: the first, and the longest. */
const [firstDelay, longestDelay] = [2000, 30_000];

/** What is told of a camera, beside its pictures or without them. */
function take(camera) {
  const tile = tiles.get(camera.name);
  if (!tile) return location.reload();
  tile.update(camera);
  show();
}

const live = new Live(tiles, take);
let stream = null;
let delay = firstDelay;
let timer = null;

function show() {
  const now = Date.now() + ahead;
  for (const tile of tiles.values()) {
    const words = tile.show(now);
    if (words) said.textContent = words;
  }
}

function notice({ id, camera, message, start, end }) {
  const section = document.getElementById("notices");
  const rows = section.querySelector("ul");
  rows.querySelector(`[data-notice="${Number(id)}"]`)?.remove();
  if (!end) {
    const row = element("li");
    const since = element("span", " since ", "note");
    row.dataset.notice = id;
    since.append(time(start));
    row.append(element("bdi", camera ?? "station"), ": ", element("bdi", message), since);
    rows.prepend(row);
  }
  section.hidden = rows.children.length === 0;
}

/** Reads what may have been missed. */
async function refresh() {
  try {
    const { cameras } = await ask("GET", "/api/v1/cameras");
    if (cameras.length !== tiles.size || !cameras.every(({ name }) => tiles.has(name))) return location.reload();
    const { notices } = await ask("GET", "/api/v1/notices?open=true");
    document.querySelector("#notices ul").replaceChildren();
    document.getElementById("notices").hidden = true;
    for (const one of notices.reverse()) notice(one);
    const from = encodeURIComponent(new Date(Date.now() + ahead - span).toISOString());
    for (const tile of tiles.values()) {
      const path = `/api/v1/cameras/${encodeURIComponent(tile.name)}/scores?limit=300&from=${from}`;
      tile.fill((await ask("GET", path)).scores);
    }
    show();
  } catch {
    // The stream breaks as well, and says so.
  }
}

function follow() {
  leave();
  live.open();
  const opened = new EventSource("/api/v1/stream");
  stream = opened;
  const on = (name, take) => opened.addEventListener(name, (message) => take(JSON.parse(message.data)));
  opened.addEventListener("open", () => {
    connection.textContent = "";
    delay = firstDelay;
    refresh();
  });
  on("camera", take);
  on("event", (event) => tiles.get(event.camera)?.event(event, time));
  on("notice", notice);
  on("dropped", refresh);
  opened.addEventListener("error", async () => {
    connection.textContent = "The connection to the station is lost; it is tried again.";
    // The browser itself tries again where nothing answers, but not where it is refused.
    if (opened.readyState !== EventSource.CLOSED) return;
    timer = setTimeout(follow, delay);
    delay = Math.min(2 * delay, longestDelay);
    try {
      await ask("GET", "/api/v1/session");
    } catch (error) {
      if (error.status === 401) location.reload();
    }
  });
}

function leave() {
  clearTimeout(timer);
  stream?.close();
  stream = null;
  live.close();
}

// Streams are few, and a browser has six connections to a station: a page that nobody sees needs none.
document.addEventListener("visibilitychange", () => (document.hidden ? leave() : follow()));
window.addEventListener("pagehide", leave);
window.addEventListener("pageshow", (event) => event.persisted && follow());
setInterval(show, 1000);
show();
if (!document.hidden) follow();
