// Plays the video of one camera as it comes, near its end.

const Source = globalThis.MediaSource ?? globalThis.ManagedMediaSource;
/** How far behind the newest picture it plays, and from where on it jumps, in seconds. */
const [nearest, farthest] = [0.2, 3];
/** What was shown so long ago is removed, in seconds. */
const kept = 10;
/** The most fragments that wait to be taken. */
const most = 600;

export class Player {
  #video;
  #moved;
  #failed;
  #source = null;
  #buffer = null;
  #timeline = null;
  #mediaType = null;
  #waiting = [];
  #needsKey = true;
  #last = null;
  /** The distance of pictures, in seconds. */
  #step = 0.04;
  #url = null;

  /** `moved` is told the media time of each picture when it is shown, and `failed` that there are none. */
  constructor(video, { moved, failed }) {
    this.#video = video;
    this.#moved = moved;
    this.#failed = failed;
    video.addEventListener("error", () => this.#source && failed());
    if (video.requestVideoFrameCallback) {
      const shown = (_, { mediaTime }) => {
        if (this.#source) this.#moved(mediaTime);
        video.requestVideoFrameCallback(shown);
      };
      video.requestVideoFrameCallback(shown);
    } else {
      video.addEventListener("timeupdate", () => this.#source && this.#moved(video.currentTime));
    }
  }

  static plays(mediaType) {
    return Boolean(Source && mediaType && Source.isTypeSupported(mediaType));
  }

  /** Takes the beginning of a video; one of the same timeline goes on where the one before it ends. */
  begin({ mediaType, timeline, start, segment }) {
    if (timeline !== this.#timeline || mediaType !== this.#mediaType || !this.#source) this.#open(mediaType);
    this.#timeline = timeline;
    this.#needsKey = true;
    this.#waiting.push({ start, bytes: segment });
    this.#take();
  }

  /** Takes the next picture. */
  add({ isKey, time, bytes }) {
    if (!this.#source) return;
    if (this.#waiting.length > most) {
      // Nothing is taken, such as by a browser that saves power.
      this.#waiting = this.#waiting.filter((one) => one.start !== undefined).slice(-1);
      this.#needsKey = true;
    }
    if (this.#needsKey && !isKey) return;
    this.#needsKey = false;
    if (this.#last !== null && time > this.#last) this.#step += 0.1 * (Math.min(1, time - this.#last) - this.#step);
    this.#last = time;
    this.#waiting.push({ bytes });
    this.#take();
  }

  /** Pictures are missing before the next one from which it can go on. */
  skip() {
    this.#needsKey = true;
  }

  /** What comes next is of another timeline, whatever its number is. */
  forget() {
    this.#timeline = null;
    this.#needsKey = true;
  }

  close() {
    this.#source = this.#buffer = this.#timeline = this.#mediaType = this.#last = null;
    this.#waiting = [];
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = null;
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  #open(mediaType) {
    if (this.#source) this.close();
    const source = new Source();
    this.#source = source;
    this.#mediaType = mediaType;
    source.addEventListener("sourceopen", () => {
      if (this.#source !== source || this.#buffer) return;
      const buffer = source.addSourceBuffer(mediaType);
      buffer.addEventListener("updateend", () => {
        if (this.#buffer !== buffer) return;
        this.#follow();
        this.#take();
      });
      buffer.addEventListener("error", () => this.#buffer === buffer && this.#failed());
      this.#buffer = buffer;
      this.#take();
    });
    // Only where it is the sole one may a ManagedMediaSource be used, and only by this machine.
    this.#video.disableRemotePlayback = true;
    this.#url = URL.createObjectURL(source);
    this.#video.src = this.#url;
  }

  /** Hands over what waits, if nothing else is under way. */
  #take() {
    const buffer = this.#buffer;
    if (!buffer || buffer.updating || this.#source.readyState !== "open" || this.#waiting.length === 0) return;
    const first = this.#waiting.shift();
    let bytes = first.bytes;
    if (first.start !== undefined) {
      buffer.timestampOffset = first.start;
    } else {
      // What has piled up goes in one piece.
      const parts = [bytes];
      while (this.#waiting.length > 0 && this.#waiting[0].start === undefined) parts.push(this.#waiting.shift().bytes);
      if (parts.length > 1) bytes = joined(parts);
    }
    try {
      buffer.appendBuffer(bytes);
    } catch (error) {
      if (error.name !== "QuotaExceededError") return this.#failed();
      this.#needsKey = true;
      const { start } = range(buffer, 0);
      buffer.remove(start, Math.max(start + 1, this.#video.currentTime - 1));
    }
  }

  /** Stays near the newest picture. */
  #follow() {
    const [buffer, video] = [this.#buffer, this.#video];
    const count = buffer.buffered.length;
    if (count === 0) return;
    const { start, end } = range(buffer, count - 1);
    const goal = Math.max(nearest, 2.5 * this.#step);
    const behind = end - video.currentTime;
    if (video.currentTime < start || behind > farthest || behind < -1) {
      video.currentTime = Math.max(start, end - goal);
      video.playbackRate = 1;
    } else {
      const late = behind - goal;
      video.playbackRate = late > 0.15 ? Math.min(1.5, 1 + late) : late < -0.1 ? 0.95 : 1;
    }
    if (video.paused) video.play().catch(() => {});
    const oldest = range(buffer, 0).start;
    if (!buffer.updating && video.currentTime - oldest > 2 * kept) buffer.remove(0, video.currentTime - kept);
  }
}

const range = ({ buffered }, index) => ({ start: buffered.start(index), end: buffered.end(index) });

function joined(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}
