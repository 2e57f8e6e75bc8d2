'use strict';

const TOKEN = 'csgen-token';
const POLL_MILLIS = 1000;
const HISTORY = 61;
const SMOOTHED = 10;
const FEWEST = 3;
const FEW_ARRIVALS = 8;

const byId = id => document.getElementById(id);
const number = new Intl.NumberFormat('en');
const timeOfDay = new Intl.DateTimeFormat('en-GB', {timeStyle: 'medium'});
const dayAndTime = new Intl.DateTimeFormat('en-GB', {dateStyle: 'medium', timeStyle: 'medium'});
const COUNTERS = ['delivered', 'in_flight', 'failed', 'unconfirmed', 'retried', 'sessions', 'lag_ms', 'max_lag_ms'];
const LOSSES = ['failed', 'unconfirmed'];

const WORDS = {
  view_item_list: {verb: 'opened'},
  view_item: {verb: 'viewed product', place: 'in'},
  search: {verb: 'searched for'},
  add_to_cart: {verb: 'put into the cart product', place: 'of'},
  purchase: {verb: 'bought product', place: 'of'},
};

let samples = [];
let lines = new Map();
let refused = '';
let acting = false;
let timer = 0;

takeTokenFromAddress();
byId('start').addEventListener('click', () => act('start'));
byId('stop').addEventListener('click', () => act('stop'));
byId('token-form').addEventListener('submit', event => {
  event.preventDefault();
  sessionStorage.setItem(TOKEN, byId('token').value.trim());
  byId('token').value = '';
  poll();
});
window.addEventListener('hashchange', () => {
  takeTokenFromAddress();
  poll();
});
poll();

/** The fragment of an address is not sent to servers; taken out of sight, it is not copied by chance either. */
function takeTokenFromAddress() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token) {
    sessionStorage.setItem(TOKEN, token);
    history.replaceState(null, '', location.pathname);
  }
}

async function call(path, method) {
  const answer = await fetch(path, {
    method,
    headers: {Authorization: 'Bearer ' + (sessionStorage.getItem(TOKEN) || '')},
  });
  const text = await answer.text();
  const body = JSON.parse(text);
  // A seed may have more digits than a JavaScript number.
  body.seed = (/"seed":(-?\d+)/.exec(text) || [])[1];
  return {status: answer.status, body};
}

async function act(verb) {
  const here = byId(verb);
  const other = byId(verb === 'start' ? 'stop' : 'start');
  acting = true;
  refused = '';
  enableButtons('');
  here.textContent = verb === 'start' ? 'Starting…' : 'Stopping…';
  try {
    const {status, body} = await call('/' + verb, 'POST');
    refused = status === 200 || status === 401 ? '' : body.error;
    if (status === 200 && verb === 'start') {
      samples = [];
    }
  } catch (e) {
    refused = 'The server does not answer.';
  }
  acting = false;
  here.textContent = verb === 'start' ? 'Start' : 'Stop';
  await poll();
  (here.disabled ? other : here).focus();
}

async function poll() {
  clearTimeout(timer);
  if (!sessionStorage.getItem(TOKEN)) {
    showLocked('');
    return;
  }
  try {
    const {status, body} = await call('/status', 'GET');
    if (status === 401) {
      sessionStorage.removeItem(TOKEN);
      showLocked('Wrong token.');
      return;
    }
    byId('token-form').hidden = true;
    byId('dashboard').hidden = false;
    byId('buttons').hidden = false;
    show(body);
  } catch (e) {
    showState('unreachable', 'no connection');
    enableButtons('');
    showProblem('The server does not answer; trying again.');
  }
  clearTimeout(timer);
  timer = setTimeout(poll, POLL_MILLIS);
}

function showLocked(problem) {
  showState('locked', 'locked');
  enableButtons('');
  showProblem(problem);
  byId('dashboard').hidden = true;
  byId('buttons').hidden = true;
  byId('token-form').hidden = false;
  byId('token').focus();
}

