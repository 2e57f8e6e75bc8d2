'use strict';

const TOKEN = 'csgen-token';
const RETRY_MILLIS = 1000;
const SILENCE_MILLIS = 4000;
const SHOWN_SECONDS = 120;
const SHOWN_CLICKS = 12;
const FEW_ARRIVALS = 6;

const byId = id => document.getElementById(id);
const number = new Intl.NumberFormat('en');
const compact = new Intl.NumberFormat('en', {notation: 'compact', maximumFractionDigits: 1});
const timeOfDay = new Intl.DateTimeFormat('en-GB', {timeStyle: 'medium'});
const dayAndTime = new Intl.DateTimeFormat('en-GB', {dateStyle: 'medium', timeStyle: 'medium'});
const COUNTERS = ['delivered', 'failed', 'unconfirmed', 'in_flight', 'retried', 'sessions'];
const OUTCOMES = ['delivered', 'failed', 'unconfirmed'];
const LOSSES = ['failed', 'unconfirmed'];
const SHOWN_REASONS = 5;

const WORDS = {
  view_item_list: {verb: 'opened'},
  view_item: {verb: 'viewed', place: 'in'},
  search: {verb: 'searched for'},
  add_to_cart: {verb: 'put into the cart', place: 'of'},
  purchase: {verb: 'bought', place: 'of'},
};

let moments = [];
let lines = new Map();
let run = '';
let state = 'unknown';
let refused = '';
let asked; // clicks per second, as the box shows it
let settings = {};
let acting = false;
let connection = null;
let retry = 0;
let charts = [];
const lanes = new Lanes(byId('lanes'), words);

takeTokenFromAddress();
byId('toggle').addEventListener('click', () => {
  if (byId('toggle').getAttribute('aria-disabled') === 'false') {
    act(state === 'running' ? 'stop' : 'start');
  }
});
byId('rate-form').addEventListener('submit', event => {
  event.preventDefault();
  setRate();
});
byId('token-form').addEventListener('submit', event => {
  event.preventDefault();
  sessionStorage.setItem(TOKEN, byId('token').value.trim());
  byId('token').value = '';
  connect();
});
window.addEventListener('hashchange', () => {
  takeTokenFromAddress();
  connect();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  charts.forEach(chart => chart.destroy());
  charts = [];
  drawCharts();
});
connect();

/** The fragment of an address is not sent to servers; taken out of sight, it is not copied by chance either. */
function takeTokenFromAddress() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token) {
    sessionStorage.setItem(TOKEN, token);
    history.replaceState(null, '', location.pathname);
  }
}

function call(path, options) {
  return fetch(path, {
    ...options,
    headers: {Authorization: 'Bearer ' + (sessionStorage.getItem(TOKEN) || '')},
  });
}

/** Follows the server's events until there are no more, and then tries again. */
async function connect() {
  clearTimeout(retry);
  connection?.abort();
  if (!sessionStorage.getItem(TOKEN)) {
    showLocked('');
    return;
  }
  const mine = new AbortController();
  connection = mine;
  let watchdog = 0;
  const wait = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => mine.abort(), SILENCE_MILLIS);
  };
  try {
    wait();
    const answer = await call('/events', {signal: mine.signal});
    if (answer.status !== 200) {
      const {error} = await answer.json();
      if (answer.status === 401) {
        sessionStorage.removeItem(TOKEN);
        showLocked('Wrong token.');
        return;
      }
      throw new Error(error);
    }
    for await (const {event, data} of events(answer.body)) {
      wait();
      receive(event, data);
    }
    throw new Error('The server does not answer; trying again.');
  } catch (e) {
    if (connection === mine) {
      showGone(e.message && !e.message.match(/fetch|abort|network/i) ? e.message : 'The server does not answer; trying again.');
      retry = setTimeout(connect, RETRY_MILLIS);
    }
  } finally {
    clearTimeout(watchdog);
  }
}

/** Reads server-sent events. EventSource cannot: it has no way to send the token but the address. */
async function* events(body) {
  let text = '';
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const {done, value} = await reader.read();
    if (done) {
      return;
    }
    text += value;
    for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
      const [event, data] = text.slice(0, end).split('\n').map(line => line.replace(/^\w+: /, ''));
      yield {event, data};
    }
  }
}

function receive(event, data) {
  const news = JSON.parse(data);
  // A seed may have more digits than a JavaScript number.
  news.status.seed = (/"seed":(-?\d+)/.exec(data) || [])[1];
  if (event === 'past') {
    refused = '';
    moments = [];
    lanes.clear();
    unlock();
    readSettings();
  }
  const since = news.status.seed + ' ' + news.status.since;
  if (since !== run) {
    run = since;
    lanes.clear();
  }
  moments.push(...news.moments);
  moments = moments.slice(-4 * SHOWN_SECONDS);
  show(news);
}

