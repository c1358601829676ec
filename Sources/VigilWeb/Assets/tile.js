// One camera on the page of all.
import { element } from "/page/page.js";
import { Spark } from "/page/spark.js";

/** A score that is older than this, in milliseconds, is told with its age. */
const fresh = 3000;

const number = (text) => (text === "" ? null : Number(text));

/** Seconds in a few words, as the station writes them. */
function age(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

export class Tile {
  #root;
  #spark;
  #camera;
  /** When the newest score was made, by the clock of this page: two machines' clocks need not agree. */
  #scored = -Infinity;
  #told = "";

  /** Goes on from what the station wrote into the page at a moment. */
  constructor(root, pageDate) {
    const { camera, state, scored, score, alarm, review } = root.dataset;
    this.#root = root;
    this.#spark = new Spark(root.querySelector(".spark"));
    this.#camera = {
      name: camera,
      state,
      score: number(score),
      scoreDate: scored,
      alarmThreshold: number(alarm),
      reviewThreshold: number(review),
    };
    if (scored) this.#scored = performance.now() - Math.max(0, pageDate - Date.parse(scored));
    this.#told = this.#look().name;
  }

  get name() {
    return this.#camera.name;
  }

  /** Takes what the station says of the camera now. */
  update(camera) {
    if (camera.scoreDate && camera.scoreDate !== this.#camera.scoreDate) {
      const time = Date.parse(camera.scoreDate);
      if (time > Date.parse(this.#camera.scoreDate) || !this.#camera.scoreDate) this.#scored = performance.now();
      if (camera.score !== undefined) this.#spark.add(time, camera.score);
    }
    this.#camera = camera;
    this.#root.querySelector(".state").textContent = camera.state;
    const remarks = [camera.reason, ...camera.quiet, ...Object.values(camera.health)].filter((text) => text);
    const list = this.#root.querySelector(".remarks");
    // What has not changed is left alone: it may be read aloud at this moment.
    if ([...list.children].map((item) => item.textContent).join("\n") !== remarks.join("\n")) {
      list.replaceChildren(...remarks.map((text) => element("li", text)));
    }
  }

  /** Takes the scores that the station has stored. */
  fill(scores) {
    this.#spark.fill(
      scores
        .filter((span) => span.high !== undefined)
        .map((span) => ({ time: Date.parse(span.start), score: span.high })),
    );
  }

  /** Takes the newest event. */
  event(event, time) {
    let line = this.#root.querySelector(".last");
    const shown = line.querySelector("time")?.dateTime;
    if (shown && Date.parse(shown) > Date.parse(event.start)) return;
    const link = element("a");
    const words = element("span", event.severity === "alarm" ? "Alarm" : "Review");
    words.append(event.state === "open" ? ", goes on since " : " ", time(event.start));
    link.href = `/events/${event.id}`;
    const picture = line.querySelector(`a[href="${link.getAttribute("href")}"] img`);
    link.append(...(picture ? [picture] : []), words);
    line.replaceChildren(link);
  }

  /** Shows the score, and how old it is. Gives what is worth saying aloud, or nothing. */
  show(stationTime) {
    const look = this.#look();
    this.#root.className = `camera ${look.name}`;
    const set = (selector, text) => {
      const found = this.#root.querySelector(selector);
      if (found.textContent !== text) found.textContent = text;
    };
    const { score, alarmThreshold } = this.#camera;
    set(".score", typeof score === "number" ? score.toFixed(2) : "–");
    set(".verdict", look.verdict);
    set(".age", look.age === undefined ? "" : `last score ${age(look.age)} ago`);
    this.#spark.draw(stationTime, alarmThreshold ?? null);
    const before = this.#told;
    this.#told = look.name;
    return before !== look.name && [before, look.name].includes("alarm") ? `${this.name}: ${look.verdict}` : "";
  }

  #look() {
    const { state, score, alarmThreshold, reviewThreshold } = this.#camera;
    if (state === "off") return { name: "off", verdict: "off" };
    const old = performance.now() - this.#scored;
    if (typeof score !== "number" || !(old <= fresh)) {
      return Number.isFinite(old)
        ? { name: "stale", verdict: "no new score", age: old }
        : { name: "stale", verdict: "no score yet" };
    }
    const above = (limit) => typeof limit === "number" && score >= limit;
    if (above(alarmThreshold)) return { name: "alarm", verdict: "above the alarm threshold" };
    if (above(reviewThreshold)) return { name: "review", verdict: "above the review threshold" };
    return { name: "calm", verdict: "below the thresholds" };
  }
}
