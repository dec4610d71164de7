import type { StartedBy } from '../core/ports.js';
import { isAt, isLoopback } from './addresses.js';
import type { Finding } from './mistakes.js';
import type { AppDto, PortalDto } from './registry.dto.js';

/** Something that members must agree on. Looked at only where each of the members it reads is sound by itself. */
interface PortalRule {
  readonly reads: readonly (keyof PortalDto)[];
  readonly find: (portal: PortalDto, apps: ReadonlyMap<unknown, AppDto>) => readonly Finding[];
}

const at = (place: keyof PortalDto, expected: string, index?: number): Finding => ({
  at: index === undefined ? `.${place}` : `.${place}[${index}]`,
  expected,
});

const FOR_BACKENDS = ['step_up', 'verify'] as const;

/** What each starter asks of the rest of the entry. */
const LOGIN_ONLY: readonly StartedBy[] = ['page', 'redirect', 'device', 'ciba'];
const GO_BACK: readonly StartedBy[] = ['page', 'backend', 'redirect'];
const WITHOUT_PAGE: readonly StartedBy[] = ['device', 'ciba'];
const AUTHENTICATE: readonly StartedBy[] = ['backend', 'ciba'];

const firstOf = ({ started_by }: PortalDto, some: readonly StartedBy[]): StartedBy | undefined =>
  some.find((starter) => started_by.includes(starter));

/** Members that say nothing unless the portal names the person (OpenID CIBA Core §4), and whether they are given. */
const CIBA_MEMBERS = [
  ['backchannel_token_delivery_mode', (portal: PortalDto) => portal.backchannel_token_delivery_mode !== 'poll'],
  [
    'backchannel_client_notification_endpoint',
    (portal: PortalDto) => portal.backchannel_client_notification_endpoint !== undefined,
  ],
  ['backchannel_user_code_parameter', (portal: PortalDto) => portal.backchannel_user_code_parameter],
] as const;

