import {
  isGrpcServiceError,
  QueryNotRegisteredError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, NamespaceNotFoundError } from '@temporalio/common';
import { searchAttributes } from '../roadmap/messages';
import { searchAttributeCommands } from '../temporal/searchAttributes';

export type ErrorCode =
  | 'Refused'
  | 'AlreadyRunning'
  | 'NoSuchDeployment'
  | 'DeploymentEnded'
  | 'DeploymentFailed'
  | 'BadMessage'
  | 'NoServer'
  | 'NoWorker'
  | 'NoVouching'
  | 'SignInFailed'
  | 'NoNamespace'
  | 'AccessDenied'
  | 'SearchAttributesMissing';

/** What a caller can expect to go wrong, with a sentence that says what to do. */
export class DirsyncError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DirsyncError';
  }
}

/** A decision or an answer did not count; the message is the workflow's own sentence. */
export class Refused extends DirsyncError {
  constructor(message: string, options?: ErrorOptions) {
    super('Refused', message, options);
    this.name = 'Refused';
  }
}

export interface ErrorContext {
  namespace: string;
  /** Absent where the call is not about one deployment. */
  deployment?: string;
  answerWithinMs: number;
  /** True where a worker has to answer, and not the server alone. */
  asksWorker: boolean;
}

const names = Object.values(searchAttributes);

/** gRPC status codes (grpc.io, "Status codes and their use in gRPC"). */
const status = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  failedPrecondition: 9,
  unavailable: 14,
  unauthenticated: 16,
};

/** Turns what Temporal's client throws into a DirsyncError; what is not of the outside world stays as it is. */
export function translated(error: unknown, context: ErrorContext): unknown {
  const cause = { cause: error };
  const { deployment = '', namespace } = context;
  if (error instanceof WorkflowUpdateFailedError) {
    const refusal = error.cause instanceof ApplicationFailure && error.cause.type === 'Refused';
    if (refusal) return new Refused(error.cause.message, cause);
    // The server's own failure, where worker or server went away before the update was admitted to the history.
    if (error.cause instanceof ApplicationFailure && error.cause.type === 'UnprocessedUpdate') {
      return new DirsyncError(
        'NoWorker',
        'The worker went away before it could answer; nothing was counted. Say it again.',
        cause,
      );
    }
    return new DirsyncError('DeploymentFailed', error.cause?.message ?? error.message, cause);
  }
  if (error instanceof WorkflowExecutionAlreadyStartedError) {
    return new DirsyncError(
      'AlreadyRunning',
      `The deployment ${deployment}, or its teardown, is running already, and only one runs at a time. Look at it with \`npx dirsync status ${deployment}\`, or end it with \`npx dirsync abandon ${deployment}\`.`,
      cause,
    );
  }
  if (error instanceof WorkflowNotFoundError) return notFound(error, deployment);
  if (error instanceof NamespaceNotFoundError) return noNamespace(error, namespace);
  if (error instanceof WorkflowFailedError) {
    const reason = error.cause?.message ?? error.message;
    return new DirsyncError('DeploymentFailed', `The deployment ${deployment} failed: ${reason}`, cause);
  }
  if (error instanceof QueryNotRegisteredError) {
    return new DirsyncError(
      'DeploymentFailed',
      `The workflow of ${deployment} does not answer: it ended before it began, or is not one of dirsync's. The Temporal UI shows which.`,
      cause,
    );
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return noWorker(error, context);
  const grpc = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(grpc) ? ofStatus(grpc, error as Error, context) : error;
}

/** An update of a deployment that is over is answered with "not found" too. */
function notFound(error: WorkflowNotFoundError, deployment: string): DirsyncError {
  const cause = { cause: error };
  if (/already completed/i.test(error.message)) {
    return new DirsyncError('DeploymentEnded', `The deployment ${deployment} has ended already.`, cause);
  }
  return new DirsyncError(
    'NoSuchDeployment',
    `There is no deployment ${deployment}. \`npx dirsync list\` shows those that there are.`,
    cause,
  );
}

function noWorker(error: Error, { answerWithinMs }: ErrorContext): DirsyncError {
  return new DirsyncError(
    'NoWorker',
    `No worker answered within ${answerWithinMs / 1000} s; start one with \`npx dirsync worker\`.`,
    { cause: error },
  );
}

function noServer(error: Error, said: string): DirsyncError {
  return new DirsyncError(
    'NoServer',
    `The Temporal server does not answer (${said}). Start one with \`npx dirsync dev\`, or give its address in TEMPORAL_ADDRESS.`,
    { cause: error },
  );
}

function noNamespace(error: Error, namespace: string): DirsyncError {
  return new DirsyncError(
    'NoNamespace',
    `The Temporal server has no namespace ${namespace}. Create it, or name another in TEMPORAL_NAMESPACE.`,
    { cause: error },
  );
}

function ofStatus(
  grpc: { code: number; details: string; message: string },
  error: Error,
  context: ErrorContext,
): Error {
  const cause = { cause: error };
  const said = grpc.details || grpc.message;
  switch (grpc.code) {
    // The server says "cancelled" where it notices our deadline first.
    case status.cancelled:
    case status.deadlineExceeded:
      return context.asksWorker ? noWorker(error, context) : noServer(error, said);
    case status.notFound:
      return /^namespace/i.test(said) ? noNamespace(error, context.namespace) : error;
    case status.failedPrecondition:
      return /no poller/i.test(said) ? noWorker(error, context) : error;
    case status.unavailable:
      return noServer(error, said);
    case status.unauthenticated:
    case status.permissionDenied:
      return new DirsyncError(
        'AccessDenied',
        `The Temporal server refused the request (${said}). Check TEMPORAL_API_KEY or the profile's certificate, and the namespace ${context.namespace}.`,
        cause,
      );
    case status.invalidArgument:
      return names.some((name) => said.includes(name))
        ? searchAttributesMissing(context.namespace, names, cause)
        : error;
    default:
      return error;
  }
}

export function searchAttributesMissing(
  namespace: string,
  names: string[],
  options?: ErrorOptions,
): DirsyncError {
  const commands = searchAttributeCommands(namespace, names).map((command) => `  ${command}`);
  return new DirsyncError(
    'SearchAttributesMissing',
    [`The namespace ${namespace} lacks search attributes of dirsync. Add them once:`, ...commands].join('\n'),
    options,
  );
}
