/** Refused by Azure whatever their strength (Compute API reference, OSProfile.adminPassword). */
const banned = [
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
].map((word) => word.toLowerCase());

/** What is wrong with an administrator's password, in words that don't hold it; 12-123 characters, 3 of 4 classes. */
export function unsuitablePassword(value: string): string | undefined {
  if (value.length < 12 || value.length > 123) return 'must have 12 to 123 characters';
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((one) => one.test(value)).length;
  if (classes < 3) return 'must hold three of lower case, upper case, digits and other characters';
  if (banned.includes(value.toLowerCase())) return 'is one of the passwords that Azure refuses';
  return undefined;
}
