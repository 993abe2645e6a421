import type { Activities } from '../../activities/api';
import type { DirsyncClient } from '../../client';
import type { Progress } from '../../roadmap/progress';
import type { GateId, WorksheetInput } from '../../worksheet/schema';
import { gateIds } from '../../worksheet/schema';
import { failure } from '../support/activities';
import { isOpen, isParked } from '../support/timeSkipping';
import { contosoInput } from '../support/worksheet';

const anna = 'anna.berg@contoso.com';
const pieter = 'pieter.vos@contoso.com';

/** A way through the roadmap; its name is that of the deployment and of the file that keeps its history. */
export interface Flow {
  name: string;
  change?: (input: WorksheetInput) => void;
  activities?: Partial<Activities>;
  act(scene: FlowScene): Promise<void>;
}

export interface FlowScene {
  dirsync: DirsyncClient;
  deployment: string;
  until: (what: (progress: Progress) => boolean) => Promise<Progress>;
  approve: (gate: GateId) => Promise<void>;
  signal: (name: string, message: object) => Promise<void>;
}

/** As the example asks, but for the gates that this flow is not about. */
const automaticBut =
  (...open: GateId[]) =>
  (input: WorksheetInput) => {
    const asked = gateIds.filter((id) => input.gates?.[id]);
    input.gates = Object.fromEntries(
      asked.map((id) => [id, open.includes(id) ? input.gates?.[id] : { automatic: true }]),
    );
  };

const refusesSize: Activities['awaitOperation'] = async ({ worksheet, operation }) => {
  if (operation.kind === 'virtualMachine' && worksheet.server.size === 'Standard_D2s_v5') {
    throw failure('SkuNotAvailable', 'Standard_D2s_v5 is not offered');
  }
  return { evidence: {} };
};

export const flows: Flow[] = [
  {
    name: 'approved',
    async act({ approve, signal, until }) {
      await approve('plan');
      await until(isOpen('on-premises-route'));
      await signal('decide', { gate: 'on-premises-route', decision: 'approve', by: 'eve@contoso.com' });
      await signal('decide', { gate: 'on-premises-route', decision: 'approve', by: anna });
      for (const gate of ['vpn-device', 'domain-join', 'entra-connect', 'licensing'] as const) {
        await approve(gate);
      }
    },
  },
  {
    name: 'plan-rejected',
    async act({ dirsync, deployment, until }) {
      await until(isOpen('plan'));
      const comment = 'wrong subscription';
      await dirsync.decide({ deployment, gate: 'plan', decision: 'reject', by: pieter, comment });
    },
  },
  {
    name: 'retried-with-correction',
    change: automaticBut(),
    activities: { awaitOperation: refusesSize },
    async act({ dirsync, deployment, until }) {
      await until(isParked('virtual-machine'));
      const worksheet = { ...contosoInput(), deployment };
      automaticBut()(worksheet);
      worksheet.server.size = 'Standard_D4s_v5';
      await dirsync.retryStep({ deployment, step: 'virtual-machine', by: anna, comment: 'size', worksheet });
    },
  },
  {
    name: 'skipped',
    change: automaticBut(),
    activities: {
      checkNameResolution: async ({ when, expectedAddress }) => {
        if (when === 'beforeJoin') throw failure('DnsNotAnswering');
        return { evidence: { address: expectedAddress } };
      },
    },
    async act({ dirsync, deployment, until }) {
      await until(isParked('name-resolution'));
      await dirsync.skipStep({
        deployment,
        step: 'name-resolution',
        by: anna,
        comment: 'dc2 is being moved',
      });
    },
  },
  {
    name: 'abandoned',
    change: automaticBut(),
    activities: { awaitTunnel: () => Promise.reject(failure('TunnelNotConnected')) },
    async act({ dirsync, deployment, until }) {
      await until(isParked('tunnel'));
      await dirsync.abandon({ deployment, by: anna, comment: 'another provider' });
    },
  },
  {
    name: 'reminded-and-expired',
    change(input) {
      automaticBut('vpn-device')(input);
      Object.assign(input.gates!['vpn-device']!, { remindEvery: '1 second', expireAfter: '3 seconds' });
    },
    async act({ dirsync, deployment, until, approve }) {
      await until(isParked('vpn-device'));
      await dirsync.retryStep({ deployment, step: 'vpn-device', by: anna });
      await approve('vpn-device');
    },
  },
];

/** The outcome that each flow must come to. */
export const outcomes: Record<string, string> = { 'plan-rejected': 'cancelled', abandoned: 'abandoned' };

export const requestedBy = pieter;
export const approver = anna;
