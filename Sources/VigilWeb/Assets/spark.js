// The scores of the last minutes as a small curve.

/** Milliseconds that it shows. */
export const span = 300_000;
/** Scores that are further apart than this, in milliseconds, are not joined: the camera was away. */
const gap = 15_000;
/** The most scores that are held. */
const most = 2000;
const [width, height] = [300, 64];

export class Spark {
  #points = [];
  #line;
  #limit;

  constructor(svg) {
    const path = (name) => {
      const made = document.createElementNS("http://www.w3.org/2000/svg", "path");
      made.setAttribute("class", name);
      svg.append(made);
      return made;
    };
    this.#limit = path("limit");
    this.#line = path("line");
  }

  /** Adds the newest score, at a moment in milliseconds. */
  add(time, score) {
    const last = this.#points.at(-1);
    if (last && time <= last.time) return;
    this.#points.push({ time, score });
    if (this.#points.length > most) this.#points.shift();
  }

  /** Takes what the station has stored, and goes on with what came since. */
  fill(stored) {
    const end = stored.at(-1)?.time ?? -Infinity;
    this.#points = [...stored, ...this.#points.filter((point) => point.time > end)].slice(-most);
  }

  /** Draws what was until now, and the threshold; of the scores those up to `last` alone, if it is given. */
  draw(now, limit, last = Infinity) {
    const x = (time) => ((time - now + span) / span) * width;
    const y = (score) => height - 2 - Math.min(1, Math.max(0, score)) * (height - 4);
    const start = now - span - gap;
    this.#points = this.#points.filter((point) => point.time > start);
    let text = "";
    let before = -Infinity;
    for (const { time, score } of this.#points) {
      if (time > last) break;
      text += `${time - before > gap ? "M" : "L"}${x(time).toFixed(1)} ${y(score).toFixed(1)}`;
      before = time;
    }
    this.#line.setAttribute("d", text);
    this.#limit.setAttribute("d", limit === null ? "" : `M0 ${y(limit).toFixed(1)}H${width}`);
  }
}