const PORTAL_RULES: readonly PortalRule[] = [
  {
    reads: ['started_by', 'origins'],
    find: ({ started_by, origins }) =>
      started_by.includes('page') && origins.length === 0
        ? [at('origins', 'must name at least one origin, because started_by has page')]
        : [],
  },
  {
    reads: ['started_by', 'purposes'],
    find: (portal) => {
      const starter = firstOf(portal, LOGIN_ONLY);
      return starter !== undefined && !portal.purposes.includes('login')
        ? [at('purposes', `must include login, because started_by has ${starter}, which can start nothing else`)]
        : [];
    },
  },
  {
    reads: ['started_by', 'purposes'],
    find: ({ started_by, purposes }) =>
      !started_by.includes('backend') && FOR_BACKENDS.some((purpose) => purposes.includes(purpose))
        ? [at('started_by', 'must include backend, because nobody else may start step_up and verify')]
        : [],
  },
  {
    reads: ['started_by', 'client_auth'],
    find: (portal) => {
      const starter = firstOf(portal, AUTHENTICATE);
      return starter !== undefined && portal.client_auth.method === 'none'
        ? [at('client_auth', `must not be none, because started_by has ${starter}, which has to prove who it is`)]
        : [];
    },
  },
  {
    reads: ['started_by', 'redirect_uris'],
    find: (portal) => {
      const starter = firstOf(portal, GO_BACK);
      return starter !== undefined && portal.redirect_uris.length === 0
        ? [at('redirect_uris', `must name at least one, because started_by has ${starter}, whose sign-ins end there`)]
        : [];
    },
  },
  {
    reads: ['started_by', 'redirect_uris', 'domain'],
    find: (portal) =>
      firstOf(portal, GO_BACK) === undefined && portal.redirect_uris.length === 0 && portal.domain === undefined
        ? [at('domain', 'must be given, because there is no redirect_uris to take it from')]
        : [],
  },
  {
    reads: ['domain', 'redirect_uris'],
    find: ({ domain, redirect_uris }) =>
      redirect_uris.flatMap((uri, index) =>
        isLoopback(new URL(uri)) || isAt(uri, domain ?? new URL(redirect_uris[0] ?? uri).host)
          ? []
          : [at('redirect_uris', 'must lie at the domain that the phone shows (domain) or below it', index)],
      ),
  },
  {
    reads: ['trusted_apps'],
    find: ({ trusted_apps }, apps) =>
      trusted_apps.flatMap((id, index) =>
        apps.has(id) ? [] : [at('trusted_apps', 'must be the id of an app in this file', index)],
      ),
  },
  {
    reads: ['trusted_apps', 'trusted_realms'],
    find: ({ trusted_apps, trusted_realms }, apps) =>
      trusted_apps.flatMap((id, index) => {
        const app = apps.get(id);
        return !app || !trusted_realms || trusted_realms.includes(app.realm)
          ? []
          : [at('trusted_apps', 'must be an app whose realm is among trusted_realms', index)];
      }),
  },
  {
    reads: ['refresh_tokens', 'dpop_bound_access_tokens', 'client_auth'],
    find: ({ refresh_tokens, dpop_bound_access_tokens, client_auth }) =>
      refresh_tokens && client_auth.method === 'none' && !dpop_bound_access_tokens
        ? [at('dpop_bound_access_tokens', 'must be true: refresh_tokens without client_auth are bound to a key')]
        : [],
  },
  {
    reads: ['started_by', 'dpop_bound_access_tokens'],
    find: ({ started_by, dpop_bound_access_tokens }) =>
      dpop_bound_access_tokens && started_by.includes('backend')
        ? [at('dpop_bound_access_tokens', 'must not be here, because a backend starts sessions with a bearer token')]
        : [],
  },
  {
    reads: ['started_by', 'trusted_desktops'],
    find: (portal) => {
      const starter = firstOf(portal, WITHOUT_PAGE);
      return starter !== undefined && portal.trusted_desktops.length > 0
        ? [at('trusted_desktops', `must not be here, because started_by has ${starter}, which has no page with a key`)]
        : [];
    },
  },
  {
    reads: ['started_by', 'require_pushed_authorization_requests'],
    find: ({ started_by, require_pushed_authorization_requests: isRequired }) =>
      isRequired && !started_by.includes('redirect')
        ? [at('require_pushed_authorization_requests', 'must not be here, because started_by has no redirect')]
        : [],
  },
  {
    reads: ['started_by', 'frame_ancestors'],
    find: ({ started_by, frame_ancestors }) =>
      frame_ancestors.length > 0 && !started_by.includes('redirect')
        ? [at('frame_ancestors', 'must not be here, because started_by has no redirect: the hosted page is not used')]
        : [],
  },
  {
    reads: ['started_by', ...CIBA_MEMBERS.map(([member]) => member)],
    find: (portal) =>
      portal.started_by.includes('ciba')
        ? []
        : CIBA_MEMBERS.flatMap(([member, isGiven]) =>
            isGiven(portal) ? [at(member, 'must not be here, because started_by has no ciba')] : [],
          ),
  },
  {
    reads: ['started_by', 'backchannel_token_delivery_mode', 'backchannel_client_notification_endpoint'],
    find: ({
      started_by,
      backchannel_token_delivery_mode: mode,
      backchannel_client_notification_endpoint: endpoint,
    }) => {
      if (!started_by.includes('ciba') || (mode === 'ping') === (endpoint !== undefined)) return [];
      const verb = mode === 'ping' ? 'must be given' : 'must not be here';
      return [
        at('backchannel_client_notification_endpoint', `${verb}, because backchannel_token_delivery_mode is ${mode}`),
      ];
    },
  },
];

/** Where a portal's entry disagrees with itself or with the apps of the file, as far as its members are sound. */
export function findInPortal(
  portal: PortalDto,
  apps: ReadonlyMap<unknown, AppDto>,
  isSound: (member: keyof PortalDto) => boolean,
): readonly Finding[] {
  return PORTAL_RULES.filter(({ reads }) => reads.every(isSound)).flatMap(({ find }) => find(portal, apps));
}
