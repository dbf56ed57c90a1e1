'use strict';
(() => {
  const SVG = 'http://www.w3.org/2000/svg';
  const tip = document.getElementById('tip');

  const shown = value => typeof value !== 'number' ? String(value)
    : value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e7) ? value.toExponential(3)
    : String(+value.toPrecision(6));

  // what the reader has chosen stays when a page of a training that runs is made again
  const sorted = new Map(), chosen = new Map();

  const svg = (parent, name, attributes) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    parent.appendChild(made);
    return made;
  };

  // values of a plot under the pointer, or chosen by the arrow keys
  const plot = element => {
    const data = JSON.parse(element.dataset.plot);
    const [left, top, width, height] = data.box;
    const hover = element.querySelector('.hover');
    const xs = [...new Set(data.series.flatMap(series => series.xs))].sort((a, b) => a - b);
    const across = x => left + width * (x - data.x[0]) / (data.x[1] - data.x[0]);
    const up = y => {
      const place = data.log ? Math.log(y / data.y[0]) / Math.log(data.y[1] / data.y[0])
        : (y - data.y[0]) / (data.y[1] - data.y[0]);
      return top + height * (1 - Math.max(0, Math.min(1, place)));
    };
    let at = -1;
    const hide = () => { hover.replaceChildren(); tip.hidden = true; at = -1; };
    const show = index => {
      at = Math.max(0, Math.min(xs.length - 1, index));
      hover.replaceChildren();
      const x = xs[at];
      svg(hover, 'path', {d: `M${across(x)} ${top}v${height}`});
      const lines = [`${data.label} ${data.words ? data.words[x] : shown(x)}`];
      data.series.forEach((series, i) => {
        const j = series.xs.indexOf(x);
        if (j >= 0) {
          svg(hover, 'circle', {cx: across(x), cy: up(series.ys[j]), r: 5, class: `c${i % 8}`});
          lines.push(`${series.name} ${shown(series.ys[j])}`);
        }
      });
      tip.textContent = lines.slice(0, 14).join('\n');
      tip.hidden = false;
      const box = element.getBoundingClientRect();
      const scale = box.width / element.viewBox.baseVal.width;
      const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
      tip.style.left = Math.max(4, Math.min(room, box.left + across(x) * scale + 12)) + window.scrollX + 'px';
      tip.style.top = box.top + window.scrollY + (top + 6) * scale + 'px';
    };
    element.addEventListener('pointermove', event => {
      const box = element.getBoundingClientRect();
      const x = (event.clientX - box.left) * element.viewBox.baseVal.width / box.width;
      let best = 0;
      xs.forEach((value, i) => { if (Math.abs(across(value) - x) < Math.abs(across(xs[best]) - x)) best = i; });
      show(best);
    });
    element.addEventListener('pointerleave', hide);
    element.addEventListener('blur', hide);
    element.addEventListener('keydown', event => {
      const step = {ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity}[event.key];
      if (event.key === 'Escape') hide();
      else if (step !== undefined) {
        event.preventDefault();
        show(step === -Infinity ? 0 : step === Infinity ? xs.length - 1 : at + step);
      }
    });
  };

  // tables that a click on a heading sorts
  const sortable = table => {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    const key = (row, column) => {
      const cell = row.cells[column];
      const text = cell.dataset.sort !== undefined ? cell.dataset.sort : cell.textContent.replace(/,/g, '');
      const number = text.trim() === '' ? NaN : Number(text);
      return Number.isNaN(number) ? cell.textContent : number;
    };
    heads.forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = head.textContent;
      head.replaceChildren(button);
      const sort = down => {
        sorted.set(table.caption.textContent, [column, down]);
        heads.forEach(each => each.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        const sign = down ? -1 : 1;
        const compare = (a, b) => {
          const one = key(a, column), two = key(b, column);
          if (typeof one === typeof two) return sign * (typeof one === 'number' ? one - two : one.localeCompare(two));
          return typeof one === 'number' ? -1 : 1; // cells without a number come last
        };
        body.append(...[...body.rows].sort(compare));
      };
      button.addEventListener('click', () => sort(head.getAttribute('aria-sort') === 'ascending'));
      const before = sorted.get(table.caption.textContent);
      if (before && before[0] === column) sort(before[1]);
    });
  };

  // parallel coordinates: ranges are chosen by dragging along an axis, or in the fields
  const parallel = element => {
    const data = JSON.parse(element.dataset.parallel);
    const form = element.closest('section').querySelector('.ranges');
    const count = data.axes.length, width = Math.max(560, 110 * count), height = 320, top = 46, bottom = 26;
    element.setAttribute('viewBox', `0 0 ${width} ${height}`);
    element.style.maxWidth = 1.2 * width + 'px';
    const axes = data.axes.map((axis, i) => {
      const values = data.lines.map(line => line.values[i]).filter(value => value !== '');
      const words = values.some(value => typeof value !== 'number') ? [...new Set(values.map(String))].sort() : null;
      let from = words ? -0.5 : Math.min(...values), to = words ? words.length - 0.5 : Math.max(...values);
      if (from === to) { from -= 0.5; to += 0.5; }
      if (i === count - 1 && values.length > 9) { // some bad trials must not flatten all others
        const sorted = values.slice().sort((a, b) => a - b), tenth = Math.floor(sorted.length / 10);
        if (data.larger) from = sorted[tenth]; else to = sorted[sorted.length - 1 - tenth];
        if (from === to) { from = sorted[0] - 0.5; to = sorted[sorted.length - 1] + 0.5; }
      }
      const log = axis.log && from > 0;
      const scale = value => words ? words.indexOf(String(value)) : log ? Math.log(value) : value;
      const low = log ? Math.log(from) : from, high = log ? Math.log(to) : to;
      const x = 60 + i * (width - 120) / Math.max(1, count - 1);
      const y = value => top
        + (height - top - bottom) * (1 - Math.max(0, Math.min(1, (scale(value) - low) / (high - low))));
      const value = at => {
        const place = low + (high - low) * (1 - (at - top) / (height - top - bottom));
        return log ? Math.exp(place) : place;
      };
      return {name: axis.name, words, from, to, x, y, value, scale, range: null, inputs: []};
    });
    const results = data.lines.map(line => line.values[count - 1]);
    const ranked = results.slice().sort((a, b) => data.larger ? b - a : a - b);
    const good = ranked[Math.floor(ranked.length / 3)];
    const lines = data.lines.map(line => {
      let d = '';
      axes.forEach((axis, i) => {
        if (line.values[i] !== '') d += (d ? 'L' : 'M') + axis.x + ' ' + axis.y(line.values[i]).toFixed(1);
      });
      const result = line.values[count - 1];
      const path = svg(element, 'path', {d, class: 'trial c' + ((data.larger ? result >= good : result <= good) ? 0 : 6)});
      if (line.trial === data.best) path.setAttribute('class', 'trial best c1');
      svg(path, 'title', {}).textContent = 'trial ' + line.trial;
      return path;
    });
    data.lines.forEach((line, i) => { if (line.trial === data.best) element.append(lines[i]); });
    const rows = new Map([...document.querySelectorAll('#trials [data-trial]')]
      .map(cell => [Number(cell.dataset.trial), cell.parentElement]));
    const apply = () => {
      data.lines.forEach((line, i) => {
        const on = axes.every((axis, j) => !axis.range || (line.values[j] !== ''
          && axis.scale(line.values[j]) >= axis.scale0(axis.range[0]) && axis.scale(line.values[j]) <= axis.scale0(axis.range[1])));
        lines[i].classList.toggle('off', !on);
        const row = rows.get(line.trial);
        if (row) row.hidden = !on;
      });
      axes.forEach(axis => {
        chosen.set(axis.name, axis.range);
        const [low, high] = axis.range ? [axis.place(axis.range[0]), axis.place(axis.range[1])] : [0, 0];
        axis.brush.setAttribute('y', high);
        axis.brush.setAttribute('height', Math.max(0, low - high));
      });
    };
    axes.forEach(axis => {
      // ends of ranges are numbers even on an axis of words, where they are places in the list
      axis.scale0 = end => axis.words ? end : axis.scale(end);
      axis.place = end => axis.words
        ? top + (height - top - bottom) * (1 - (end + 0.5) / axis.words.length) : axis.y(end);
      svg(element, 'path', {class: 'axis', d: `M${axis.x} ${top}V${height - bottom}`});
      const parts = axis.name.split('.');
      const label = svg(element, 'text', {x: axis.x, y: 14, 'text-anchor': 'middle'});
      [parts.slice(0, -1).join('.'), parts[parts.length - 1]].filter(Boolean).forEach((part, i) => {
        svg(label, 'tspan', {x: axis.x, dy: i * 14}).textContent = part.length > 15 ? '…' + part.slice(-14) : part;
      });
      const ends = axis.words ? axis.words.map(word => [word, word]) : [[axis.from, shown(+axis.from.toPrecision(3))], [axis.to, shown(+axis.to.toPrecision(3))]];
      ends.slice(0, 12).forEach(([value, text]) => svg(element, 'text', {
        x: axis.x, y: axis.words ? axis.y(value) + 4 : value === axis.from ? height - 8 : top - 4, 'text-anchor': 'middle'
      }).textContent = text.length > 14 ? text.slice(0, 13) + '…' : text);
      axis.brush = svg(element, 'rect', {class: 'brush', x: axis.x - 7, width: 14, y: 0, height: 0});
      const handle = svg(element, 'rect', {class: 'handle', x: axis.x - 16, width: 32, y: top - 8, height: height - top - bottom + 16});
      let start = null;
      const at = event => {
        const box = element.getBoundingClientRect();
        const y = (event.clientY - box.top) * height / box.height;
        return axis.value(Math.max(top, Math.min(height - bottom, y)));
      };
      const choose = (from, to) => {
        axis.range = from === null ? null : [Math.min(from, to), Math.max(from, to)];
        axis.inputs.forEach((input, i) => { input.value = axis.range ? +axis.range[i].toPrecision(6) : ''; });
        apply();
      };
      handle.addEventListener('pointerdown', event => { start = at(event); handle.setPointerCapture(event.pointerId); });
      handle.addEventListener('pointermove', event => { if (start !== null) choose(start, at(event)); });
      handle.addEventListener('pointerup', event => {
        if (start !== null && Math.abs(axis.scale0(at(event)) - axis.scale0(start)) < 1e-9) choose(null);
        start = null;
      });
      const group = form.appendChild(document.createElement('fieldset'));
      group.appendChild(document.createElement('legend')).textContent = axis.name;
      if (axis.words) {
        axis.words.forEach((word, i) => {
          const label = group.appendChild(document.createElement('label'));
          const box = label.appendChild(document.createElement('input'));
          box.type = 'radio'; box.name = axis.name; box.style.width = 'auto';
          label.append(' ' + word);
          box.addEventListener('change', () => { axis.range = [i - 0.5, i + 0.5]; apply(); });
        });
      } else {
        ['from', 'to'].forEach((end, i) => {
          const input = group.appendChild(document.createElement('input'));
          input.type = 'number'; input.step = 'any'; input.placeholder = end;
          input.setAttribute('aria-label', `${axis.name} ${end}`);
          axis.inputs[i] = input;
          input.addEventListener('input', () => {
            const [from, to] = axis.inputs.map(each => each.value === '' ? null : Number(each.value));
            axis.range = from === null && to === null ? null : [from === null ? axis.from : from, to === null ? axis.to : to];
            apply();
          });
        });
      }
    });
    axes.forEach(axis => {
      axis.range = chosen.get(axis.name) || null;
      axis.inputs.forEach((input, i) => { if (axis.range) input.value = axis.range[i]; });
    });
    if (axes.some(axis => axis.range)) apply();
    const all = form.appendChild(document.createElement('button'));
    all.type = 'button';
    all.textContent = 'All trials';
    all.addEventListener('click', () => {
      form.reset();
      axes.forEach(axis => { axis.range = null; });
      apply();
    });
  };

  const prepare = () => {
    document.querySelectorAll('[data-plot]').forEach(plot);
    document.querySelectorAll('table.sortable').forEach(sortable);
    document.querySelectorAll('[data-parallel]').forEach(parallel);
  };
  window.addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(each => { each.open = true; }));
  document.addEventListener('report', prepare);
  prepare();
})();
