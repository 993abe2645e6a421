import {
  AUTHORITATIVE_ANSWER,
  type Answer,
  type DecodedPacket,
  type Packet,
  type Question,
} from 'dns-packet';
import type { World } from '../world';
import { controllerName, siteState } from '../site/state';

/** Response codes of RFC 1035, which dns-packet takes as the low bits of the flags. */
const rcode = { noError: 0, nameError: 3, notImplemented: 4, refused: 5 };
const ttl = 1200;
const ports = { _ldap: 389, _kerberos: 88 };

/** What a controller's DNS service says: the AD DS zone and nothing else; it forwards for nobody. */
export function answer(world: World, query: DecodedPacket): Packet {
  const question = query.questions?.[0];
  const reply = (code: number, sections: Partial<Packet> = {}): Packet => ({
    type: 'response',
    id: query.id,
    flags: AUTHORITATIVE_ANSWER | code,
    questions: query.questions,
    ...sections,
  });
  if (!question) return reply(rcode.notImplemented);
  const zone = world.options.site.domain.toLowerCase();
  const name = question.name.toLowerCase();
  if (name !== zone && !name.endsWith(`.${zone}`)) return { ...reply(rcode.refused), flags: rcode.refused };
  const records = zoneRecords(world).filter((record) => record.name === name);
  const answers = records
    .filter((record) => matches(record, question))
    .map((record) => ({ ...record, name: question.name }));
  if (answers.length > 0) return reply(rcode.noError, { answers, additionals: glue(world, answers) });
  const below = zoneRecords(world).some((record) => record.name.endsWith(`.${name}`));
  return reply(records.length > 0 || below ? rcode.noError : rcode.nameError, {
    authorities: [startOfAuthority(world)],
  });
}

function matches(record: Answer, question: Question): boolean {
  return (question.type as string) === 'ANY' || record.type === question.type;
}

function zoneRecords(world: World): Answer[] {
  const zone = world.options.site.domain.toLowerCase();
  const controllers = world.options.site.domainControllers.map((controller) => ({
    name: controllerName(world, controller),
    address: controller.address,
  }));
  const services = (['_ldap', '_kerberos'] as const).flatMap((service) =>
    [`${service}._tcp.dc._msdcs.${zone}`, `${service}._tcp.${zone}`].flatMap((name) =>
      controllers.map((controller): Answer => ({
        type: 'SRV',
        name,
        ttl: 600,
        data: { priority: 0, weight: 100, port: ports[service], target: controller.name },
      })),
    ),
  );
  const addresses = Object.entries(siteState(world).dns.records).map(([name, { address }]) => ({
    name,
    address,
  }));
  return [
    startOfAuthority(world),
    ...controllers.map(({ name }): Answer => ({ type: 'NS', name: zone, ttl: 3600, data: name })),
    ...controllers.map(({ address }): Answer => ({ type: 'A', name: zone, ttl: 600, data: address })),
    ...services,
    ...[...controllers, ...addresses].map(({ name, address }): Answer => ({
      type: 'A',
      name,
      ttl,
      data: address,
    })),
  ];
}

/** Addresses of the controllers that an SRV answer names. */
function glue(world: World, answers: Answer[]): Answer[] {
  const targets = answers.flatMap((record) => (record.type === 'SRV' ? [record.data.target] : []));
  return zoneRecords(world).filter((record) => record.type === 'A' && targets.includes(record.name));
}

function startOfAuthority(world: World): Answer {
  const zone = world.options.site.domain.toLowerCase();
  const [first] = world.options.site.domainControllers;
  return {
    type: 'SOA',
    name: zone,
    ttl: 3600,
    data: {
      mname: first ? controllerName(world, first) : zone,
      rname: `hostmaster.${zone}`,
      serial: 1,
      refresh: 900,
      retry: 600,
      expire: 86400,
      minimum: 3600,
    },
  };
}