async function readSettings() {
  try {
    settings = (await (await call('/model')).json()).settings || {};
  } catch (e) {
    // The page does without, and asks again when it is connected again.
  }
}

function unlock() {
  const wasLocked = !byId('token-form').hidden;
  byId('token-form').hidden = true;
  byId('dashboard').hidden = false;
  byId('controls').hidden = false;
  if (wasLocked) {
    byId('toggle').focus();
  }
}

function showLocked(problem) {
  showState('locked', 'locked');
  enable();
  showProblem(problem);
  byId('dashboard').hidden = true;
  byId('controls').hidden = true;
  byId('token-form').hidden = false;
  byId('token').focus();
}

function showGone(problem) {
  showState('unreachable', 'no connection');
  enable();
  showProblem(problem);
  byId('dashboard').classList.add('stale');
}

async function act(verb) {
  acting = true;
  refused = '';
  byId('toggle').textContent = verb === 'start' ? 'Starting…' : 'Stopping…';
  enable();
  refused = await ask('/' + verb, {method: 'POST'});
  acting = false;
  showProblem(refused);
  enable();
}

async function setRate() {
  const rate = byId('rate-input').value;
  if (Number(rate) === asked) {
    byId('rate-input').blur();
    return;
  }
  refused = await ask('/rate', {method: 'PUT', body: 'clicks-per-second=' + rate});
  showProblem(refused);
  if (!refused) {
    byId('rate-input').blur();
    announce('Rate is ' + rate + ' clicks per second');
  }
}

/** Returns what is wrong, if anything is. */
async function ask(path, options) {
  try {
    const answer = await call(path, options);
    return answer.ok ? '' : (await answer.json()).error;
  } catch (e) {
    return 'The server does not answer.';
  }
}

function show(news) {
  const {status} = news;
  const failed = status.state === 'stopped' && (status.run_state === 'failed' || status.problem);
  byId('dashboard').classList.remove('stale');
  showState(status.state, failed ? 'failed' : status.state);
  enable();
  showProblem(status.problem || refused);
  for (const name of COUNTERS) {
    byId(name).textContent = count(status[name]);
  }
  for (const name of LOSSES) {
    byId(name).classList.toggle('bad', status[name] > 0);
  }
  const receipts = OUTCOMES.reduce((sum, name) => sum + status[name], 0);
  for (const name of OUTCOMES) {
    byId('bar-' + name).style.flexGrow = receipts ? status[name] / receipts : 0;
  }
  showReasons(status.reasons);
  byId('target').textContent = rounded(status.target_clicks_per_second);
  showRate(status);
  byId('lag').textContent = rounded(status.state === 'stopped' ? 0 : status.lag_p99_ms);
  byId('lag-max').textContent = number.format(status.max_lag_ms);
  byId('sink').textContent = status.sink;
  byId('seed').textContent = status.seed || '–';
  byId('since').textContent = status.since ? dayAndTime.format(new Date(status.since)) : '–';
  const rates = drawCharts();
  byId('rate-note').hidden = !follows(status);
  byId('rate').textContent = status.state === 'stopped' ? '0' : rates === undefined ? '–' : rounded(rates);
  lanes.add(news.sessions, moments.length ? moments[moments.length - 1].at : Date.now(), status.state === 'running');
  byId('no-lanes').hidden = lanes.lanes.size > 0;
  byId('lanes-axis').hidden = lanes.lanes.size === 0;
  showTop(byId('top-groups'), news.top_groups, status.delivered, group => [group.group_name]);
  showTop(byId('top-products'), news.top_products, status.delivered, product => [
    part('span', '', String(product.product_id)),
    part('small', '', product.group_name),
  ]);
  showClicks(news.clicks);
  const waiting = status.state === 'stopped' ? 'Press Start, and users begin to browse.' : 'None yet.';
  byId('no-clicks').textContent = waiting;
  byId('no-lanes').textContent = waiting;
}

/** The box has what Set sends: the rate before hours and weekdays. What these make of it stands beside it. */
function showRate(status) {
  const input = byId('rate-input');
  if (document.activeElement !== input) {
    asked = Number(plain(status.asked_clicks_per_second));
    input.value = plain(status.asked_clicks_per_second);
    input.style.width = Math.max(4, input.value.length) + 2 + 'ch';
  }
  const factor = status.target_clicks_per_second / status.asked_clicks_per_second;
  const now = byId('rate-now');
  now.hidden = !(Math.abs(factor - 1) >= 0.0005);
  now.textContent = 'now ' + rounded(status.target_clicks_per_second) + ' (hours × ' + factor.toFixed(2) + ')';
}

