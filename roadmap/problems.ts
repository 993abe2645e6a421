/**
 * What can go wrong, as constants: the type of every ApplicationFailure that activities throw (docs/errors.md explains each).
 * `retry` is retried by Temporal; `needsPerson` parks the step; `defect` parks it too and asks for a bug report.
 */
export const problemClasses = {
  // retry
  Throttled: 'retry',
  Locked: 'retry',
  ServiceUnavailable: 'retry',
  NetworkFailure: 'retry',
  SignInExpired: 'retry',
  NotReadyYet: 'retry',
  OperationLost: 'retry',
  // needs a person
  WorksheetInvalid: 'needsPerson',
  PreflightFailed: 'needsPerson',
  AuthenticationFailed: 'needsPerson',
  AuthorizationFailed: 'needsPerson',
  QuotaExceeded: 'needsPerson',
  SkuNotAvailable: 'needsPerson',
  AllocationFailed: 'needsPerson',
  PolicyDenied: 'needsPerson',
  ResourceLocked: 'needsPerson',
  ResourceInUse: 'needsPerson',
  ProviderNotRegistered: 'needsPerson',
  ForeignResource: 'needsPerson',
  ConflictingChange: 'needsPerson',
  InvalidRequest: 'needsPerson',
  ResourceFailed: 'needsPerson',
  SecretUnavailable: 'needsPerson',
  SecretUnsuitable: 'needsPerson',
  TunnelNotConnected: 'needsPerson',
  DnsNotAnswering: 'needsPerson',
  DnsRecordWrong: 'needsPerson',
  DomainUnreachable: 'needsPerson',
  DomainCredentialsRefused: 'needsPerson',
  DomainJoinFailed: 'needsPerson',
  GuestScriptFailed: 'needsPerson',
  PrerequisiteMissing: 'needsPerson',
  InstallerRefused: 'needsPerson',
  SynchronisationNotRunning: 'needsPerson',
  TenantNotSynchronised: 'needsPerson',
  NoSeats: 'needsPerson',
  TimedOut: 'needsPerson',
  GateRejected: 'needsPerson',
  GateExpired: 'needsPerson',
  // defect
  Defect: 'defect',
} as const;

export type ProblemCode = keyof typeof problemClasses;
export type ProblemClass = (typeof problemClasses)[ProblemCode];

/** What a parked step shows: what failed, on which resource, why, and what a person can do. Never a secret. */
export interface Problem {
  code: ProblemCode;
  /** What failed, in one sentence. */
  message: string;
  /** What to do about it, in one or two sentences. */
  remedy: string;
  /** ARM id, DNS server, user … that it failed on. */
  resource?: string;
  /** The service's own code and correlation, for a support case. */
  service?: { code?: string; status?: number; correlationId?: string };
}

export function isProblemCode(code: unknown): code is ProblemCode {
  return typeof code === 'string' && Object.hasOwn(problemClasses, code);
}
