import { refuse } from './errors';

/** What a new resource may be called ("Naming rules and restrictions for Azure resources"). */
export function checkName(type: string, name: string): void {
  if (type.startsWith('Microsoft.Network/')) checkNetworkName(name);
  else if (!/^(?![_\W])[\w.-]{1,80}(?<![-.])$/.test(name)) {
    refuse(
      400,
      'InvalidParameter',
      `The entity name '${type.split('/').at(-1)!.replace(/s$/, '')}Name' is invalid according to its validation rule: ^[^_\\W][\\w-._]{0,79}(?<![-.])$.`,
      'name',
    );
  }
}

function checkNetworkName(name: string): void {
  if (/^\w[\w.-]{0,79}$/.test(name) && /\w$/.test(name)) return;
  refuse(
    400,
    'InvalidResourceName',
    `Resource name ${name} is invalid. The name can be up to 80 characters long. It must begin with a word character, and it must end with a word character or with '_'. The name may contain word characters or '.', '-', '_'.`,
  );
}
