export { createSecretResolver, type SecretResolver } from './resolver';
