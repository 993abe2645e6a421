import type { Worksheet } from './schema';

/** Who may reach the server's desktop: the article lets the Internet in, the worksheet only the site by default. */
export const rdpSources = ({ localNetwork }: Worksheet): string[] =>
  localNetwork.rdpSources ?? localNetwork.prefixes;
