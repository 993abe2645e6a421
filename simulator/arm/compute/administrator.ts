import { refuse } from '../errors';

/** "Disallowed values" of osProfile (Microsoft.Compute API reference). */
const namesRefused = new Set(
  'administrator admin admin1 admin2 user user1 user2 user3 user4 user5 test test1 test2 test3 1 123 a actuser adm aspnet backup console david guest john owner root server sql support support_388945a0 sys'.split(
    ' ',
  ),
);
const passwordsRefused = new Set([
  'abc@123',
  'P@$$w0rd',
  'P@ssw0rd',
  'P@ssword123',
  'Pa$$word',
  'pass@word1',
  'Password!',
  'Password1',
  'Password22',
  'iloveyou!',
]);

export function checkAdministrator(name: string, password: string | undefined): void {
  if (namesRefused.has(name.toLowerCase())) {
    refuse(
      400,
      'InvalidParameter',
      `The Admin Username specified is not allowed: '${name}'.`,
      'adminUsername',
    );
  }
  if (name.length > 20 || name.endsWith('.') || /[\\/"[\]:|<>+=;,?*@&\s]/.test(name) || name === '') {
    refuse(
      400,
      'InvalidParameter',
      'The Admin Username must be 1 to 20 characters, must not end with a period, and must not contain special characters.',
      'adminUsername',
    );
  }
  if (password === undefined) {
    refuse(400, 'InvalidParameter', "Required parameter 'adminPassword' is missing (null).", 'adminPassword');
  }
  // 12 to 123 characters are enforced, although the API reference says 8.
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/].filter((one) => one.test(password)).length;
  if (password.length < 12 || password.length > 123 || classes < 3) {
    refuse(
      400,
      'InvalidParameter',
      'The supplied password must be between 12-123 characters long and must satisfy at least 3 of password complexity requirements from the following: Contains an uppercase character, Contains a lowercase character, Contains a numeric digit, Contains a special character.',
      'adminPassword',
    );
  }
  if (passwordsRefused.has(password)) {
    refuse(400, 'InvalidParameter', 'The specified password is not allowed.', 'adminPassword');
  }
}

export function checkComputerName(name: string): void {
  if (name.length > 15 || name.length === 0 || /^\d+$/.test(name) || !/^[A-Za-z0-9-]+$/.test(name)) {
    refuse(
      400,
      'InvalidParameter',
      `Windows computer name '${name}' cannot be more than 15 characters long, be entirely numeric, or contain the following characters: \` ~ ! @ # $ % ^ & * ( ) = + _ [ ] { } \\ | ; : . ' " , < > / ?.`,
      'computerName',
    );
  }
}
