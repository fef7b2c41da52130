/// What a page does: tables sort, pictures enlarge, points show their images.
enum PageScript {
  /// The script; without it a page shows the same as still pictures.
  static let text = #"""
    "use strict";
    document.documentElement.classList.remove("static");
    const data = JSON.parse(document.getElementById("data").textContent);

    // Tables: a heading sorts, and turns the order around when it is used again.
    const number = text => {
      const found = text.replace("−", "-").match(/^[+-]?[\d.,]*\d(e[+-]?\d+)?/i);
      return found ? parseFloat(found[0].replace(/,/g, "")) : NaN;
    };
    for (const head of document.querySelectorAll("thead")) {
      const cells = [...head.rows[0].cells];
      cells.forEach((cell, index) => cell.firstElementChild.addEventListener("click", () => {
        const order = cell.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        cells.forEach(other => other.setAttribute("aria-sort", "none"));
        cell.setAttribute("aria-sort", order > 0 ? "ascending" : "descending");
        const body = head.parentElement.tBodies[0];
        const text = row => (row.cells[index] || {}).textContent || "";
        [...body.rows].sort((left, right) => {
          const [a, b] = [text(left), text(right)], [x, y] = [number(a), number(b)];
          if (isNaN(x) !== isNaN(y)) return isNaN(x) ? 1 : -1;
          return order * (isNaN(x) ? a.localeCompare(b) : x - y);
        }).forEach(row => body.append(row));
      }));
    }

    // On paper nothing can be unfolded.
    const printed = [...document.querySelectorAll("details.printed:not([open])")];
    addEventListener("beforeprint", () => printed.forEach(part => part.open = true));
    addEventListener("afterprint", () => printed.forEach(part => part.open = false));

    // Pictures enlarge.
    const dialog = document.querySelector("dialog"), large = dialog.querySelector("img");
    for (const button of document.querySelectorAll(".zoom")) {
      button.addEventListener("click", () => {
        const image = button.querySelector("img");
        large.src = image.src;
        large.alt = image.alt;
        dialog.showModal();
      });
    }
    dialog.addEventListener("click", () => dialog.close());

    // Points: the image behind each, classes that can be left out, true and predicted in turn.
    const sheets = data.sheets.map(sheet => {
      const image = new Image();
      image.src = sheet.image;
      return { ...sheet, image };
    });
    const element = (tag, parent, text, kind) => {
      const made = document.createElement(tag);
      if (text) made.textContent = text;
      if (kind) made.className = kind;
      parent.append(made);
      return made;
    };
    const toggle = (parent, text, isOn, action) => {
      const button = element("button", parent, text);
      button.type = "button";
      button.setAttribute("aria-pressed", isOn);
      button.addEventListener("click", () => action(button));
      return button;
    };

    function draw(plot) {
      const { canvas, map, spec, state } = plot;
      const side = canvas.clientWidth, scale = window.devicePixelRatio || 1;
      canvas.width = canvas.height = Math.round(side * scale);
      const context = canvas.getContext("2d"), style = getComputedStyle(canvas);
      context.scale(scale, scale);
      const view = spec.views[state.view], truth = spec.views[0].classes;
      const pad = 14, room = side - 2 * pad, radius = map.x.length > 2000 ? 2.2 : 3;
      plot.points = [];
      for (let index = 0; index < map.x.length; index++) {
        const kind = view.classes[index];
        if (state.hidden.has(kind)) continue;
        const x = pad + room * map.x[index] / 9999, y = pad + room * (1 - map.y[index] / 9999);
        plot.points.push([x, y, index]);
        context.beginPath();
        const shape = Math.floor(Math.max(0, kind) / data.colors.length) % 3;
        if (shape === 0) context.arc(x, y, radius, 0, 7);
        else if (shape === 1) context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
        else { context.moveTo(x, y - radius); context.lineTo(x + radius, y + radius);
          context.lineTo(x - radius, y + radius); }
        context.fillStyle = kind < 0 ? "#a0a0a0" : data.colors[kind % data.colors.length];
        context.fill();
        if (state.view > 0 && kind !== truth[index]) {
          context.strokeStyle = style.color;
          context.lineWidth = 1.2;
          context.stroke();
        }
      }
      if (plot.chosen !== undefined) {
        const point = plot.points.find(point => point[2] === plot.chosen);
        if (!point) return hide(plot);
        context.beginPath();
        context.arc(point[0], point[1], radius + 4, 0, 7);
        context.strokeStyle = style.color;
        context.lineWidth = 2;
        context.stroke();
      }
    }

