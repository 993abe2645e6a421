/** An element; a property that begins with `data-` or `aria-` or has a false value is an attribute or is left out. */
export function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === false) continue;
    if (name === 'class') element.className = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  // Texts become text nodes, never HTML: names and reasons come from elsewhere.
  element.append(...children.flat().filter((child) => child !== undefined && child !== false));
  return element;
}

export const badge = (kind, text) => h('span', { class: `badge ${kind}` }, text);

/** A button that does something at the site; `done` is what is said afterwards. */
export const doing = (text, method, path, body, done) =>
  h(
    'button',
    {
      type: 'button',
      'data-method': method,
      'data-path': path,
      'data-body': body && JSON.stringify(body),
      'data-done': done,
    },
    text,
  );

export function table(caption, heads, rows, empty) {
  if (rows.length === 0) return h('p', { class: 'hint' }, empty);
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      {},
      h('caption', { class: 'quiet' }, caption),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ...heads.map((head) => h('th', { scope: 'col' }, head || h('span', { class: 'quiet' }, 'Actions'))),
        ),
      ),
      h(
        'tbody',
        {},
        ...rows.map(([first, ...others]) =>
          h('tr', {}, h('th', { scope: 'row' }, first), ...others.map((cell) => h('td', {}, cell))),
        ),
      ),
    ),
  );
}

export const facts = (pairs) =>
  h('dl', {}, ...pairs.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));

/** Nothing is touched that didn't change or that somebody is about to type into, and the keyboard stays where it is. */
export function show(id, nodes) {
  const place = document.getElementById(id);
  const next = h('div', {}, ...[nodes].flat());
  if (place.dataset.shown === next.innerHTML || isTypedInto(place)) return;
  place.dataset.shown = next.innerHTML;
  const focused = place.contains(document.activeElement) ? keyOf(document.activeElement) : undefined;
  place.replaceChildren(...next.childNodes);
  if (focused !== undefined)
    [...place.querySelectorAll('button, input, select')].find((one) => keyOf(one) === focused)?.focus();
}

const isTypedInto = (place) =>
  [...place.querySelectorAll('input')].some(
    (input) => input === document.activeElement || input.value !== input.defaultValue,
  );

const keyOf = ({ dataset, name }) => [name, dataset.method, dataset.path].join(' ');
