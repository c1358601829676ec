/// Scripts that look for what keeps people from using a page, after the rules of WCAG 2.2 and of axe.
enum PageChecks {
  /// Texts that are hard to read, as WCAG 2.1 has it: less than 4.5 between the brightness of letters and of what is behind them.
  static let faint = """
    (() => {
      const numbers = (text) => text.match(/[0-9.]+/g).map(Number);
      const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
        .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, index) => sum + c * [0.2126, 0.7152, 0.0722][index], 0);
      const behind = (element) => {
        for (let at = element; at; at = at.parentElement) {
          const color = numbers(getComputedStyle(at).backgroundColor);
          if (color[3] === undefined || color[3] === 1) return color;
        }
        return [255, 255, 255];
      };
      const found = [];
      let seen = 0;
      for (const element of document.querySelectorAll("body *")) {
        const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        if (!own || element.closest("noscript, script, defs") || !element.checkVisibility({ opacityProperty: true })) continue;
        const style = getComputedStyle(element);
        const [a, b] = [light(numbers(element instanceof SVGElement ? style.fill : style.color)), light(behind(element))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        seen += 1;
        if (ratio < 4.5) found.push(`${element.tagName} "${element.textContent}" ${ratio.toFixed(2)}`);
      }
      return { found, seen };
    })()
    """

  /// What else stands in the way, a line each: structure that screen readers go by, names that lead nowhere, controls inside others, small
  /// to hit (less than 24 pixels) or without an edge that can be seen (less than 3 between its brightness and that of what is around).
  static let flaws = """
    (() => {
      const found = [];
      const say = (rule, element) => found.push(`${rule}: ${element.outerHTML.slice(0, 120)}`);
      const all = (selector) => [...document.querySelectorAll(selector)];
      const numbers = (text) => text.match(/[0-9.]+/g).map(Number);
      const light = (color) => numbers(color).slice(0, 3).map((c) => c / 255)
        .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, index) => sum + c * [0.2126, 0.7152, 0.0722][index], 0);
      if (!document.documentElement.lang || !document.title) say("no language or title", document.documentElement);
      for (const one of ["main", "h1"]) if (all(one).length !== 1) say(`${all(one).length} times ${one}`, document.body);
      const ids = all("[id]").map((element) => element.id);
      for (const element of all("[id]")) {
        if (ids.indexOf(element.id) !== ids.lastIndexOf(element.id)) say("an id twice", element);
      }
      for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "for"]) {
        for (const element of all(`[${name}]`)) {
          if (!element.getAttribute(name).split(" ").every((id) => ids.includes(id))) say(`${name} leads nowhere`, element);
        }
      }
      let level = 1;
      for (const heading of all("h1,h2,h3,h4,h5,h6").filter((element) => element.checkVisibility())) {
        const next = Number(heading.tagName[1]);
        if (next > level + 1) say("a level of headings is left out", heading);
        level = next;
      }
      for (const image of all("img:not([alt])")) say("a picture without words", image);
      for (const chart of all("svg[role]:not([aria-label]):not([aria-labelledby])")) say("a chart without words", chart);
      for (const cell of all("th:not([scope])")) say("a heading of nothing", cell);
      for (const list of all("ul,ol")) {
        if (![...list.children].every((child) => child.tagName === "LI")) say("a list of something else", list);
      }
      for (const inner of all("a a, a button, button a, button button, label a")) say("one control in another", inner);
      for (const element of all("[tabindex]")) if (element.tabIndex > 0) say("an order of its own", element);
      for (const control of all("button,select,input,summary").filter((element) => element.checkVisibility())) {
        const { width, height } = control.getBoundingClientRect();
        if (width < 24 && control.type !== "checkbox" || height < 24 && control.type !== "checkbox") say(`${width} x ${height} is small to hit`, control);
        if (control.tagName === "SUMMARY" || control.type === "checkbox" || control.disabled) continue;
        let behind = control.parentElement;
        while (behind && /, 0\\)$/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
        const edges = ["borderTopColor", "backgroundColor"].map((name) => getComputedStyle(control)[name]);
        const around = light(getComputedStyle(behind ?? document.body).backgroundColor);
        const ratios = edges.map((edge) => light(edge)).map((a) => (Math.max(a, around) + 0.05) / (Math.min(a, around) + 0.05));
        if (Math.max(...ratios) < 3) say(`an edge of ${Math.max(...ratios).toFixed(2)}`, control);
      }
      return found;
    })()
    """
}
