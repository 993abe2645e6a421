export { createSecretResolver, type SecretResolver } from './resolver';
export { secretChecks, secretUses } from './checks';
