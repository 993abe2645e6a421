import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { directoryChecks } from '../../activities/directory';
import { tryJoinAccount } from '../../activities/directory/bind';
import { createDnsActivities } from '../../activities/dns';
import { askServers } from '../../activities/dns/ask';
import type { OutsideSettings } from '../../activities/environment';
import { problemOf } from '../../activities/failures';
import type { PreflightCheck } from '../../roadmap/plan';
import type { ProblemCode } from '../../roadmap/problems';
import { contoso } from '../support/worksheet';
import * as samba from './samba';

const worksheet = contoso();
const { name: server } = worksheet.server;
const record = `${server}.${worksheet.domain.name}`.toLowerCase();
const address = '10.24.65.4';
const elsewhere = '10.24.65.9';

/** The classes of characters that the domain's policy wants. */
const newPassword = () => `Aa1-${randomBytes(15).toString('base64url')}`;

const user = (name: string): samba.User => ({ name, password: newPassword() });
const joiner = user('svc-dirsync-join');
const locked = user('svc-locked');
const disabled = user('svc-disabled');

describe('against a Samba domain controller', function () {
  this.timeout('2 minutes');
  let controller: samba.Samba;
  let settings: OutsideSettings;

  before(async () => {
    controller = await samba.startSamba();
    settings = { overrides: { ca: controller.ca }, credential: 'default', env: {} };
    await samba.addUnit('Servers');
    await samba.addUser(joiner);
    await samba.addUser(locked);
    await samba.addUser(disabled, 514); // NORMAL_ACCOUNT and ACCOUNTDISABLE
    await samba.delegateJoin(joiner.name, worksheet.domain.organizationalUnit!);
    await samba.setLockoutThreshold(3);
  });
  after(() => controller?.stop());

  const check = async (when: 'beforeJoin' | 'afterJoin') => {
    const activities = createDnsActivities({ settings });
    const ask = () => activities.checkNameResolution({ worksheet, when, expectedAddress: address });
    const answer: Awaited<ReturnType<typeof ask>> = await new MockActivityEnvironment().run(ask);
    return answer.evidence;
  };
  const fails = async (when: 'beforeJoin' | 'afterJoin', code: ProblemCode, message: RegExp) =>
    assert.rejects(check(when), (error) => {
      assert.equal(problemOf(error)?.code, code, String(error));
      assert.match(problemOf(error)!.message, message);
      return true;
    });

  describe('join probes', () => {
    async function probe(
      { name, password }: samba.User,
      given: { settings?: OutsideSettings; unit?: string; account?: string } = {},
    ): Promise<Record<string, PreflightCheck>> {
      const { unit, account = `CORP\\${name}` } = given;
      const w = contoso((input) => {
        input.domain.joinAccount = account;
        if (unit) input.domain.organizationalUnit = unit;
      });
      const outside = given.settings ?? settings;
      const checks = await directoryChecks({
        worksheet: w,
        settings: outside,
        resolveSecret: async () => password,
        answers: await askServers(w, outside),
      });
      assert.doesNotMatch(JSON.stringify(checks), new RegExp(password));
      return Object.fromEntries(checks.map((one) => [one.id, one]));
    }
    const account = async (...given: Parameters<typeof probe>) => {
      const { result, finding } = (await probe(...given))['join-account']!;
      return `${result}: ${finding}`;
    };

    it('reach the controller that DNS names', async () => {
      const found = (await probe(joiner))['domain-controllers']!;
      assert.equal(found.result, 'passed', found.finding);
      assert.match(found.finding, /dc1\.corp\.contoso\.com \(10\.10\.0\.4\)/);
    });

    it('accept the right password, by either form of the name, and find the unit', async () => {
      assert.match(await account(joiner), /^passed: dc1.*accepts it \(LDAPS\); OU=Servers.* is there/);
      assert.match(await account(joiner, { account: `${joiner.name}@${samba.domain}` }), /^passed/);
    });

    it('use StartTLS where the controller offers no LDAPS', async () => {
      const found = await tryJoinAccount(
        [{ name: `dc1.${samba.domain}`, address: '10.10.0.4', open: [389] }],
        { account: `CORP\\${joiner.name}`, password: joiner.password },
        { ca: [controller.ca], unit: worksheet.domain.organizationalUnit },
      );
      assert.deepEqual(found, {
        kind: 'accepted',
        controller: `dc1.${samba.domain}`,
        over: 'StartTLS',
        unit: 'found',
      });
    });

    it('say that the unit is missing', async () => {
      assert.match(
        await account(joiner, { unit: `OU=Nowhere,${samba.base}` }),
        /^failed: .*finds no OU=Nowhere/,
      );
    });

    it('refuse a wrong password and an account that does not exist', async () => {
      // Samba, unlike Windows, does not tell one from the other.
      const refusal = /^failed: dc1.*refuses it: the user name or the password is wrong/;
      assert.match(await account({ ...joiner, password: newPassword() }), refusal);
      assert.match(await account(user('svc-nobody')), refusal);
    });

    it('name a disabled account', async () => {
      assert.match(await account(disabled), /^failed: .*disabled/);
    });

    it('count once each towards the lockout, and then name it', async () => {
      const wrong = { ...locked, password: newPassword() };
      assert.match(await account(wrong), /^failed: .*password is wrong/);
      assert.match(await account(wrong), /^failed: .*password is wrong/);
      assert.match(await account(locked), /^passed/);
      for (let times = 0; times < 3; times++) await account(wrong);
      assert.match(await account(locked), /^failed: .*locked out/);
    });

    it('keep the password to themselves where the certificate is not vouched for', async () => {
      const said = await account(joiner, { settings: { ...settings, overrides: {} } });
      assert.match(said, /^warning: not tried from here: dc1.*LDAPS shows a certificate/);
    });
  });

  describe('name resolution', () => {
    const memberFile = join(samba.folder, 'member.conf');
    const keytab = join(samba.folder, 'member.keytab');
    const tickets = (name: string) => ({ KRB5CCNAME: `FILE:${join(samba.folder, name)}` });

    const update = (to: string, options: string[], env: Record<string, string> = {}) =>
      samba.run('nsupdate', options, {
        env,
        input: `server dc1.${samba.domain}\nupdate delete ${record}. A\nupdate add ${record}. 1200 A ${to}\nsend\n`,
      });
    /**
     * As Windows does it: signed with the computer's own ticket (GSS-TSIG, RFC 3645). Samba carries the update out, but
     * nsupdate can't verify the signature of its answer (samba-technical, February 2013): the record is the proof.
     */
    async function register(to: string) {
      const { code, output } = await update(to, ['-g'], tickets('member'));
      if (code !== 0) assert.match(output, /tsig verify failure/);
    }

    it('before the join: controllers, no A record, and dc2 is down', async () => {
      const evidence = await check('beforeJoin');
      assert.deepEqual(evidence, {
        answering: ['dc1 (10.10.0.4)'],
        notAnswering: ['dc2 (10.10.0.5): connection refused'],
        knowTheDomain: ['dc1 (10.10.0.4)'],
        domainControllers: ['dc1.corp.contoso.com'],
        serverRecord: 'none yet',
        recordOn: [],
      });
    });

    it('the join account joins the server in its unit', async () => {
      writeFileSync(
        memberFile,
        [
          '[global]',
          'security = ads',
          'workgroup = CORP',
          `realm = ${samba.domain.toUpperCase()}`,
          `netbios name = ${server}`,
          'kerberos method = system keytab',
          'create krb5 conf = no', // else it has one of its own, with another keytab
          ...['private dir', 'lock directory', 'state directory', 'cache directory'].map(
            (option) => `${option} = ${samba.folder}`,
          ),
        ].join('\n'),
      );
      await samba.must('kinit', [`${joiner.name}@${samba.domain.toUpperCase()}`], {
        input: `${joiner.password}\n`,
        env: tickets('joiner'),
      });
      await samba.must(
        'net',
        [
          ...['ads', 'join', '-s', memberFile, '--use-kerberos=required', '--no-dns-updates'],
          ...[`--use-krb5-ccache=${tickets('joiner').KRB5CCNAME}`, 'createcomputer=Servers'],
        ],
        { env: tickets('joiner') },
      );
      await fails('afterJoin', 'NotReadyYet', /No answering DNS server has an A record/);
    });

    it('takes no update from just anybody', async () => {
      const { code, output } = await update(address, []);
      assert.notEqual(code, 0, output);
      assert.match(output, /REFUSED/);
    });

    it('after the join: a record that points elsewhere is wrong', async () => {
      const computer = `${server.toUpperCase()}$@${samba.domain.toUpperCase()}`;
      await samba.must('kinit', ['-k', '-t', keytab, computer], { env: tickets('member') });
      await register(elsewhere);
      await fails('afterJoin', 'DnsRecordWrong', new RegExp(`dc1 \\(10\\.10\\.0\\.4\\) says ${elsewhere}`));
      await fails('beforeJoin', 'DnsRecordWrong', /is not 10\.24\.65\.4/);
    });

    it('after the join: the record that the server registers is found', async () => {
      await register(address);
      const evidence = await check('afterJoin');
      assert.equal(evidence.serverRecord, `${record} → ${address}`);
      assert.deepEqual(evidence.recordOn, ['dc1 (10.10.0.4)']);
    });

    it('says so when no server is left', async () => {
      await controller.stop();
      await fails('afterJoin', 'DnsNotAnswering', /dc1 \(10\.10\.0\.4\): connection refused; dc2/);
    });
  });
});
