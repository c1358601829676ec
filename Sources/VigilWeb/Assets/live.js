// Follows what cameras show: one answer that carries all of them, begun again after every break.
import { kinds, records } from "/page/records.js";
import { Screen } from "/page/screen.js";

/** Milliseconds before a stream that broke is begun again: the first, and the longest. */
const [firstDelay, longestDelay] = [1000, 30_000];
/** The station gives a sign of life each 15 seconds: without one for so many milliseconds, the stream is lost. */
const silence = 40_000;

export class Live {
  #screens;
  #onCamera;
  /** The cameras of which single pictures are wanted. */
  #pictures = new Set();
  #abort = null;
  #timer = null;
  #delay = firstDelay;

  /** Takes the tiles by the names of their cameras. `onCamera` is told how they are, with the records of their pictures. */
  constructor(tiles, onCamera) {
    this.#onCamera = onCamera;
    this.#screens = new Map(
      [...tiles].map(([name, tile]) => {
        const wantPictures = () => {
          if (this.#pictures.has(name)) return;
          this.#pictures.add(name);
          // Other cameras may say the same at once.
          this.#again(200);
        };
        const screen = new Screen(tile.screenRoot, { wantPictures, shown: () => tile.pictureShown() });
        tile.screen = screen;
        return [name, screen];
      }),
    );
  }

  /** Begins, if it has not begun. */
  open() {
    if (this.#abort || this.#screens.size === 0) return;
    clearTimeout(this.#timer);
    const abort = new AbortController();
    this.#abort = abort;
    this.#read(abort).catch(() => {}).finally(() => {
      if (this.#abort !== abort) return;
      this.#again(this.#delay);
      this.#delay = Math.min(2 * this.#delay, longestDelay);
    });
  }

  /** Ends it, until it is opened again. */
  close() {
    clearTimeout(this.#timer);
    const abort = this.#abort;
    this.#abort = null;
    abort?.abort();
    for (const screen of this.#screens.values()) screen.lost();
  }

  #again(delay) {
    this.close();
    this.#timer = setTimeout(() => this.open(), delay);
  }

  async #read(abort) {
    let watchdog = null;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => abort.abort(), silence);
    };
    alive();
    try {
      // All cameras, as the page shows them.
      const query = [...this.#pictures].map((name) => `pictures=${encodeURIComponent(name)}`).join("&");
      const response = await fetch(`/api/v1/live${query && `?${query}`}`, { signal: abort.signal });
      if (!response.ok) throw new Error(`the station answered ${response.status}`);
      let names = [];
      for await (const record of records(response.body)) {
        if (abort.signal.aborted) return;
        alive();
        this.#delay = firstDelay;
        if (record.kind === kinds.cameras) names = record.cameras;
        else this.#take(record, this.#screens.get(names[record.camera]));
      }
    } finally {
      clearTimeout(watchdog);
    }
  }

  #take(record, screen) {
    switch (record.kind) {
      case kinds.beginning: return screen?.beginning(record);
      case kinds.fragment: return screen?.fragment(record);
      case kinds.picture: return screen?.picture(record);
      case kinds.instead: return screen?.instead(record.reason);
      case kinds.dropped: return screen?.dropped();
      case kinds.ping: return;
      case kinds.camera: {
        // The number of its camera is in the way of nothing, but no part of how it is.
        const { kind, camera, ...state } = record;
        return this.#onCamera(state);
      }
    }
  }
}
