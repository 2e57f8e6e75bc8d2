'use strict';

/** How far back a lane reaches. */
const LANE_MILLIS = 120_000;
const MAX_LANES = 10;
const PULSE_MILLIS = 700;
const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** Draws a few sessions, one lane each: every click is a mark that moves to the left as time goes by. */
class Lanes {
  constructor(container, words) {
    this.container = container;
    this.words = words;
    this.lanes = new Map();
    this.skew = 0;
    this.running = false;
    this.frame = 0;
    document.addEventListener('visibilitychange', () => this.animate());
    new ResizeObserver(() => this.draw()).observe(container);
  }

  clear() {
    this.lanes.clear();
    this.container.replaceChildren();
  }

  /** Takes the clicks that are new; the clock of the server tells where they belong. */
  add(sessions, serverMillis, running) {
    this.skew = serverMillis - Date.now();
    for (const steps of sessions) {
      const id = steps[0].click.session_id;
      if (!this.lanes.has(id)) {
        this.lanes.set(id, this.lane(steps[0].click));
      }
      const lane = this.lanes.get(id);
      for (const step of steps) {
        if (step.click.ordinal > lane.ordinal) {
          lane.ordinal = step.click.ordinal;
          lane.steps.push({at: step.at, type: step.click.type, color: groupColor(step.click.group_id)});
          lane.page.replaceChildren(...this.words(step.click));
        }
      }
    }
    this.forget(serverMillis - LANE_MILLIS);
    this.makeRoom();
    this.running = running;
    this.animate();
  }

  lane(click) {
    const row = document.createElement('div');
    row.className = 'lane';
    const user = document.createElement('span');
    user.className = 'user';
    user.textContent = 'User ' + click.user_id;
    const canvas = document.createElement('canvas');
    canvas.setAttribute('aria-hidden', 'true');
    const page = document.createElement('span');
    page.className = 'page';
    row.append(user, canvas, page);
    this.container.append(row);
    return {row, canvas, page, steps: [], ordinal: 0};
  }

  forget(before) {
    for (const [id, lane] of this.lanes) {
      while (lane.steps.length && lane.steps[0].at < before) {
        lane.steps.shift();
      }
      if (!lane.steps.length) {
        lane.row.remove();
        this.lanes.delete(id);
      }
    }
  }

  /** The server follows other sessions once nothing more comes of those it has. */
  makeRoom() {
    const last = lane => lane.steps[lane.steps.length - 1].at;
    const oldest = [...this.lanes].sort(([, a], [, b]) => last(a) - last(b));
    for (const [id, lane] of oldest.slice(0, Math.max(0, oldest.length - MAX_LANES))) {
      lane.row.remove();
      this.lanes.delete(id);
    }
  }

  animate() {
    cancelAnimationFrame(this.frame);
    this.draw();
    if (this.running && !document.hidden && !calm.matches) {
      this.frame = requestAnimationFrame(() => this.animate());
    }
  }

  draw() {
    const now = Date.now() + this.skew;
    const style = getComputedStyle(document.documentElement);
    const edge = style.getPropertyValue('--edge');
    const card = style.getPropertyValue('--card');
    for (const lane of this.lanes.values()) {
      drawLane(lane, now, edge, card);
    }
  }
}

function drawLane({canvas, steps}, now, edge, card) {
  const scale = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const pen = canvas.getContext('2d');
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  const middle = height / 2;
  const x = at => (width - 10) * (1 - (now - at) / LANE_MILLIS);
  pen.lineWidth = 1;
  pen.strokeStyle = edge;
  pen.beginPath();
  pen.moveTo(0, middle);
  pen.lineTo(width, middle);
  pen.stroke();
  pen.lineWidth = 2;
  for (let i = 1; i < steps.length; i++) {
    pen.strokeStyle = steps[i].color;
    pen.globalAlpha = .45;
    pen.beginPath();
    pen.moveTo(x(steps[i - 1].at), middle);
    pen.lineTo(x(steps[i].at), middle);
    pen.stroke();
  }
  pen.globalAlpha = 1;
  for (const step of steps) {
    const age = now - step.at;
    if (age < PULSE_MILLIS && !calm.matches) {
      pen.fillStyle = step.color;
      pen.globalAlpha = .35 * (1 - age / PULSE_MILLIS);
      circle(pen, x(step.at), middle, 5 + 8 * age / PULSE_MILLIS);
      pen.fill();
      pen.globalAlpha = 1;
    }
    mark(pen, step, x(step.at), middle, card);
  }
}

/** A ring is a group, a disc a product, a diamond a search, a square the cart and a star a purchase. */
function mark(pen, {type, color}, x, y, card) {
  pen.lineWidth = 2;
  pen.strokeStyle = color;
  pen.fillStyle = type === 'view_item_list' || type === 'search' ? card : color;
  if (type === 'search') {
    path(pen, [[x, y - 6], [x + 6, y], [x, y + 6], [x - 6, y]]);
  } else if (type === 'add_to_cart') {
    path(pen, [[x - 4.5, y - 4.5], [x + 4.5, y - 4.5], [x + 4.5, y + 4.5], [x - 4.5, y + 4.5]]);
  } else if (type === 'purchase') {
    path(pen, Array.from({length: 10}, (_, i) => {
      const radius = i % 2 ? 3.5 : 8;
      return [x + radius * Math.sin(i * Math.PI / 5), y - radius * Math.cos(i * Math.PI / 5)];
    }));
  } else {
    circle(pen, x, y, type === 'view_item' ? 4.5 : 4);
  }
  pen.fill();
  pen.stroke();
}

function circle(pen, x, y, radius) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
}

function path(pen, points) {
  pen.beginPath();
  points.forEach(([x, y]) => pen.lineTo(x, y));
  pen.closePath();
}

/** Neighbouring numbers get colours that are far apart. */
function groupColor(groupId) {
  return 'hsl(' + Math.round(groupId * 137.5 + 37) % 360 + ' 62% 48%)';
}
