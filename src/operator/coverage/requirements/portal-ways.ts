import type { ContactChannel } from '@saoma/protocol';
import type { Portal } from '../../../core/ports.js';
import { type Facts, inForce, type Judge, notApplicable } from '../requirement.js';

/** Whether anybody waits at a page for the portal's sessions. */
export function hasPage({ startedBy }: Portal): boolean {
  return startedBy.some((starter) => starter === 'page' || starter === 'backend' || starter === 'redirect');
}

/** Whether it also has sessions for which nobody waits at a page. */
export function hasOtherWays({ startedBy }: Portal): boolean {
  return startedBy.some((starter) => starter === 'device' || starter === 'ciba');
}

/** In force for portals that send people requests (OpenID CIBA); there is nothing to judge at others. */
export const sentRequests: Judge = ({ portal }) =>
  portal.startedBy.includes('ciba') ? inForce('started_by: ciba') : notApplicable('started_by has no ciba');

/** What carries one-time codes by a channel. */
const CARRIERS: Readonly<Record<ContactChannel, string>> = { sms: 'SMS_WEBHOOK_URL', email: 'SMTP_URL' };

/** By which channels one-time codes take the phone's place at the portal: only its backend can name contacts, and for no login. */
export function codeChannels({ portal, deployment }: Facts): readonly ContactChannel[] {
  const namesContacts = portal.startedBy.includes('backend') && portal.purposes.some((purpose) => purpose !== 'login');
  return namesContacts ? deployment.channels : [];
}

/** `contacts (SMS_WEBHOOK_URL, SMTP_URL)` */
export function contactsBy(channels: readonly ContactChannel[]): string {
  return `contacts (${channels.map((channel) => CARRIERS[channel]).join(', ')})`;
}
