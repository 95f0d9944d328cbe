"use strict";
(() => {
  const data = JSON.parse(document.getElementById("explorer-data").textContent);
  const root = document.getElementById("explorer");
  const tip = root.querySelector(".tip");
  const { dimensions, points } = data;

  const make = (name, attributes = {}, text = "") => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = text;
    return element;
  };
  const picture = (width, height, label) =>
    make("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });

  const grouped = (number) => {
    const size = Math.abs(number);
    if (size >= 1e6) return `${Number((number / 1e6).toPrecision(3))} M`;
    if (size >= 1e4) return `${Number((number / 1e3).toPrecision(3))} k`;
    return String(Number(number.toPrecision(4)));
  };
  const show = (dimension, value) => {
    if (value === null || value === undefined) return "-";
    if (dimension.categories.length) return dimension.categories[value];
    return dimension.share ? `${(100 * value).toFixed(2)} %` : grouped(value);
  };

  // Round numbers between two ends.
  const ticks = (low, high, wanted) => {
    const raw = (high - low) / wanted;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= raw * 0.999);
    const found = [];
    for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n += 1) found.push(n * step);
    return found;
  };
  const tick = (dimension, value) =>
    dimension.share ? `${Number((100 * value).toPrecision(4))} %` : grouped(value);

  // From values of a dimension to coordinates between two ends of a picture, with some room on both sides.
  const scale = (index, from, to, room) => {
    const dimension = dimensions[index];
    const values = points.map((point) => point.values[index]).filter((value) => value !== null);
    let [low, high] = [Math.min(...values), Math.max(...values)];
    if (dimension.categories.length) [low, high] = [0, dimension.categories.length - 1];
    if (low === high) [low, high] = [low - 0.5 * (Math.abs(low) || 1), high + 0.5 * (Math.abs(high) || 1)];
    [low, high] = [low - room * (high - low), high + room * (high - low)];
    const coordinate = (value) => from + ((value - low) / (high - low)) * (to - from);
    const marks = dimension.categories.length
      ? dimension.categories.map((_, position) => position)
      : ticks(low, high, 5);
    return { coordinate, marks, low, high };
  };

  // The hint that follows the pointer.
  const tell = (point, event) => {
    tip.replaceChildren();
    const table = document.createElement("table");
    dimensions.forEach((dimension, index) => {
      const row = table.insertRow();
      row.insertCell().textContent = dimension.title;
      row.insertCell().textContent = show(dimension, point.values[index]);
    });
    tip.append(table);
    for (const note of point.notes) {
      const line = document.createElement("p");
      line.textContent = note;
      tip.append(line);
    }
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    const [x, y] = [event.clientX + 14, event.clientY + 14];
    tip.style.left = `${Math.max(4, Math.min(x, innerWidth - width - 8))}px`;
    tip.style.top = `${Math.max(4, y + height > innerHeight ? event.clientY - height - 10 : y)}px`;
  };
  const shapes = points.map(() => []);
  const listen = (shape, index) => {
    shapes[index].push(shape);
    const mark = (on) => shapes[index].forEach((other) => other.classList.toggle("marked", on));
    shape.addEventListener("pointerenter", (event) => { mark(true); tell(points[index], event); });
    shape.addEventListener("pointermove", (event) => tell(points[index], event));
    shape.addEventListener("pointerleave", () => { mark(false); tip.hidden = true; });
  };

  const better = (index, one, other) =>
    dimensions[index].better === "less" ? one < other : one > other;

  const scatter = ([across, up]) => {
    const [width, height, left, right, top, bottom] = [460, 330, 66, 12, 28, 46];
    const svg = picture(width, height, `${dimensions[up].title} over ${dimensions[across].title}`);
    const x = scale(across, left, width - right, 0.06);
    const y = scale(up, height - bottom, top, 0.06);
    for (const mark of y.marks) {
      svg.append(make("line", { class: "rule", x1: left, x2: width - right, y1: y.coordinate(mark), y2: y.coordinate(mark) }));
      svg.append(make("text", { x: left - 6, y: y.coordinate(mark) + 4, "text-anchor": "end" }, tick(dimensions[up], mark)));
    }
    for (const mark of x.marks) {
      svg.append(make("line", { class: "rule", x1: x.coordinate(mark), x2: x.coordinate(mark), y1: top, y2: height - bottom }));
      svg.append(make("text", { x: x.coordinate(mark), y: height - bottom + 16, "text-anchor": "middle" },
        tick(dimensions[across], mark)));
    }
    const way = (index) => ({ more: " (more is better)", less: " (less is better)" })[dimensions[index].better] || "";
    svg.append(make("text", { class: "name", x: 4, y: 14 }, dimensions[up].title + way(up)));
    svg.append(make("text", { class: "name", x: width - right, y: height - 8, "text-anchor": "end" },
      dimensions[across].title + way(across)));
    const there = points.map((_, index) => index)
      .filter((index) => points[index].values[across] !== null && points[index].values[up] !== null);
    const at = (index, dimension) => points[index].values[dimension];
    const line = there.filter((index) => !there.some((other) => {
      const [a, b] = [at(other, across), at(other, up)];
      const [c, d] = [at(index, across), at(index, up)];
      return !better(across, c, a) && !better(up, d, b) && (better(across, a, c) || better(up, b, d));
    })).sort((a, b) => at(a, across) - at(b, across) || at(a, up) - at(b, up));
    svg.append(make("polyline", { class: "step", points: line.map((index) =>
      `${x.coordinate(at(index, across)).toFixed(1)},${y.coordinate(at(index, up)).toFixed(1)}`).join(" ") }));
    // Those of the front on top.
    for (const index of [...there].sort((a, b) => points[a].front - points[b].front)) {
      const dot = make("circle", { class: points[index].front ? "dot front" : "dot", r: 4.5,
        cx: x.coordinate(at(index, across)).toFixed(1), cy: y.coordinate(at(index, up)).toFixed(1) });
      listen(dot, index);
      svg.append(dot);
    }
    root.querySelector(".scatters").append(svg);
  };

  // From poor to good: grey to the colour of the front.
  const colour = (share) => `color-mix(in oklab, var(--front) ${Math.round(100 * share)}%, var(--rest))`;

  const brushes = new Map();
  const filter = () => {
    let shown = 0;
    points.forEach((point, index) => {
      const keeps = [...brushes].every(([dimension, [low, high]]) => {
        const value = point.values[dimension];
        return value !== null && value >= low && value <= high;
      });
      shown += keeps;
      shapes[index].forEach((shape) => shape.classList.toggle("off", !keeps));
    });
    root.querySelector(".count").textContent = `${shown} of ${points.length} configurations`;
  };

  const parallel = () => {
    const [width, height, left, top, bottom] = [Math.max(760, 130 * dimensions.length), 380, 70, 58, 20];
    const svg = picture(width, height, "Parallel coordinates");
    const coordinate = (index) =>
      dimensions.length < 2 ? width / 2 : left + (index * (width - 2 * left)) / (dimensions.length - 1);
    // Better is up.
    const scales = dimensions.map((dimension, index) => dimension.better === "less"
      ? scale(index, top, height - bottom, 0) : scale(index, height - bottom, top, 0));
    const first = dimensions.findIndex((dimension) => dimension.better);
    const merit = (point) => {
      const value = point.values[first];
      if (first < 0 || value === null) return 0;
      const { low, high } = scales[first];
      const share = (value - low) / (high - low);
      return dimensions[first].better === "less" ? 1 - share : share;
    };
    const order = points.map((_, index) => index).sort((a, b) => merit(points[a]) - merit(points[b]));
    for (const index of order) {
      const corners = dimensions.map((_, dimension) => [dimension, points[index].values[dimension]])
        .filter(([, value]) => value !== null)
        .map(([dimension, value]) => `${coordinate(dimension).toFixed(1)},${scales[dimension].coordinate(value).toFixed(1)}`);
      const path = make("polyline", { class: "path", points: corners.join(" ") });
      path.style.stroke = colour(merit(points[index]));
      listen(path, index);
      svg.append(path);
    }
    dimensions.forEach((dimension, index) => {
      const x = coordinate(index);
      svg.append(make("line", { class: "axis", x1: x, x2: x, y1: top, y2: height - bottom }));
      const words = dimension.title.match(/^(.*?)( \(.*\))?$/);
      svg.append(make("text", { class: "name", x, y: top - 34, "text-anchor": "middle" }, words[1]));
      if (words[2]) svg.append(make("text", { x, y: top - 19, "text-anchor": "middle" }, words[2].trim()));
      const { marks, low, high } = scales[index];
      const ends = dimension.categories.length ? marks : [low, ...marks.filter((mark) =>
        mark > low + 0.06 * (high - low) && mark < high - 0.06 * (high - low)), high];
      for (const mark of ends) {
        const y = scales[index].coordinate(mark);
        svg.append(make("line", { class: "axis", x1: x - 3, x2: x + 3, y1: y, y2: y }));
        svg.append(make("text", { x: x + 6, y: y + 4 },
          dimension.categories.length ? dimension.categories[mark] : tick(dimension, mark)));
      }
      grip(svg, index, x, scales[index], top, height - bottom);
    });
    root.querySelector(".parallel").append(svg);
  };

  // The part of an axis that is dragged on.
  const grip = (svg, index, x, { low, high, coordinate }, top, bottom) => {
    const area = make("rect", { class: "grip", x: x - 14, y: top - 6, width: 22, height: bottom - top + 12 });
    const brush = make("rect", { class: "brush", x: x - 9, width: 18, y: top, height: 0 });
    const value = (event) => {
      const box = svg.getBoundingClientRect();
      const y = ((event.clientY - box.top) / box.height) * svg.viewBox.baseVal.height;
      const share = (y - coordinate(low)) / (coordinate(high) - coordinate(low));
      return low + Math.max(0, Math.min(1, share)) * (high - low);
    };
    let begin = null;
    area.addEventListener("pointerdown", (event) => {
      begin = value(event);
      area.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    area.addEventListener("pointermove", (event) => {
      if (begin === null) return;
      const end = value(event);
      const slack = (high - low) * 1e-6;
      brushes.set(index, [Math.min(begin, end) - slack, Math.max(begin, end) + slack]);
      draw();
      filter();
    });
    area.addEventListener("pointerup", (event) => {
      const kept = brushes.get(index);
      if (begin !== null && (!kept || Math.abs(value(event) - begin) < (high - low) * 0.01)) brushes.delete(index);
      begin = null;
      draw();
      filter();
    });
    const draw = () => {
      const [from, to] = brushes.get(index) || [0, 0];
      const [one, other] = [coordinate(from), coordinate(to)];
      brush.setAttribute("y", Math.min(one, other));
      brush.setAttribute("height", brushes.has(index) ? Math.abs(other - one) : 0);
    };
    redraw.push(draw);
    svg.append(brush, area);
  };
  const redraw = [];
  root.querySelector(".clear").addEventListener("click", () => {
    brushes.clear();
    redraw.forEach((draw) => draw());
    filter();
  });

  const effect = ({ across, up, levels }) => {
    const dimension = dimensions[up];
    const panels = data.effects.filter((panel) => panel.up === up).flatMap((panel) => panel.levels.map((l) => l[1]));
    // All panels of a figure have the same scale, so that they can be compared.
    let [low, high] = [Math.min(...panels), Math.max(...panels)];
    if (low === high) [low, high] = [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2];
    [low, high] = [low - 0.08 * (high - low), high + 0.08 * (high - low)];
    const [width, height, left, right, top, bottom] = [320, 190, 62, 8, 30, 42];
    const svg = picture(width, height, `${dimension.title} over ${across}`);
    const y = (value) => height - bottom - ((value - low) / (high - low)) * (height - bottom - top);
    for (const mark of ticks(low, high, 3)) {
      svg.append(make("line", { class: "rule", x1: left, x2: width - right, y1: y(mark), y2: y(mark) }));
      svg.append(make("text", { x: left - 6, y: y(mark) + 4, "text-anchor": "end" }, tick(dimension, mark)));
    }
    svg.append(make("text", { class: "name", x: 4, y: 14 }, dimension.title));
    svg.append(make("text", { class: "name", x: width - right, y: height - 6, "text-anchor": "end" }, across));
    const step = (width - right - left) / levels.length;
    const x = (index) => left + (index + 0.5) * step;
    svg.append(make("polyline", { class: "step",
      points: levels.map(([, mean], index) => `${x(index).toFixed(1)},${y(mean).toFixed(1)}`).join(" ") }));
    const longest = Math.max(...levels.map(([label]) => label.length));
    const every = Math.max(1, Math.ceil((longest * 7 + 4) / step));
    levels.forEach(([label, mean], index) => {
      const dot = make("circle", { class: "dot front", r: 4, cx: x(index), cy: y(mean) });
      dot.append(make("title", {}, `${across} ${label}: ${show(dimension, mean)}`));
      svg.append(dot);
      if (index % every === 0) {
        svg.append(make("text", { x: x(index), y: height - bottom + 16, "text-anchor": "middle" }, label));
      }
    });
    root.querySelector(".effects").append(svg);
  };

  data.scatters.forEach(scatter);
  parallel();
  data.effects.forEach(effect);
  filter();
})();
