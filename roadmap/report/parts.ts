import type { Person } from '../people';
import { moment } from '../words';
import type { Markup } from './html';
import { html } from './html';

export const time = (iso: string | null | undefined): Markup =>
  iso ? html`<time datetime="${iso}">${moment(iso)}</time>` : html`<span class="quiet">not yet</span>`;

/** Enough to find the sign-in in the tenant's logs. */
export const proof = (person: Person | undefined): Markup | string =>
  person ? html` <span class="quiet">(object id ${person.objectId}, token ${person.tokenId})</span>` : '';