/** Without a fraction that nobody asked for, as in the middle of a ramp. */
function plain(rate) {
  return String(+rate.toPrecision(rate < 1000 ? 4 : String(Math.round(rate)).length));
}

/** Whether clicks may still be on the way to a rate that was set while the charts go back. */
function follows(status) {
  return status.state === 'running' && status.rate_changes.length > 0 && settings['click-model'] === 'sessions'
    && shownMoments().some(moment => moment.target_clicks_per_second !== status.target_clicks_per_second);
}

function shownMoments() {
  const last = moments.length ? moments[moments.length - 1].at : Date.now();
  return moments.filter(moment => moment.at >= last - 1000 * SHOWN_SECONDS);
}

function showState(newState, text) {
  state = newState;
  if (byId('state-text').textContent !== text) {
    byId('state').dataset.state = text;
    byId('state-text').textContent = text;
    document.title = 'csgen – ' + text;
  }
}

function showProblem(text) {
  // Written only when it changes, or screen readers would repeat it each time.
  if (byId('problem').textContent !== text) {
    byId('problem').textContent = text;
  }
  byId('problem').hidden = !text;
}

function announce(text) {
  byId('announcer').textContent = text;
}

function enable() {
  const toggle = byId('toggle');
  if (!acting) {
    toggle.textContent = state === 'running' ? 'Stop' : 'Start';
    toggle.classList.toggle('primary', state !== 'running');
  }
  // Not disabled, which would take the focus away.
  toggle.disabled = false;
  toggle.setAttribute('aria-disabled', String(acting || (state !== 'running' && state !== 'stopped')));
  byId('rate-set').disabled = state !== 'running';
}

function rounded(rate) {
  if (rate === null) {
    return '–';
  }
  return rate < 100 ? String(+rate.toFixed(rate < 10 ? 2 : 1)) : number.format(Math.round(rate));
}

/** Draws both charts, and returns the clicks per second of now. */
function drawCharts() {
  const last = moments.length ? moments[moments.length - 1].at : Date.now();
  const shown = moments.findIndex(moment => moment.at >= last - 1000 * SHOWN_SECONDS);
  const from = Math.max(0, shown);
  const x = [];
  const columns = {target: [], generated: [], delivered: [], p50: [], p99: []};
  for (let i = from; i < moments.length; i++) {
    x.push(moments[i].at / 1000);
    columns.target.push(moments[i].target_clicks_per_second);
    columns.generated.push(rate(i, 'generated'));
    columns.delivered.push(rate(i, 'delivered'));
    columns.p50.push(moments[i].lag_p50_ms);
    columns.p99.push(moments[i].lag_p99_ms);
  }
  if (!charts.length) {
    charts = newCharts();
  }
  const range = {min: last / 1000 - SHOWN_SECONDS, max: last / 1000};
  update(charts[0], [x, columns.target, columns.generated, columns.delivered], range);
  update(charts[1], [x, columns.p50, columns.p99], range);
  return columns.generated[columns.generated.length - 1] ?? undefined;
}

/** The mean of as many seconds as it takes for a number that does not jump about. */
function rate(index, name) {
  const here = moments[index];
  const span = 1000 * Math.min(10, Math.max(1, 50 / here.target_clicks_per_second));
  let first = index;
  while (first > 0 && here.at - moments[first].at < span && moments[first - 1][name] <= moments[first][name]) {
    first--;
  }
  const millis = here.at - moments[first].at;
  return millis < 900 ? null : (here[name] - moments[first][name]) * 1000 / millis;
}

