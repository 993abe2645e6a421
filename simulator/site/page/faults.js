import { doing, show, table } from './dom.js';

const presets = {
  'Azure throttles three writes': {
    name: 'writes-throttled',
    what: { service: 'arm', operation: 'write' },
    how: { kind: 'error', status: 429, code: 'SubscriptionRequestsThrottled', retryAfter: 10 },
    times: 3,
  },
  'The next server has no capacity': {
    name: 'no-capacity',
    what: { service: 'arm', method: 'PUT', path: '*/virtualMachines/*' },
    how: { kind: 'failed', code: 'AllocationFailed', message: 'No capacity in this region.' },
    times: 1,
  },
  'Azure makes it, but the answer is lost': {
    name: 'answer-lost',
    what: { service: 'arm', operation: 'write' },
    where: 'after',
    how: { kind: 'reset' },
    times: 1,
  },
  'Every tenth look at Azure fails': {
    name: 'flaky-polls',
    what: { service: 'arm', operation: 'poll' },
    how: { kind: 'error', status: 503, code: 'ServerBusy' },
    probability: 0.1,
    seed: 'monday',
  },
  'Graph throttles ten requests': {
    name: 'graph-throttled',
    what: { service: 'graph' },
    how: { kind: 'error', status: 429, code: 'TooManyRequests', retryAfter: 10 },
    times: 10,
  },
  'A proxy answers in Graph’s place': {
    name: 'proxy-page',
    what: { service: 'graph' },
    how: { kind: 'notJson', status: 502 },
    times: 2,
  },
};

export function showFaults({ faults }) {
  show(
    'faults',
    table(
      'What goes wrong, the first that fits first',
      ['Name', 'What', 'Where', 'How', 'Struck', ''],
      faults.map(({ name, what, where, how, times, probability, struck, seen }) => [
        name,
        Object.values(what).join(' ') || 'everything',
        where,
        [how.kind, how.status, how.code].filter(Boolean).join(' '),
        `${struck}${times ? ` of at most ${times}` : ''}, seen ${seen}${probability < 1 ? `, with probability ${probability}` : ''}`,
        doing(`Remove ${name}`, 'DELETE', `/faults/${encodeURIComponent(name)}`),
      ]),
      'Nothing goes wrong but what you do.',
    ),
  );
}

/** `act` sends a request and tells what came of it. */
export function wireFaults(act) {
  const [choice, body] = ['fault-preset', 'fault-body'].map((id) => document.getElementById(id));
  choice.append(...Object.keys(presets).map((text) => new Option(text)));
  const fill = () => (body.value = JSON.stringify(presets[choice.value], undefined, 1));
  choice.addEventListener('input', fill);
  fill();
  document.getElementById('fault-form').addEventListener('submit', (event) => {
    event.preventDefault();
    let fault;
    try {
      fault = JSON.parse(body.value);
    } catch (error) {
      body.setCustomValidity(`Not JSON: ${error.message}`);
      body.reportValidity();
      return;
    }
    const { name = 'by-hand', ...rest } = fault;
    void act('PUT', `/faults/${encodeURIComponent(name)}`, rest, `${name} is set.`);
  });
  body.addEventListener('input', () => body.setCustomValidity(''));
}
