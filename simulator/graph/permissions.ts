import type { FastifyInstance } from 'fastify';
import { callerOf } from '../signin/bearer';
import { GraphError } from './errors';

const readDirectory = ['Directory.Read.All', 'Directory.ReadWrite.All'];
const readUsers = ['User.Read.All', 'User.ReadWrite.All', ...readDirectory];
const readOrganization = ['Organization.Read.All', 'Organization.ReadWrite.All', ...readDirectory];
const readDomains = ['Domain.Read.All', 'Domain.ReadWrite.All', 'Directory.Read.All'];
const readGroups = ['GroupMember.Read.All', 'Group.Read.All', 'Group.ReadWrite.All', ...readDirectory];
const readMembers = [
  'GroupMember.Read.All',
  'GroupMember.ReadWrite.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Directory.Read.All',
];
const readSkus = ['LicenseAssignment.Read.All', ...readOrganization];
const readSynchronization = [
  'OnPremDirectorySynchronization.Read.All',
  'OnPremDirectorySynchronization.ReadWrite.All',
];

/**
 * Method and route → application permissions, any of which is enough, from Microsoft's own list (microsoftgraph/
 * microsoft-graph-devx-content, permissions.json of 2026-08), without those for devices, agents and nesting. It has
 * onPremisesSynchronization for people only; it is let through here with the permission of the same name.
 */
const accepted: Record<string, string[]> = {
  'GET /v1.0/organization': [...readOrganization, 'User.Read.All'],
  'GET /v1.0/organization/:id': [...readOrganization, 'User.Read.All'],
  'GET /v1.0/domains': readDomains,
  'GET /v1.0/domains/:id': readDomains,
  'GET /v1.0/subscribedSkus': readSkus,
  'GET /v1.0/subscribedSkus/:id': readSkus,
  'GET /v1.0/directory/onPremisesSynchronization': readSynchronization,
  'GET /v1.0/directory/onPremisesSynchronization/:id': readSynchronization,
  'PATCH /v1.0/directory/onPremisesSynchronization/:id': ['OnPremDirectorySynchronization.ReadWrite.All'],
  'GET /v1.0/directory/deletedItems/microsoft.graph.user': readUsers,
  'GET /v1.0/directory/deletedItems/:id': readUsers,
  'GET /v1.0/users': readUsers,
  'GET /v1.0/users/$count': readUsers,
  'GET /v1.0/users/delta': readUsers,
  'GET /v1.0/users/:user': readUsers,
  'GET /v1.0/users/:user/licenseDetails': ['LicenseAssignment.Read.All', ...readUsers],
  'PATCH /v1.0/users/:user': ['User.ReadWrite.All', 'Directory.ReadWrite.All'],
  'POST /v1.0/users/:user/assignLicense': [
    'LicenseAssignment.ReadWrite.All',
    'User.ReadWrite.All',
    'Directory.ReadWrite.All',
  ],
  'POST /v1.0/users/:user/reprocessLicenseAssignment': ['User.ReadWrite.All', 'Directory.ReadWrite.All'],
  'POST /v1.0/users/:user/checkMemberGroups': [...readUsers, ...readGroups],
  'GET /v1.0/groups': readGroups,
  'GET /v1.0/groups/$count': readGroups,
  'GET /v1.0/groups/delta': readGroups,
  'GET /v1.0/groups/:group': readGroups,
  'GET /v1.0/groups/:group/members': readMembers,
  'GET /v1.0/groups/:group/members/microsoft.graph.user': readMembers,
  'GET /v1.0/groups/:group/membersWithLicenseErrors': readMembers,
  'POST /v1.0/groups/:group/assignLicense': [
    'LicenseAssignment.ReadWrite.All',
    'Group.ReadWrite.All',
    'Directory.ReadWrite.All',
  ],
  // Each request inside is judged for itself.
  'POST /v1.0/$batch': [],
};

/** A function has several spellings. */
const rowOf = (method: string, route: string) =>
  `${method === 'HEAD' ? 'GET' : method} ${route.replace(/(?:microsoft\.graph\.)?delta(?:\(\))?$/, 'delta')}`;

/** To be called before the routes, so that none of them is left without a row. */
export function requirePermissions(app: FastifyInstance): void {
  app.addHook('onRoute', ({ method, url }) => {
    const missing = [method].flat().find((one) => !(rowOf(one, url) in accepted));
    if (missing) throw new Error(`simulator/graph/permissions.ts has no row for ${rowOf(missing, url)}`);
  });
  app.addHook('onRequest', async (request) => {
    const { url } = request.routeOptions;
    const enough = url === undefined ? undefined : accepted[rowOf(request.method, url)];
    if (!enough || enough.length === 0) return;
    const { roles } = callerOf(request);
    if (enough.some((one) => roles.includes(one))) return;
    const message = 'Insufficient privileges to complete the operation.';
    throw new GraphError(403, 'Authorization_RequestDenied', message);
  });
}