    function hide(plot) {
      plot.chosen = undefined;
      plot.tip.hidden = true;
    }

    function show(plot, point) {
      const { tip, spec, canvas } = plot, [x, y, index] = point;
      plot.chosen = index;
      tip.replaceChildren();
      const sheet = sheets[spec.sheet];
      if (sheet && index < sheet.count) {
        const picture = element("canvas", tip);
        picture.width = sheet.width;
        picture.height = sheet.height;
        const column = index % sheet.columns, row = Math.floor(index / sheet.columns);
        picture.getContext("2d").drawImage(sheet.image, column * sheet.width, row * sheet.height,
          sheet.width, sheet.height, 0, 0, sheet.width, sheet.height);
      }
      element("div", tip, "no. " + (index + 1));
      for (const view of spec.views) {
        const kind = view.classes[index];
        element("div", tip, view.name + ": " + (spec.classes[kind] ?? kind));
      }
      tip.hidden = false;
      const left = Math.max(0, Math.min(x + 12, canvas.clientWidth - tip.offsetWidth));
      tip.style.left = left + "px";
      tip.style.top = (y + 14) + "px";
      draw(plot);
    }

    function nearest(plot, event, reach) {
      const box = plot.canvas.getBoundingClientRect();
      const x = event.clientX - box.left, y = event.clientY - box.top;
      let best, distance = reach * reach;
      for (const point of plot.points) {
        const away = (point[0] - x) ** 2 + (point[1] - y) ** 2;
        if (away < distance) [best, distance] = [point, away];
      }
      return best;
    }

    for (const place of document.querySelectorAll("[data-plot]")) {
      const spec = data.plots[Number(place.dataset.plot)];
      const state = { view: 0, hidden: new Set() }, plots = [];
      const redraw = () => plots.forEach(draw);
      const views = element("div", place, "", "views");
      if (spec.views.length > 1) {
        const buttons = spec.views.map((view, index) =>
          toggle(views, view.title, index === 0, () => {
            state.view = index;
            buttons.forEach((button, other) => button.setAttribute("aria-pressed", other === index));
            redraw();
          }));
      }
      const grid = element("div", place, "", "plots");
      for (const map of spec.maps) {
        const frame = element("div", grid, "", "plot");
        if (spec.maps.length > 1) element("p", frame, map.title, "name");
        const canvas = element("canvas", frame);
        canvas.tabIndex = 0;
        canvas.setAttribute("role", "img");
        canvas.setAttribute("aria-label", spec.label + ", " + map.title +
          ": a point for each image; arrow keys go from one to the next");
        const tip = element("div", frame, "", "tip");
        tip.setAttribute("role", "status");
        tip.hidden = true;
        const plot = { canvas, map, spec, state, tip, points: [] };
        plots.push(plot);
        const resize = () => { canvas.style.height = canvas.clientWidth + "px"; draw(plot); };
        new ResizeObserver(resize).observe(canvas);
        const point = (event, reach) => {
          const found = nearest(plot, event, reach);
          if (found) { if (found[2] !== plot.chosen) show(plot, found); }
          else if (plot.chosen !== undefined) { hide(plot); draw(plot); }
        };
        canvas.addEventListener("pointermove", event => {
          if (event.pointerType === "mouse") point(event, 12);
        });
        canvas.addEventListener("pointerdown", event => point(event, 24));
        canvas.addEventListener("pointerleave", event => {
          if (event.pointerType === "mouse") { hide(plot); draw(plot); }
        });
        canvas.addEventListener("keydown", event => {
          const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
          if (event.key === "Escape") { hide(plot); draw(plot); }
          if (!step || !plot.points.length) return;
          event.preventDefault();
          const at = plot.points.findIndex(found => found[2] === plot.chosen);
          show(plot, plot.points[(at + step + plot.points.length) % plot.points.length]);
        });
      }
      const classes = element("div", place, "", "classes");
      spec.classes.forEach((name, index) => {
        const button = toggle(classes, "", true, () => {
          const isHidden = state.hidden.delete(index) ? false : (state.hidden.add(index), true);
          button.setAttribute("aria-pressed", !isHidden);
          redraw();
        });
        element("i", button).style.background = data.colors[index % data.colors.length];
        button.append(name);
      });
      window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    }
    """#
}
