import type { World } from '../../world';
import type { Answer } from '../answers';
import { refuse } from '../errors';

const publisher = 'MicrosoftWindowsServer';
const offer = 'WindowsServer';

/** A Windows Server image with its version; the build is that of the security update of October 2025. */
const images = ['2016', '2019', '2022', '2025'].flatMap((year) =>
  ['datacenter', 'datacenter-azure-edition', 'datacenter-g2', 'datacenter-azure-edition-core']
    .filter((edition) => year > '2019' || !edition.includes('azure-edition'))
    .map((edition) => `${year}-${edition}`),
);
export const imageVersion = '20348.4171.251005';

const same = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

/**
 * Platform images: `locations/{location}/publishers/{publisher}/artifacttypes/vmimage/offers/{offer}/skus/{sku}/versions`,
 * and each list on the way there. Clients look an image up before they make a machine from it.
 */
export function platformImages(world: World, [, location, ...rest]: string[]): Answer | undefined {
  const [publishers, givenPublisher, , kind, offers, givenOffer, skus, givenSku, versions, version] = rest;
  if (!same(publishers, 'publishers')) return undefined;
  const base = `/subscriptions/${world.options.subscriptionId}/Providers/Microsoft.Compute/Locations/${location}/Publishers/${publisher}/ArtifactTypes/VMImage`;
  const list = (names: string[], path: string) => ({
    status: 200,
    body: names.map((name) => ({ location, name, id: `${base}${path}/${name}` })),
  });
  if (givenPublisher === undefined) {
    return {
      status: 200,
      body: [{ location, name: publisher, id: base.replace('/ArtifactTypes/VMImage', '') }],
    };
  }
  if (!same(givenPublisher, publisher) || !same(kind, 'vmimage')) missing(rest);
  if (offers !== undefined && givenOffer === undefined) return list([offer], '/Offers');
  if (!same(givenOffer, offer)) missing(rest);
  if (skus !== undefined && givenSku === undefined) return list(images, `/Offers/${offer}/Skus`);
  const sku = images.find((one) => same(givenSku, one));
  if (!sku) missing(rest);
  if (version === undefined && same(versions, 'versions'))
    return list([imageVersion], `/Offers/${offer}/Skus/${sku}/Versions`);
  if (version !== imageVersion && version !== 'latest') missing(rest);
  return { status: 200, body: image(base, location!, sku) };
}

function image(base: string, location: string, sku: string): object {
  return {
    location,
    name: imageVersion,
    id: `${base}/Offers/${offer}/Skus/${sku}/Versions/${imageVersion}`,
    properties: {
      hyperVGeneration: 'V2',
      architecture: 'x64',
      replicaType: 'Managed',
      replicaCount: 10,
      osDiskImage: { operatingSystem: 'Windows', sizeInGb: 127 },
      dataDiskImages: [],
      automaticOSUpgradeProperties: { automaticOSUpgradeSupported: true },
      features: [
        { name: 'SecurityType', value: 'TrustedLaunchSupported' },
        { name: 'DiskControllerTypes', value: 'SCSI, NVMe' },
      ],
      imageDeprecationStatus: { imageState: 'Active' },
    },
  };
}

function missing(parts: string[]): never {
  refuse(404, 'NotFound', `Artifact: ${parts.filter((_, index) => index !== 2).join('/')} was not found.`);
}