function show(status) {
  const failed = status.state === 'stopped' && status.problem;
  showState(failed ? 'failed' : status.state, failed ? 'failed' : status.state);
  enableButtons(status.state);
  showProblem(status.problem || refused);
  for (const name of COUNTERS) {
    byId(name).textContent = number.format(status[name]);
  }
  for (const name of LOSSES) {
    byId(name).classList.toggle('bad', status[name] > 0);
  }
  byId('target_clicks_per_second').textContent = number.format(status.target_clicks_per_second);
  byId('sink').textContent = status.sink;
  byId('seed').textContent = status.seed || '–';
  byId('since').textContent = status.since ? dayAndTime.format(new Date(status.since)) : '–';
  showRate(status);
  showClicks(status.last_clicks);
  byId('no-clicks').textContent = status.state === 'stopped' ? 'Press Start, and users begin to browse.' : 'None yet.';
}

function showState(state, text) {
  if (byId('state-text').textContent !== text) {
    byId('state').dataset.state = state;
    byId('state-text').textContent = text;
    document.title = 'csgen – ' + text;
  }
}

function showProblem(text) {
  // Written only when it changes, or screen readers would repeat it each second.
  if (byId('problem').textContent !== text) {
    byId('problem').textContent = text;
  }
  byId('problem').hidden = !text;
}

function enableButtons(state) {
  byId('start').disabled = acting || state !== 'stopped';
  byId('stop').disabled = acting || state !== 'running';
}

function showRate(status) {
  const now = performance.now();
  if (samples.length && samples[samples.length - 1].generated > status.generated) {
    samples = [];
  }
  samples.push({now, generated: status.generated});
  samples = samples.slice(-HISTORY - SMOOTHED);
  const rates = [];
  for (let i = FEWEST; i < samples.length; i++) {
    const from = samples[Math.max(0, i - SMOOTHED)];
    rates.push((samples[i].generated - from.generated) * 1000 / (samples[i].now - from.now));
  }
  byId('rate').textContent = status.state === 'stopped' ? '0' : rates.length ? rounded(rates[rates.length - 1]) : '–';
  drawChart(rates.slice(-HISTORY), status.target_clicks_per_second);
}

function rounded(rate) {
  return rate < 100 ? rate.toFixed(1) : number.format(Math.round(rate));
}

function drawChart(rates, target) {
  const top = 1.25 * Math.max(target, ...rates);
  const x = i => (600 * (i + HISTORY - rates.length) / (HISTORY - 1)).toFixed(1);
  const y = rate => (150 - 150 * rate / top).toFixed(1);
  const points = rates.map((rate, i) => x(i) + ' ' + y(rate)).join(' L');
  byId('line').setAttribute('d', rates.length > 1 ? 'M' + points : '');
  byId('area').setAttribute('d', rates.length > 1 ? 'M' + x(0) + ' 150 L' + points + ' L600 150 Z' : '');
  byId('goal').setAttribute('d', 'M0 ' + y(target) + ' H600');
}

function showClicks(clicks) {
  byId('no-clicks').hidden = clicks.length > 0;
  // A line stays the same element while it moves down, so that a selection in it stays.
  const known = lines;
  lines = new Map();
  for (const click of clicks) {
    const id = click.session_id + '-' + click.ordinal;
    lines.set(id, known.get(id) || line(click));
  }
  const arrivals = [...lines].filter(([id]) => !known.has(id)).map(([, item]) => item);
  arrivals.forEach(item => item.classList.toggle('arriving', arrivals.length <= FEW_ARRIVALS));
  const list = byId('clicks');
  for (const [id, item] of known) {
    if (!lines.has(id)) {
      item.remove();
    }
  }
  let place = list.firstChild;
  for (const item of lines.values()) {
    if (item === place) {
      place = place.nextSibling;
    } else {
      list.insertBefore(item, place);
    }
  }
}

function line(click) {
  const item = document.createElement('li');
  const time = part('time', '', timeOfDay.format(new Date(click.timestamp)));
  time.dateTime = click.timestamp;
  const user = part('span', 'user', 'User ' + click.user_id);
  user.style.setProperty('--session', 'hsl(' + parseInt(click.session_id.slice(-4), 16) % 360 + ' 60% 50%)');
  const page = part('span', 'page', '');
  const {verb, place} = WORDS[click.type];
  const what = click.product_id === undefined ? click.group_name : click.product_id;
  page.append(verb + ' ', part('b', '', what), place ? ' ' + place + ' ' + click.group_name : '');
  item.append(time, user, page, part('span', 'session', 'click ' + click.ordinal + ' of session ' + click.session_id.slice(0, 6)));
  return item;
}

function part(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}
