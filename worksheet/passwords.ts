/** ARM, OSProfile.adminUsername: names that Azure refuses for the local administrator. */
export const reservedAdministrators: readonly string[] =
  `administrator admin admin1 admin2 user user1 user2 user3 user4 user5 test test1 test2 test3 1 123 a actuser adm aspnet
   backup console david guest john owner root server sql support support_388945a0 sys`.split(/\s+/);

/** ARM, OSProfile.adminPassword: passwords that Azure refuses. */
const refusedPasswords =
  'abc@123 P@$$w0rd P@ssw0rd P@ssword123 Pa$$word pass@word1 Password! Password1 Password22 iloveyou!'.split(
    ' ',
  );

/**
 * What is wrong with the local administrator's password, in sentences that never hold it. Checked where the secret is resolved.
 * ARM documents 8-123 characters and enforces 12; three of four classes of characters.
 */
export function passwordProblems(password: string, adminName: string): string[] {
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((one) => one.test(password)).length;
  const refused = refusedPasswords.some((one) => one.toLowerCase() === password.toLowerCase());
  const namesAdmin = adminName.length > 2 && password.toLowerCase().includes(adminName.toLowerCase());
  return [
    ...(password.length < 12 ? ['The password is shorter than 12 characters.'] : []),
    ...(password.length > 123 ? ['The password is longer than 123 characters.'] : []),
    ...(classes < 3
      ? ['The password needs three of these: lower-case letters, capital letters, digits, other characters.']
      : []),
    ...(refused ? ['The password is one that Azure refuses because everybody guesses it.'] : []),
    ...(namesAdmin ? ["The password holds the administrator's name, which Windows refuses."] : []),
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    ...(/[\x00-\x1f\x7f]/.test(password)
      ? ['The password holds a control character, perhaps a line end.']
      : []),
  ];
}

/** What Azure would refuse of an IPsec key: printable ASCII without space, hyphen and tilde, 1-128 (VPN Gateway FAQ). */
export function sharedKeyProblems(key: string): string[] {
  return [
    ...(key.length < 1 ? ['The shared key is empty.'] : []),
    ...(key.length > 128 ? ['The shared key is longer than 128 characters.'] : []),
    ...(/[^!-~]/.test(key)
      ? ['The shared key holds a space, a line end or a character outside printable ASCII.']
      : []),
    ...(/[-~]/.test(key) ? ['The shared key holds a hyphen or a tilde.'] : []),
  ];
}

/** Table V asks for 32 random letters and digits; another key works, and is weaker or harder to type into a device. */
export function sharedKeyAdvice(key: string): string[] {
  return /^[A-Za-z0-9]{32}$/.test(key)
    ? []
    : ['The shared key is not 32 letters and digits, as Table V advises.'];
}
