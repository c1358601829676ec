// One camera on the page of all.
import { element } from "/page/page.js";
import { Spark } from "/page/spark.js";

/** A score that is older than this, in milliseconds, is told with its age. */
const fresh = 3000;

/** The most scores that wait for their pictures. */
const most = 64;

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
  /** Scores with the media times of their snippets, the newest last. */
  #timed = [];
  /** The one that was shown last. */
  #shown = null;
  /** What the camera shows; null on a page without live pictures. */
  screen = null;

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

  /** Where its pictures are shown. */
  get screenRoot() {
    return this.#root.querySelector(".screen");
  }

  /** Another picture is shown: its score may be another one, too. */
  pictureShown() {
    if (this.#scoreShown() !== this.#shown) this.show(this.screen.date);
  }

  /** Takes what the station says of the camera now. */
  update(camera) {
    if (camera.scoreDate && camera.scoreDate !== this.#camera.scoreDate) {
      const time = Date.parse(camera.scoreDate);
      if (time > Date.parse(this.#camera.scoreDate) || !this.#camera.scoreDate) this.#scored = performance.now();
      if (camera.score !== undefined) this.#spark.add(time, camera.score);
      if (camera.scoreStart !== undefined) this.#remember(camera, time);
    }
    this.#camera = camera;
    this.#root.querySelector(".state").textContent = camera.state;
    const all = [camera.reason, ...camera.quiet, ...Object.values(camera.health)].filter((text) => text);
    // Each once: that a camera is lost is a state and a notice.
    const remarks = [...new Set(all)];
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
    this.#shown = this.#scoreShown();
    const look = this.#look();
    this.#root.className = `camera ${look.name}`;
    const set = (selector, text) => {
      const found = this.#root.querySelector(selector);
      if (found.textContent !== text) found.textContent = text;
    };
    const { alarmThreshold } = this.#camera;
    const score = this.#score;
    set(".score", typeof score === "number" ? score.toFixed(2) : "–");
    set(".verdict", look.verdict);
    set(".age", look.age === undefined ? "" : `last score ${age(look.age)} ago`);
    // The curve ends with the picture that is shown, which is a little behind the newest score.
    this.#spark.draw(this.#shown ? this.screen.date : stationTime, alarmThreshold ?? null, this.#shown?.date);
    this.screen?.tell();
    const before = this.#told;
    this.#told = look.name;
    return before !== look.name && [before, look.name].includes("alarm") ? `${this.name}: ${look.verdict}` : "";
  }

  #remember({ scoreStart, score }, date) {
    // Times that go back are those of another timeline.
    if (scoreStart <= this.#timed.at(-1)?.start) this.#timed = [];
    this.#timed.push({ start: scoreStart, score, date });
    if (this.#timed.length > most) this.#timed.shift();
  }

  /** The newest score whose snippet has begun in the picture that is shown; null without a picture. */
  #scoreShown() {
    const moment = this.screen?.moment ?? null;
    return moment === null ? null : (this.#timed.findLast(({ start }) => start <= moment) ?? null);
  }

  get #score() {
    return this.#shown ? this.#shown.score : this.#camera.score;
  }

  #look() {
    const { state, alarmThreshold, reviewThreshold } = this.#camera;
    const score = this.#score;
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
