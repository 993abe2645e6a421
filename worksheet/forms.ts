/** Forms of text that more than the schema asks about. Nothing is imported here, so that asking costs nothing. */

/** Name of a deployment: 1-30 lower-case letters, digits and hyphens, beginning and ending with a letter or digit. */
export const deploymentForm = /^[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?$/;

/** Ids of tenants, subscriptions, groups and products. */
export const guidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `4 hours`, `1 day`: the number and the unit. */
export const durationForm = /^(\d+) (second|minute|hour|day)s?$/;