function newCharts() {
  const style = getComputedStyle(document.documentElement);
  const color = name => style.getPropertyValue('--' + name).trim();
  const font = '12px ' + getComputedStyle(document.body).fontFamily;
  const axis = {stroke: color('soft'), font, grid: {stroke: color('edge'), width: 1}, ticks: {show: false}};
  const chart = (id, height, floor, series) => {
    const box = byId(id);
    const plot = new uPlot({
      width: box.clientWidth || 300,
      height,
      legend: {live: true, markers: {width: 2}},
      cursor: {x: true, y: false, points: {size: 7}, drag: {x: false, y: false}},
      padding: [8, 32, 0, 0],
      scales: {x: {time: true}, y: {range: (u, min, max) => [0, Math.max(floor, 1.15 * (max || 0))]}},
      axes: [
        {...axis, space: 72, size: 28, values: (u, splits) => splits.map(at => timeOfDay.format(at * 1000))},
        {...axis, size: 44, gap: 4, values: (u, splits) => splits.map(value => compact.format(value))},
      ],
      series: [{label: 'Time', value: (u, at) => at ? timeOfDay.format(at * 1000) : '–'}, ...series],
    }, null, box);
    new ResizeObserver(() => plot.setSize({width: box.clientWidth, height})).observe(box);
    return plot;
  };
  const value = (u, rate) => rate === null || rate === undefined ? '–' : rounded(rate);
  const line = {width: 2, points: {show: false}, value};
  return [
    chart('throughput-chart', 210, 1, [
      {...line, label: 'Target', stroke: color('soft'), dash: [5, 5], width: 1.5},
      {...line, label: 'Generated', stroke: color('accent'), fill: color('tint'), width: 4},
      {...line, label: 'Delivered', stroke: color('second'), width: 1.5},
    ]),
    chart('lag-chart', 210, 2, [
      {...line, label: 'p50', stroke: color('second')},
      {...line, label: 'p99', stroke: color('accent'), fill: color('tint')},
    ]),
  ];
}

function update(chart, data, range) {
  chart.batch(() => {
    chart.setData(data, false);
    chart.setScale('x', range);
  });
  if (!(chart.cursor.left >= 0)) {
    chart.setLegend({idx: data[0].length - 1});
  }
}

/** The same items stay while only their numbers change, so that a selection in them stays. */
function showReasons(reasons) {
  const list = byId('reason-list');
  const texts = reasons.slice(0, SHOWN_REASONS).map(({outcome, reason, clicks}) => [outcome, count(clicks), reason]);
  if (reasons.length > SHOWN_REASONS) {
    const rest = reasons.slice(SHOWN_REASONS);
    texts.push(['', count(rest.reduce((sum, {clicks}) => sum + clicks, 0)), rest.length + ' more reasons']);
  }
  byId('reasons').hidden = !texts.length;
  while (list.children.length > texts.length) {
    list.lastChild.remove();
  }
  texts.forEach(([outcome, clicks, reason], i) => {
    const item = list.children[i] || list.appendChild(document.createElement('li'));
    if (item.dataset.reason !== outcome + reason) {
      item.dataset.reason = outcome + reason;
      const swatch = part('i', 'swatch ' + outcome, '');
      item.replaceChildren(swatch, part('b', '', ''), part('span', 'unseen', outcome), part('span', '', reason));
    }
    item.children[1].textContent = clicks;
  });
}

function count(clicks) {
  return clicks < 1e7 ? number.format(clicks) : compact.format(clicks);
}

function showTop(list, counts, all, name) {
  list.parentElement.querySelector('.empty').hidden = counts.length > 0;
  const most = counts.length ? counts[0].clicks : 1;
  list.replaceChildren(...counts.map(count => {
    const item = document.createElement('li');
    const bar = part('i', 'bar', '');
    bar.style.width = 100 * count.clicks / most + '%';
    const label = part('span', 'label', '');
    label.append(...name(count));
    const share = all ? Math.min(100, 100 * count.clicks / all) : 0;
    item.append(bar, label, part('span', 'share', share.toFixed(share < 9.95 ? 1 : 0) + ' %'));
    return item;
  }));
}

function showClicks(news) {
  const list = byId('clicks');
  const fresh = news.filter(click => !lines.has(id(click))).slice(0, SHOWN_CLICKS);
  for (const click of fresh.reverse()) {
    // A line stays the same element while it moves down, so that a selection in it stays.
    const item = line(click);
    item.classList.toggle('arriving', fresh.length <= FEW_ARRIVALS);
    lines.set(id(click), item);
    list.prepend(item);
  }
  for (const [key, item] of lines) {
    if (lines.size <= SHOWN_CLICKS) {
      break;
    }
    item.remove();
    lines.delete(key);
  }
  byId('no-clicks').hidden = lines.size > 0;
}

function id(click) {
  return click.session_id + '-' + click.ordinal;
}

function line(click) {
  const item = document.createElement('li');
  const time = part('time', '', timeOfDay.format(new Date(click.timestamp)));
  time.dateTime = click.timestamp;
  const page = part('span', 'page', '');
  page.append(...words(click));
  item.append(time, part('span', 'user', 'User ' + click.user_id), page);
  return item;
}

function words(click) {
  const {verb, place} = WORDS[click.type];
  const what = click.product_id === undefined ? click.group_name : click.product_id;
  return [verb + ' ', part('b', '', what), place ? ' ' + place + ' ' + click.group_name : ''];
}

function part(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}
