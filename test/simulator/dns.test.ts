import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { once } from 'node:events';
import { decode, encode, streamDecode, streamEncode, type Packet } from 'dns-packet';
import { dnsOver, type DnsService } from '../../simulator/dns/service';
import { enterprise, join, type Enterprise } from './siteWorld';

describe('simulated DNS', () => {
  let e: Enterprise;
  let service: DnsService;
  before(async () => {
    e = enterprise();
    service = await dnsOver(e.world, e.facts);
  });
  after(() => service.stop());

  function resolver(address = '10.10.0.4'): Resolver {
    const asked = new Resolver({ timeout: 200, tries: 1 });
    asked.setServers([service.dns[address] ?? '']);
    return asked;
  }
  const refusedWith = (code: string) => (error: NodeJS.ErrnoException) => error.code === code;

  it('names the domain controllers', async () => {
    for (const name of ['_ldap._tcp.dc._msdcs', '_kerberos._tcp.dc._msdcs', '_ldap._tcp', '_kerberos._tcp']) {
      const found = await resolver().resolveSrv(`${name}.corp.contoso.com`);
      assert.deepEqual(found.map((record) => record.name).sort(), [
        'dc1.corp.contoso.com',
        'dc2.corp.contoso.com',
      ]);
      assert.equal(found[0]?.port, name.startsWith('_ldap') ? 389 : 88);
    }
    assert.deepEqual(await resolver().resolve4('DC2.corp.contoso.com'), ['10.10.0.5']);
    assert.equal((await resolver().resolveSoa('corp.contoso.com')).nsname, 'dc1.corp.contoso.com');
    assert.equal((await resolver().resolveNs('corp.contoso.com')).length, 2);
  });

  it('tells an unknown name, a name without such a record, and a foreign zone apart', async () => {
    await assert.rejects(resolver().resolve4('nobody.corp.contoso.com'), refusedWith('ENOTFOUND'));
    await assert.rejects(resolver().resolveMx('dc1.corp.contoso.com'), refusedWith('ENODATA'));
    await assert.rejects(resolver().resolve4('_msdcs.corp.contoso.com'), refusedWith('ENODATA'));
    await assert.rejects(resolver().resolve4('www.example.org'), refusedWith('EREFUSED'));
  });

  it('knows a server once it has joined', async () => {
    await assert.rejects(resolver().resolve4('dirsync1.corp.contoso.com'), refusedWith('ENOTFOUND'));
    await e.connect();
    assert.ok(join(e).joined);
    await assert.rejects(resolver().resolve4('dirsync1.corp.contoso.com'), refusedWith('ENOTFOUND'));
    e.pass(2);
    assert.deepEqual(await resolver('10.10.0.5').resolve4('DIRSYNC1.corp.contoso.com'), ['10.24.64.36']);
  });

  it('answers over TCP too', async () => {
    const [host, port] = (service.dns['10.10.0.4'] ?? '').split(':');
    const connection = connect(Number(port), host);
    const query: Packet = {
      type: 'query',
      id: 7,
      questions: [{ type: 'SRV', name: '_ldap._tcp.dc._msdcs.corp.contoso.com' }],
    };
    const bytes = streamEncode(query);
    connection.write(bytes.subarray(0, 5));
    connection.write(bytes.subarray(5));
    const [answer] = (await once(connection, 'data')) as [Buffer];
    connection.destroy();
    const { id, answers } = streamDecode(answer);
    assert.deepEqual([id, answers?.length], [7, 2]);
  });

  it('drops queries while it does not answer, and what is no query', async () => {
    await e.ask('PUT', '/site/dns/servers/dc1', { answering: false });
    await assert.rejects(resolver().resolve4('dc1.corp.contoso.com'), refusedWith('ETIMEOUT'));
    assert.deepEqual(await resolver('10.10.0.5').resolve4('dc1.corp.contoso.com'), ['10.10.0.4']);
    await e.ask('PUT', '/site/dns/servers/dc1', { answering: true });

    const [host, port] = (service.dns['10.10.0.4'] ?? '').split(':');
    const socket = createSocket('udp4');
    socket.send('not a message', Number(port), host);
    socket.send(
      encode({ type: 'query', id: 9, questions: [{ type: 'A', name: 'dc1.corp.contoso.com' }] }),
      Number(port),
      host,
    );
    const [answer] = (await once(socket, 'message')) as [Buffer];
    socket.close();
    assert.equal(decode(answer).id, 9);
  });

  it('listens on the ports that it had', async () => {
    const other = enterprise();
    const first = await dnsOver(other.world, other.facts);
    await first.stop();
    other.world.endpoints.dns = first.dns;
    const second = await dnsOver(other.world, other.facts);
    await second.stop();
    assert.deepEqual(second.dns, first.dns);
  });
});
