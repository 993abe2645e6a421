import { badge, doing, h, show, table } from './dom.js';

const pageLength = 12;
const chosen = { text: '', state: 'all', page: 0 };
let people = [];
let shownPerson;

const problemsOf = ({ provisioningErrors, licenceConflict, enabled, inScope }) => [
  ...provisioningErrors.map(({ propertyCausingError }) => `${propertyCausingError} is taken`),
  ...(licenceConflict ? ['licences conflict'] : []),
  ...(enabled ? [] : ['disabled']),
  ...(inScope ? [] : ['out of scope']),
];

const states = {
  all: () => true,
  synchronised: (person) => person.synchronised,
  missing: (person) => !person.synchronised,
  licensed: (person) => person.licences > 0,
  unlicensed: (person) => person.licences === 0,
  broken: (person) => problemsOf(person).length > 0,
};

export function showPeople(view) {
  people = view.directory.people;
  render();
}

function render() {
  const text = chosen.text.trim().toLowerCase();
  const found = people.filter(
    (person) =>
      states[chosen.state](person) &&
      [person.displayName, person.userPrincipalName, person.department].some((one) =>
        one.toLowerCase().includes(text),
      ),
  );
  const pages = Math.max(1, Math.ceil(found.length / pageLength));
  chosen.page = Math.min(chosen.page, pages - 1);
  const from = chosen.page * pageLength;
  const rows = found.slice(from, from + pageLength);
  show('people', [
    h('p', { class: 'hint' }, `${found.length} of ${people.length} people`),
    table(
      'People',
      ['Name', 'Sign-in name', 'Department', 'In the tenant', 'Location', 'Licences', 'Problems', ''],
      rows.map((person) => [
        person.displayName,
        person.userPrincipalName,
        person.department,
        person.synchronised ? badge('good', 'synchronised') : badge('todo', 'not yet'),
        person.usageLocation ?? '',
        person.skus.join(', '),
        problemsOf(person).join(', '),
        h(
          'button',
          {
            type: 'button',
            'data-person': person.userPrincipalName,
            'aria-label': `Change ${person.displayName}`,
          },
          'Change',
        ),
      ]),
      'Nobody is like that.',
    ),
    h(
      'p',
      { class: 'row' },
      h('button', { type: 'button', 'data-turn': '-1', disabled: chosen.page === 0 }, 'Earlier'),
      h('span', {}, `page ${chosen.page + 1} of ${pages}`),
      h('button', { type: 'button', 'data-turn': '1', disabled: chosen.page >= pages - 1 }, 'Later'),
    ),
  ]);
  if (shownPerson) renderPerson();
}

function renderPerson() {
  const person = people.find(({ userPrincipalName }) => userPrincipalName === shownPerson);
  const to = (what) => `/site/users/${encodeURIComponent(person.userPrincipalName)}/${what}`;
  const taken = person.provisioningErrors[0]?.propertyCausingError;
  show('person', [
    h('h2', { id: 'person-title' }, person.displayName),
    h(
      'p',
      {},
      `${person.userPrincipalName}, ${person.department}. ${problemsOf(person).join(', ') || 'No problems'}.`,
    ),
    h('p', { class: 'hint' }, 'What concerns the directory shows in the tenant after the next cycle.'),
    h(
      'p',
      { class: 'row' },
      doing(person.enabled ? 'Disable the account' : 'Enable the account', 'PUT', to('account'), {
        enabled: !person.enabled,
      }),
      doing(person.inScope ? 'Take out of scope' : 'Put into scope', 'PUT', to('account'), {
        inScope: !person.inScope,
      }),
      doing('Sign-in name is taken', 'PUT', to('provisioning-error'), { property: 'UserPrincipalName' }),
      doing('Mail address is taken', 'PUT', to('provisioning-error'), { property: 'ProxyAddress' }),
      doing('Nothing is taken', 'PUT', to('provisioning-error'), { property: null }),
      doing(person.licenceConflict ? 'Licences fit' : 'Licences conflict', 'PUT', to('licence-conflict'), {
        conflict: !person.licenceConflict,
      }),
    ),
    taken ? h('p', {}, `In the tenant: ${taken} is taken.`) : '',
    h('p', {}, h('button', { type: 'button', 'data-close': true }, 'Close')),
  ]);
}

export function wirePeople() {
  const listen = (id, property) =>
    document.getElementById(id).addEventListener('input', ({ target }) => {
      Object.assign(chosen, { [property]: target.value, page: 0 });
      render();
    });
  listen('people-text', 'text');
  listen('people-state', 'state');
  const dialog = document.getElementById('person');
  document.getElementById('people').addEventListener('click', ({ target }) => {
    if (target.dataset.turn) {
      chosen.page += Number(target.dataset.turn);
      render();
    } else if (target.dataset.person) {
      shownPerson = target.dataset.person;
      renderPerson();
      dialog.showModal();
    }
  });
  dialog.addEventListener('click', ({ target }) => target.dataset.close !== undefined && dialog.close());
  dialog.addEventListener('close', () => (shownPerson = undefined));
}
