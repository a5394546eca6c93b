import { broken } from './broken.js';
import { endless } from './endless.js';
import type { Play } from './exchange.js';
import { harmless } from './harmless.js';
import { odd } from './odd.js';
import { silent } from './silent.js';

/** Those that strike before the whole request is there: the service can't have done anything. */
export const EARLY_FAULTS = ['reset before the request', 'reset during the request'] as const;
export type EarlyFault = (typeof EARLY_FAULTS)[number];

/** Every other fault by its name. */
export const faults = { ...broken, ...silent, ...odd, ...harmless, 'an endless body': endless };
export type LateFault = keyof typeof faults;

export type FaultName = EarlyFault | LateFault;

/** The client learns at once that no answer comes. */
export const BROKEN_FAULTS = [...EARLY_FAULTS, ...namesOf(broken)];
/** The client waits until its time is up. */
export const SILENT_FAULTS = namesOf(silent);
/** The whole answer comes, one way or another. */
export const HARMLESS_FAULTS = namesOf(harmless);

export const isEarly = (name: FaultName | undefined): name is EarlyFault =>
  EARLY_FAULTS.some((early) => early === name);

function namesOf<Name extends LateFault>(group: Record<Name, Play>): Name[] {
  return Object.keys(group) as Name[];
}
