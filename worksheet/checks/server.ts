import type { Draft, Found } from '../finding';
import { error } from '../finding';
import { reservedAdministrators } from '../passwords';

export function checkServer({ server }: Draft): Found[] {
  return [
    ...computerName(server?.name),
    ...administratorName(server?.administrator?.name, server?.name),
    ...image(server?.image),
  ];
}

/** NetBIOS name of a Windows computer: at most 15 letters, digits and hyphens, not digits only (KB 909264; ARM, computerName). */
function computerName(name: string | undefined): Found[] {
  if (name === undefined) return [];
  const problem = computerNameProblem(name);
  if (!problem) return [];
  const remedy = 'Use 1-15 letters, digits and hyphens, e.g. CONTOSO-SYNC01.';
  return [
    error({ path: ['server', 'name'], rule: 'computer-name', problem: `"${name}" ${problem}`, remedy }),
  ];
}

function computerNameProblem(name: string): string | undefined {
  if (name.length > 15) return `has ${name.length} characters`;
  if (/^\d+$/.test(name)) return 'is digits only';
  if (!/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(name)) {
    return 'has other characters than letters, digits and hyphens between them';
  }
  return undefined;
}

/** ARM, OSProfile.adminUsername: at most 20 characters, no final full stop, not one of the reserved names. */
function administratorName(name: string | undefined, computer: string | undefined): Found[] {
  if (name === undefined) return [];
  const problem = administratorProblem(name, computer);
  if (!problem) return [];
  const remedy = 'Choose a name of 1-20 characters that nobody guesses, e.g. syncadmin.';
  return [error({ path: ['server', 'administrator', 'name'], rule: 'administrator-name', problem, remedy })];
}

function administratorProblem(name: string, computer: string | undefined): string | undefined {
  if (reservedAdministrators.includes(name.toLowerCase()))
    return `Azure refuses "${name}" as an administrator`;
  if (name.length < 1 || name.length > 20) return `the name has ${name.length} characters`;
  if (name.endsWith('.')) return `"${name}" ends with a full stop`;
  if (/[\\/"[\]:|<>+=;,?*@&\s]/.test(name)) return `"${name}" has a character that Windows refuses`;
  if (name.toLowerCase() === computer?.toLowerCase()) return 'it is the name of the computer';
  return undefined;
}

/**
 * Entra Connect runs on Windows Server 2016, 2019 and 2022 with desktop; not on Server Core, and 2025 is not supported
 * (Entra Connect prerequisites).
 */
function image(urn: string | undefined): Found[] {
  if (urn === undefined) return [];
  const path = ['server', 'image'];
  const remedy = 'Use MicrosoftWindowsServer:WindowsServer:2022-datacenter-azure-edition:latest.';
  const parts = urn.split(':');
  if (parts.length !== 4 || parts.some((part) => !/^[A-Za-z0-9._-]+$/.test(part))) {
    const problem = `"${urn}" is not of the form publisher:offer:sku:version`;
    return [error({ path, rule: 'image-urn', problem, remedy })];
  }
  const [publisher, offer, sku] = parts as [string, string, string, string];
  if (publisher !== 'MicrosoftWindowsServer' || offer !== 'WindowsServer') return [];
  if (!/^20(16|19|22)-/.test(sku)) {
    const problem = `Entra Connect is not supported on ${sku}`;
    return [error({ path, rule: 'image-unsupported', problem, remedy })];
  }
  if (!/core/i.test(sku)) return [];
  const problem = `${sku} has no desktop, which the Entra Connect wizard needs`;
  return [error({ path, rule: 'image-unsupported', problem, remedy })];
}
