/** `West Europe` and `westeurope` are the same region. */
export const plainLocation = (location: string): string => location.replaceAll(' ', '').toLowerCase();
