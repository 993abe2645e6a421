import { show } from './dom.js';
import { showFaults, wireFaults } from './faults.js';
import { showPeople, wirePeople } from './people.js';
import * as sections from './sections.js';

const refreshEvery = 2000;
const notice = document.getElementById('notice');
let offline = false;

async function read(path) {
  const answer = await fetch(path, { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

function say(text, kind) {
  notice.className = kind;
  notice.textContent = text;
}

async function refresh() {
  try {
    const [view, clock, faults] = await Promise.all(['/site', '/clock', '/faults'].map(read));
    if (offline) say('The simulator is back.', 'good');
    offline = false;
    render(view, clock);
    showPeople(view);
    showFaults(faults);
  } catch (error) {
    offline = true;
    say(`The simulator does not answer: ${error.message}. What is shown may be old.`, 'bad');
  }
}

function render(view, clock) {
  document.getElementById('domain').textContent = view.domain;
  show('standing', sections.standing(view));
  show('clock', sections.clock(clock));
  show('network', sections.network(view));
  show('routes', sections.routes(view));
  show('firewall', sections.firewall(view));
  show('tunnels', sections.tunnels(view));
  show('who', sections.who(view));
  show('machines', sections.machines(view));
  show('dns-servers', sections.dnsServers(view));
  show('dns-records', sections.dnsRecords(view));
  show('accounts', sections.accounts(view));
  show('tenant', sections.tenant(view));
  const account = document.getElementById('account');
  const names = view.directory.accounts.map(({ name }) => name);
  if (names.join() !== [...account.options].map(({ value }) => value).join())
    account.replaceChildren(...names.map((name) => new Option(name)));
  suggest('speed', `${clock.speed}`);
  suggest('peer', view.tunnels.find(({ gatewayAddress }) => gatewayAddress)?.gatewayAddress);
  suggest('prefix', view.tunnels[0]?.addressSpace[0]);
}

/** What Azure wants is offered, never filled in: a person types it, as at a real device. */
function suggest(id, value) {
  if (value) document.getElementById(id).placeholder = value;
}

async function act(method, path, body, done) {
  say('…', '');
  try {
    const answer = await fetch(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (answer.ok) say(done ?? 'Done.', 'good');
    else say(`Not done: ${(await answer.json()).error.message}`, 'bad');
    await refresh();
    return answer.ok;
  } catch (error) {
    say(`Not done: ${error.message}`, 'bad');
    return false;
  }
}

document.addEventListener('click', ({ target }) => {
  const { method, path, body, done } = target.dataset ?? {};
  if (target.tagName === 'BUTTON' && method) void act(method, path, body && JSON.parse(body), done);
});

/** A form's fields are the body; one whose name begins with a colon is a part of the path. */
document.addEventListener('submit', (event) => {
  const form = event.target;
  const { method, path, done } = form.dataset;
  if (!method) return;
  event.preventDefault();
  const body = {};
  let target = path;
  for (const field of form.elements) {
    if (!field.name) continue;
    if (field.name.startsWith(':')) target = target.replace(field.name, encodeURIComponent(field.value));
    else body[field.name] = field.type === 'number' ? Number(field.value) : field.value.trim();
  }
  void act(method, target, body, done).then((ok) => {
    if (!ok) return undefined;
    form.reset();
    if (form.contains(document.activeElement)) document.activeElement.blur();
    return refresh();
  });
});

wirePeople();
wireFaults(act);
void refresh();
setInterval(refresh, refreshEvery);
