// What a camera shows: video where the browser plays it, else single pictures and the reason.
import { Player } from "/page/player.js";

/** A picture that is older than this, in seconds, is told with its age. */
const fresh = 3;
/** Of so many pictures the one that came through fastest says what the time is at the camera. */
const samples = 128;
/** For so long it is told that pictures were left out, in milliseconds. */
const told = 10_000;

const seconds = () => performance.now() / 1000;

export class Screen {
  #root;
  #video;
  #canvas;
  #note;
  #player = null;
  #wantPictures;
  #shown;
  #reason = "";
  #delays = [];
  #dates = null;
  #moment = null;
  #droppedUntil = 0;
  #isDrawing = false;

  /** `wantPictures` is called when single pictures are needed in place of video, and `shown` after each picture. */
  constructor(root, { wantPictures, shown }) {
    this.#root = root;
    this.#video = root.querySelector("video");
    this.#canvas = root.querySelector("canvas");
    this.#note = root.querySelector("figcaption");
    this.#wantPictures = wantPictures;
    this.#shown = shown;
  }

  /** The media time of the picture that is shown, in seconds; null while there is none. */
  get moment() {
    return this.#moment;
  }

  /** When that picture came to the station, in milliseconds by its clock. */
  get date() {
    return this.#moment === null ? null : this.#dates.date + 1000 * (this.#moment - this.#dates.time);
  }

  beginning(beginning) {
    this.#forgetTimes();
    if (!Player.plays(beginning.mediaType)) {
      const type = beginning.mediaType?.match(/"(.+)"/)?.[1];
      return this.#refuse(`This browser does not play its video${type ? ` (${type})` : ""}: single pictures.`);
    }
    this.#reason = "";
    this.#player ??= new Player(this.#video, {
      moved: (moment) => this.#moved(moment, this.#video),
      failed: () => this.#refuse("This browser cannot play its video: single pictures."),
    });
    // What is not shown is not played.
    this.#reveal(this.#video);
    this.#player.begin(beginning);
  }

  fragment(fragment) {
    this.#heard(fragment);
    this.#player?.add(fragment);
  }

  async picture(picture) {
    // One at a time: those that come meanwhile are not needed.
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    try {
      const bitmap = await createImageBitmap(new Blob([picture.bytes], { type: "image/jpeg" }));
      if (this.#dates && picture.time < this.#dates.time - 1) this.#forgetTimes();
      this.#heard(picture);
      this.#canvas.width = bitmap.width;
      this.#canvas.height = bitmap.height;
      this.#canvas.getContext("2d").drawImage(bitmap, 0, 0);
      bitmap.close();
      this.#moved(picture.time, this.#canvas);
    } catch {
      // The next one may be whole.
    } finally {
      this.#isDrawing = false;
    }
  }

  /** Single pictures come, and why. */
  instead(reason) {
    this.#player?.close();
    if (!this.#reason) this.#reason = `Single pictures: ${reason}.`;
    this.tell();
  }

  dropped() {
    this.#player?.skip();
    this.#droppedUntil = performance.now() + told;
  }

  /** The stream is lost: the last picture stays, and the next stream begins anew. */
  lost() {
    this.#player?.forget();
  }

  /** Says how old the picture is, and what keeps it from being video. */
  tell() {
    const age = this.#moment === null ? 0 : seconds() - this.#moment - Math.min(...this.#delays);
    const isOld = age > fresh;
    this.#root.classList.toggle("old", isOld);
    const words = [
      isOld ? `Picture from ${Math.floor(age)} s ago.` : "",
      this.#reason,
      performance.now() < this.#droppedUntil ? "The connection is slow: pictures are left out." : "",
    ].filter((text) => text).join(" ");
    if (this.#note.textContent !== words) this.#note.textContent = words;
  }

  #refuse(reason) {
    this.#player?.close();
    this.#reason = reason;
    this.#wantPictures();
  }

  #forgetTimes() {
    [this.#delays, this.#dates, this.#moment] = [[], null, null];
  }

  #heard({ time, date }) {
    this.#dates = { time, date };
    this.#delays.push(seconds() - time);
    if (this.#delays.length > samples) this.#delays.shift();
  }

  #moved(moment, element) {
    if (this.#dates === null) return;
    this.#moment = moment;
    this.#reveal(element);
    this.tell();
    this.#shown();
  }

  #reveal(element) {
    this.#root.hidden = false;
    for (const other of [this.#video, this.#canvas]) other.hidden = other !== element;
  }
}
