import type { ArmErrorBody } from '../errors';
import type { Misfit } from './misfits';

/** How a service words its refusal of a body. */
export type Form = (misfits: Misfit[]) => ArmErrorBody;

/** ARM itself, of the members that all resources share (azure-sdk-for-net, issue 3487). */
export const armForm: Form = ([first]) => ({
  code: 'InvalidRequestContent',
  message: `The request content was invalid and could not be deserialized: '${first!.message}'.`,
});

/**
 * Microsoft.Network names everything that is wrong in the details: InvalidJson (azure-cli, issue 1619), and MissingJsonReferenceId for
 * a reference without its id.
 */
const networkForm: Form = (misfits) => ({
  code: 'InvalidRequestFormat',
  message: 'Cannot parse the request.',
  details: misfits.map(({ kind, path, member, message }) =>
    kind === 'missing' && member === 'id'
      ? {
          code: 'MissingJsonReferenceId',
          message: `Value for reference id is missing. Path ${path.replace(/\.id$/, '')}.`,
        }
      : { code: 'InvalidJson', message },
  ),
});

/**
 * Microsoft.Compute names the first thing: BadRequest for what its reader refuses (azure-sdk-for-net, issue 37855; azure-cli, issue
 * 18855), InvalidParameter for what is missing or out of range (azure-sdk-for-java, issue 2009).
 */
const computeForm: Form = ([first]) => {
  const { kind, path, message } = first!;
  const parameter = path.replace(/^properties\./, '');
  if (kind === 'missing') {
    return {
      code: 'InvalidParameter',
      message: `Required parameter '${parameter}' is missing (null).`,
      target: parameter,
    };
  }
  return kind === 'value'
    ? {
        code: 'InvalidParameter',
        message: `The value of parameter ${parameter} is invalid.`,
        target: parameter,
      }
    : { code: 'BadRequest', message, target: path };
};

export const formOf = (type: string): Form =>
  /^Microsoft\.Compute\//i.test(type)
    ? computeForm
    : /^Microsoft\.Network\//i.test(type)
      ? networkForm
      : armForm;
