import type { EventName } from '../../src/core/transitions.js';

/**
 * What every session is told, written out by hand. The contract is this page: nothing here is computed from the
 * code under test.
 *
 * A row is a session with its past, a column a sender: proof right or wrong, the claimant (`same`) or somebody else
 * with the right proof (`other`), before the session's end (`in time`) or at and after it (`late`). A cell is the
 * answer, and after `>` the answer to the very same request sent once more; without `>` that is the same again.
 */
export const PASTS = {
  'nothing there': undefined,
  pending: [],
  'pending, code asked': ['user_code'],
  scanned: ['scan'],
  'scanned, digits asked': ['digits', 'scan'],
  entered: ['user_code', 'enter'],
  checking: ['digits', 'scan', 'approve'],
  approved: ['scan', 'approve'],
  'approved by digits': ['digits', 'scan', 'approve', 'check'],
  'approved by second scan': ['digits', 'scan', 'approve', 'rescan'],
  redeemed: ['scan', 'approve', 'redeem'],
  'redeemed, then revoked': ['scan', 'approve', 'redeem', 'revoke'],
  denied: ['scan', 'deny'],
  'denied, once approved': ['scan', 'approve', 'deny'],
  'denied, digits wrong': ['digits', 'scan', 'approve', 'miss', 'miss', 'miss'],
  cancelled: ['cancel'],
  'cancelled, once scanned': ['scan', 'cancel'],
  'cancelled, once approved': ['scan', 'approve', 'cancel'],
  'code sent': ['send_code'],
  proved: ['send_code', 'prove'],
  'scanned, two to approve': ['two', 'scan'],
  'approved by one of two': ['two', 'scan', 'co_approve'],
  'ended by an operator': ['scan', 'end'],
  'sent to the person': ['sent'],
  opened: ['sent', 'open'],
} as const satisfies Record<string, readonly (EventName | 'digits' | 'two' | 'sent' | 'miss')[] | undefined>;

export type Past = keyof typeof PASTS;

/** Doors without a claimant: the desktop, the portal, the operator. */
const PLAIN = {
  start: `
    session                  | right in time            | right late               | wrong
    nothing there            | applied pending > exists | applied pending > exists | applied pending > exists
    pending                  | exists                   | exists                   | exists
    pending, code asked      | exists                   | exists                   | exists
    scanned                  | exists                   | exists                   | exists
    scanned, digits asked    | exists                   | exists                   | exists
    entered                  | exists                   | exists                   | exists
    checking                 | exists                   | exists                   | exists
    approved                 | exists                   | exists                   | exists
    approved by digits       | exists                   | exists                   | exists
    approved by second scan  | exists                   | exists                   | exists
    redeemed                 | exists                   | exists                   | exists
    redeemed, then revoked   | exists                   | exists                   | exists
    denied                   | exists                   | exists                   | exists
    denied, once approved    | exists                   | exists                   | exists
    denied, digits wrong     | exists                   | exists                   | exists
    cancelled                | exists                   | exists                   | exists
    cancelled, once scanned  | exists                   | exists                   | exists
    cancelled, once approved | exists                   | exists                   | exists
    code sent                | exists                   | exists                   | exists
    proved                   | exists                   | exists                   | exists
    scanned, two to approve  | exists                   | exists                   | exists
    approved by one of two   | exists                   | exists                   | exists
    ended by an operator     | exists                   | exists                   | exists
    sent to the person       | exists                   | exists                   | exists
    opened                   | exists                   | exists                   | exists`,
  extend: `
    session                  | right in time                     | right late         | wrong
    nothing there            | missing                           | missing            | missing
    pending                  | applied pending > applied pending | expired            | wrong_proof
    pending, code asked      | applied pending > applied pending | expired            | wrong_proof
    scanned                  | wrong_state scanned               | expired            | wrong_proof
    scanned, digits asked    | wrong_state scanned               | expired            | wrong_proof
    entered                  | wrong_state scanned               | expired            | wrong_proof
    checking                 | wrong_state checking              | expired            | wrong_proof
    approved                 | wrong_state approved              | expired            | wrong_proof
    approved by digits       | wrong_state approved              | expired            | wrong_proof
    approved by second scan  | wrong_state approved              | expired            | wrong_proof
    redeemed                 | terminal redeemed                 | terminal redeemed  | wrong_proof
    redeemed, then revoked   | terminal redeemed                 | terminal redeemed  | wrong_proof
    denied                   | terminal denied                   | terminal denied    | wrong_proof
    denied, once approved    | terminal denied                   | terminal denied    | wrong_proof
    denied, digits wrong     | terminal denied                   | terminal denied    | wrong_proof
    cancelled                | terminal cancelled                | terminal cancelled | wrong_proof
    cancelled, once scanned  | terminal cancelled                | terminal cancelled | wrong_proof
    cancelled, once approved | terminal cancelled                | terminal cancelled | wrong_proof
    code sent                | applied pending > applied pending | expired            | wrong_proof
    proved                   | wrong_state approved              | expired            | wrong_proof
    scanned, two to approve  | wrong_state scanned               | expired            | wrong_proof
    approved by one of two   | applied pending > applied pending | expired            | wrong_proof
    ended by an operator     | terminal cancelled                | terminal cancelled | wrong_proof
    sent to the person       | applied pending > applied pending | expired            | wrong_proof
    opened                   | wrong_state scanned               | expired            | wrong_proof`,
  slow_down: `
    session                  | right in time                       | right late         | wrong
    nothing there            | missing                             | missing            | missing
    pending                  | applied pending > applied pending   | expired            | wrong_proof
    pending, code asked      | applied pending > applied pending   | expired            | wrong_proof
    scanned                  | applied scanned > applied scanned   | expired            | wrong_proof
    scanned, digits asked    | applied scanned > applied scanned   | expired            | wrong_proof
    entered                  | applied scanned > applied scanned   | expired            | wrong_proof
    checking                 | applied checking > applied checking | expired            | wrong_proof
    approved                 | wrong_state approved                | expired            | wrong_proof
    approved by digits       | wrong_state approved                | expired            | wrong_proof
    approved by second scan  | wrong_state approved                | expired            | wrong_proof
    redeemed                 | terminal redeemed                   | terminal redeemed  | wrong_proof
    redeemed, then revoked   | terminal redeemed                   | terminal redeemed  | wrong_proof
    denied                   | terminal denied                     | terminal denied    | wrong_proof
    denied, once approved    | terminal denied                     | terminal denied    | wrong_proof
    denied, digits wrong     | terminal denied                     | terminal denied    | wrong_proof
    cancelled                | terminal cancelled                  | terminal cancelled | wrong_proof
    cancelled, once scanned  | terminal cancelled                  | terminal cancelled | wrong_proof
    cancelled, once approved | terminal cancelled                  | terminal cancelled | wrong_proof
    code sent                | applied pending > applied pending   | expired            | wrong_proof
    proved                   | wrong_state approved                | expired            | wrong_proof
    scanned, two to approve  | applied scanned > applied scanned   | expired            | wrong_proof
    approved by one of two   | applied pending > applied pending   | expired            | wrong_proof
    ended by an operator     | terminal cancelled                  | terminal cancelled | wrong_proof
    sent to the person       | applied pending > applied pending   | expired            | wrong_proof
    opened                   | applied scanned > applied scanned   | expired            | wrong_proof`,
  user_code: `
    session                  | right in time                        | right late         | wrong
    nothing there            | missing                              | missing            | missing
    pending                  | applied pending > repeated pending 2 | expired            | wrong_proof
    pending, code asked      | repeated pending 2                   | repeated pending 2 | wrong_proof
    scanned                  | wrong_state scanned                  | expired            | wrong_proof
    scanned, digits asked    | wrong_state scanned                  | expired            | wrong_proof
    entered                  | repeated pending 2                   | repeated pending 2 | wrong_proof
    checking                 | wrong_state checking                 | expired            | wrong_proof
    approved                 | wrong_state approved                 | expired            | wrong_proof
    approved by digits       | wrong_state approved                 | expired            | wrong_proof
    approved by second scan  | wrong_state approved                 | expired            | wrong_proof
    redeemed                 | terminal redeemed                    | terminal redeemed  | wrong_proof
    redeemed, then revoked   | terminal redeemed                    | terminal redeemed  | wrong_proof
    denied                   | terminal denied                      | terminal denied    | wrong_proof
    denied, once approved    | terminal denied                      | terminal denied    | wrong_proof
    denied, digits wrong     | terminal denied                      | terminal denied    | wrong_proof
    cancelled                | terminal cancelled                   | terminal cancelled | wrong_proof
    cancelled, once scanned  | terminal cancelled                   | terminal cancelled | wrong_proof
    cancelled, once approved | terminal cancelled                   | terminal cancelled | wrong_proof
    code sent                | applied pending > repeated pending 3 | expired            | wrong_proof
    proved                   | wrong_state approved                 | expired            | wrong_proof
    scanned, two to approve  | wrong_state scanned                  | expired            | wrong_proof
    approved by one of two   | applied pending > repeated pending 4 | expired            | wrong_proof
    ended by an operator     | terminal cancelled                   | terminal cancelled | wrong_proof
    sent to the person       | applied pending > repeated pending 2 | expired            | wrong_proof
    opened                   | wrong_state scanned                  | expired            | wrong_proof`,
  refuse: `
    session                  | right in time                     | right late         | wrong in time                     | wrong late
    nothing there            | missing                           | missing            | missing                           | missing
    pending                  | applied pending > applied pending | expired            | applied pending > applied pending | expired
    pending, code asked      | applied pending > applied pending | expired            | applied pending > applied pending | expired
    scanned                  | wrong_state scanned               | expired            | wrong_state scanned               | expired
    scanned, digits asked    | wrong_state scanned               | expired            | wrong_state scanned               | expired
    entered                  | wrong_state scanned               | expired            | wrong_state scanned               | expired
    checking                 | wrong_state checking              | expired            | wrong_state checking              | expired
    approved                 | wrong_state approved              | expired            | wrong_state approved              | expired
    approved by digits       | wrong_state approved              | expired            | wrong_state approved              | expired
    approved by second scan  | wrong_state approved              | expired            | wrong_state approved              | expired
    redeemed                 | terminal redeemed                 | terminal redeemed  | terminal redeemed                 | terminal redeemed
    redeemed, then revoked   | terminal redeemed                 | terminal redeemed  | terminal redeemed                 | terminal redeemed
    denied                   | terminal denied                   | terminal denied    | terminal denied                   | terminal denied
    denied, once approved    | terminal denied                   | terminal denied    | terminal denied                   | terminal denied
    denied, digits wrong     | terminal denied                   | terminal denied    | terminal denied                   | terminal denied
    cancelled                | terminal cancelled                | terminal cancelled | terminal cancelled                | terminal cancelled
    cancelled, once scanned  | terminal cancelled                | terminal cancelled | terminal cancelled                | terminal cancelled
    cancelled, once approved | terminal cancelled                | terminal cancelled | terminal cancelled                | terminal cancelled
    code sent                | applied pending > applied pending | expired            | applied pending > applied pending | expired
    proved                   | wrong_state approved              | expired            | wrong_state approved              | expired
    scanned, two to approve  | wrong_state scanned               | expired            | wrong_state scanned               | expired
    approved by one of two   | applied pending > applied pending | expired            | applied pending > applied pending | expired
    ended by an operator     | terminal cancelled                | terminal cancelled | terminal cancelled                | terminal cancelled
    sent to the person       | applied pending > applied pending | expired            | applied pending > applied pending | expired
    opened                   | wrong_state scanned               | expired            | wrong_state scanned               | expired`,
  check: `
    session                  | right in time                           | right late         | wrong
    nothing there            | missing                                 | missing            | missing
    pending                  | wrong_state pending                     | expired            | wrong_proof
    pending, code asked      | wrong_state pending                     | expired            | wrong_proof
    scanned                  | wrong_state scanned                     | expired            | wrong_proof
    scanned, digits asked    | wrong_state scanned                     | expired            | wrong_proof
    entered                  | wrong_state scanned                     | expired            | wrong_proof
    checking                 | applied approved > wrong_state approved | expired            | wrong_proof
    approved                 | wrong_state approved                    | expired            | wrong_proof
    approved by digits       | wrong_state approved                    | expired            | wrong_proof
    approved by second scan  | wrong_state approved                    | expired            | wrong_proof
    redeemed                 | terminal redeemed                       | terminal redeemed  | wrong_proof
    redeemed, then revoked   | terminal redeemed                       | terminal redeemed  | wrong_proof
    denied                   | terminal denied                         | terminal denied    | wrong_proof
    denied, once approved    | terminal denied                         | terminal denied    | wrong_proof
    denied, digits wrong     | terminal denied                         | terminal denied    | wrong_proof
    cancelled                | terminal cancelled                      | terminal cancelled | wrong_proof
    cancelled, once scanned  | terminal cancelled                      | terminal cancelled | wrong_proof
    cancelled, once approved | terminal cancelled                      | terminal cancelled | wrong_proof
    code sent                | wrong_state pending                     | expired            | wrong_proof
    proved                   | wrong_state approved                    | expired            | wrong_proof
    scanned, two to approve  | wrong_state scanned                     | expired            | wrong_proof
    approved by one of two   | wrong_state pending                     | expired            | wrong_proof
    ended by an operator     | terminal cancelled                      | terminal cancelled | wrong_proof
    sent to the person       | wrong_state pending                     | expired            | wrong_proof
    opened                   | wrong_state scanned                     | expired            | wrong_proof`,
  cancel: `
    session                  | right in time                            | right late           | wrong
    nothing there            | missing                                  | missing              | missing
    pending                  | applied cancelled > repeated cancelled 2 | expired              | wrong_proof
    pending, code asked      | applied cancelled > repeated cancelled 3 | expired              | wrong_proof
    scanned                  | applied cancelled > repeated cancelled 3 | expired              | wrong_proof
    scanned, digits asked    | applied cancelled > repeated cancelled 3 | expired              | wrong_proof
    entered                  | applied cancelled > repeated cancelled 4 | expired              | wrong_proof
    checking                 | applied cancelled > repeated cancelled 4 | expired              | wrong_proof
    approved                 | applied cancelled > repeated cancelled 4 | expired              | wrong_proof
    approved by digits       | applied cancelled > repeated cancelled 5 | expired              | wrong_proof
    approved by second scan  | applied cancelled > repeated cancelled 5 | expired              | wrong_proof
    redeemed                 | terminal redeemed                        | terminal redeemed    | wrong_proof
    redeemed, then revoked   | terminal redeemed                        | terminal redeemed    | wrong_proof
    denied                   | terminal denied                          | terminal denied      | wrong_proof
    denied, once approved    | terminal denied                          | terminal denied      | wrong_proof
    denied, digits wrong     | terminal denied                          | terminal denied      | wrong_proof
    cancelled                | repeated cancelled 2                     | repeated cancelled 2 | wrong_proof
    cancelled, once scanned  | repeated cancelled 3                     | repeated cancelled 3 | wrong_proof
    cancelled, once approved | repeated cancelled 4                     | repeated cancelled 4 | wrong_proof
    code sent                | applied cancelled > repeated cancelled 3 | expired              | wrong_proof
    proved                   | applied cancelled > repeated cancelled 4 | expired              | wrong_proof
    scanned, two to approve  | applied cancelled > repeated cancelled 3 | expired              | wrong_proof
    approved by one of two   | applied cancelled > repeated cancelled 4 | expired              | wrong_proof
    ended by an operator     | terminal cancelled                       | terminal cancelled   | wrong_proof
    sent to the person       | applied cancelled > repeated cancelled 2 | expired              | wrong_proof
    opened                   | applied cancelled > repeated cancelled 3 | expired              | wrong_proof`,
  redeem: `
    session                  | right in time                        | right late         | wrong
    nothing there            | missing                              | missing            | missing
    pending                  | wrong_proof                          | wrong_proof        | wrong_proof
    pending, code asked      | wrong_proof                          | wrong_proof        | wrong_proof
    scanned                  | wrong_proof                          | wrong_proof        | wrong_proof
    scanned, digits asked    | wrong_proof                          | wrong_proof        | wrong_proof
    entered                  | wrong_proof                          | wrong_proof        | wrong_proof
    checking                 | wrong_state checking                 | expired            | wrong_proof
    approved                 | applied redeemed > terminal redeemed | expired            | wrong_proof
    approved by digits       | applied redeemed > terminal redeemed | expired            | wrong_proof
    approved by second scan  | applied redeemed > terminal redeemed | expired            | wrong_proof
    redeemed                 | terminal redeemed                    | terminal redeemed  | wrong_proof
    redeemed, then revoked   | terminal redeemed                    | terminal redeemed  | wrong_proof
    denied                   | wrong_proof                          | wrong_proof        | wrong_proof
    denied, once approved    | terminal denied                      | terminal denied    | wrong_proof
    denied, digits wrong     | terminal denied                      | terminal denied    | wrong_proof
    cancelled                | wrong_proof                          | wrong_proof        | wrong_proof
    cancelled, once scanned  | wrong_proof                          | wrong_proof        | wrong_proof
    cancelled, once approved | terminal cancelled                   | terminal cancelled | wrong_proof
    code sent                | wrong_proof                          | wrong_proof        | wrong_proof
    proved                   | applied redeemed > terminal redeemed | expired            | wrong_proof
    scanned, two to approve  | wrong_proof                          | wrong_proof        | wrong_proof
    approved by one of two   | wrong_proof                          | wrong_proof        | wrong_proof
    ended by an operator     | wrong_proof                          | wrong_proof        | wrong_proof
    sent to the person       | wrong_proof                          | wrong_proof        | wrong_proof
    opened                   | wrong_proof                          | wrong_proof        | wrong_proof`,
  revoke: `
    session                  | right in time                          | right late                             | wrong
    nothing there            | missing                                | missing                                | missing
    pending                  | wrong_proof                            | wrong_proof                            | wrong_proof
    pending, code asked      | wrong_proof                            | wrong_proof                            | wrong_proof
    scanned                  | wrong_proof                            | wrong_proof                            | wrong_proof
    scanned, digits asked    | wrong_proof                            | wrong_proof                            | wrong_proof
    entered                  | wrong_proof                            | wrong_proof                            | wrong_proof
    checking                 | wrong_state checking                   | expired                                | wrong_proof
    approved                 | wrong_state approved                   | expired                                | wrong_proof
    approved by digits       | wrong_state approved                   | expired                                | wrong_proof
    approved by second scan  | wrong_state approved                   | expired                                | wrong_proof
    redeemed                 | applied redeemed > repeated redeemed 5 | applied redeemed > repeated redeemed 5 | wrong_proof
    redeemed, then revoked   | repeated redeemed 5                    | repeated redeemed 5                    | wrong_proof
    denied                   | wrong_proof                            | wrong_proof                            | wrong_proof
    denied, once approved    | terminal denied                        | terminal denied                        | wrong_proof
    denied, digits wrong     | terminal denied                        | terminal denied                        | wrong_proof
    cancelled                | wrong_proof                            | wrong_proof                            | wrong_proof
    cancelled, once scanned  | wrong_proof                            | wrong_proof                            | wrong_proof
    cancelled, once approved | terminal cancelled                     | terminal cancelled                     | wrong_proof
    code sent                | wrong_proof                            | wrong_proof                            | wrong_proof
    proved                   | wrong_state approved                   | expired                                | wrong_proof
    scanned, two to approve  | wrong_proof                            | wrong_proof                            | wrong_proof
    approved by one of two   | wrong_proof                            | wrong_proof                            | wrong_proof
    ended by an operator     | wrong_proof                            | wrong_proof                            | wrong_proof
    sent to the person       | wrong_proof                            | wrong_proof                            | wrong_proof
    opened                   | wrong_proof                            | wrong_proof                            | wrong_proof`,
  send_code: `
    session                  | right in time              | right late         | wrong
    nothing there            | missing                    | missing            | missing
    pending                  | applied pending > too_soon | expired            | wrong_proof
    pending, code asked      | applied pending > too_soon | expired            | wrong_proof
    scanned                  | wrong_state scanned        | expired            | wrong_proof
    scanned, digits asked    | wrong_state scanned        | expired            | wrong_proof
    entered                  | wrong_state scanned        | expired            | wrong_proof
    checking                 | wrong_state checking       | expired            | wrong_proof
    approved                 | wrong_state approved       | expired            | wrong_proof
    approved by digits       | wrong_state approved       | expired            | wrong_proof
    approved by second scan  | wrong_state approved       | expired            | wrong_proof
    redeemed                 | terminal redeemed          | terminal redeemed  | wrong_proof
    redeemed, then revoked   | terminal redeemed          | terminal redeemed  | wrong_proof
    denied                   | terminal denied            | terminal denied    | wrong_proof
    denied, once approved    | terminal denied            | terminal denied    | wrong_proof
    denied, digits wrong     | terminal denied            | terminal denied    | wrong_proof
    cancelled                | terminal cancelled         | terminal cancelled | wrong_proof
    cancelled, once scanned  | terminal cancelled         | terminal cancelled | wrong_proof
    cancelled, once approved | terminal cancelled         | terminal cancelled | wrong_proof
    code sent                | applied pending > too_soon | expired            | wrong_proof
    proved                   | wrong_state approved       | expired            | wrong_proof
    scanned, two to approve  | wrong_state scanned        | expired            | wrong_proof
    approved by one of two   | applied pending > too_soon | expired            | wrong_proof
    ended by an operator     | terminal cancelled         | terminal cancelled | wrong_proof
    sent to the person       | applied pending > too_soon | expired            | wrong_proof
    opened                   | wrong_state scanned        | expired            | wrong_proof`,
  unsend_code: `
    session                  | right in time                 | right late  | wrong
    nothing there            | missing                       | missing     | missing
    pending                  | wrong_proof                   | wrong_proof | wrong_proof
    pending, code asked      | wrong_proof                   | wrong_proof | wrong_proof
    scanned                  | wrong_proof                   | wrong_proof | wrong_proof
    scanned, digits asked    | wrong_proof                   | wrong_proof | wrong_proof
    entered                  | wrong_proof                   | wrong_proof | wrong_proof
    checking                 | wrong_proof                   | wrong_proof | wrong_proof
    approved                 | wrong_proof                   | wrong_proof | wrong_proof
    approved by digits       | wrong_proof                   | wrong_proof | wrong_proof
    approved by second scan  | wrong_proof                   | wrong_proof | wrong_proof
    redeemed                 | wrong_proof                   | wrong_proof | wrong_proof
    redeemed, then revoked   | wrong_proof                   | wrong_proof | wrong_proof
    denied                   | wrong_proof                   | wrong_proof | wrong_proof
    denied, once approved    | wrong_proof                   | wrong_proof | wrong_proof
    denied, digits wrong     | wrong_proof                   | wrong_proof | wrong_proof
    cancelled                | wrong_proof                   | wrong_proof | wrong_proof
    cancelled, once scanned  | wrong_proof                   | wrong_proof | wrong_proof
    cancelled, once approved | wrong_proof                   | wrong_proof | wrong_proof
    code sent                | applied pending > wrong_proof | expired     | wrong_proof
    proved                   | wrong_proof                   | wrong_proof | wrong_proof
    scanned, two to approve  | wrong_proof                   | wrong_proof | wrong_proof
    approved by one of two   | wrong_proof                   | wrong_proof | wrong_proof
    ended by an operator     | wrong_proof                   | wrong_proof | wrong_proof
    sent to the person       | wrong_proof                   | wrong_proof | wrong_proof
    opened                   | wrong_proof                   | wrong_proof | wrong_proof`,
  end: `
    session                  | right in time                          | right late         | wrong in time                          | wrong late
    nothing there            | missing                                | missing            | missing                                | missing
    pending                  | applied cancelled > terminal cancelled | expired            | applied cancelled > terminal cancelled | expired
    pending, code asked      | applied cancelled > terminal cancelled | expired            | applied cancelled > terminal cancelled | expired
    scanned                  | applied cancelled > terminal cancelled | expired            | applied cancelled > terminal cancelled | expired
    scanned, digits asked    | applied cancelled > terminal cancelled | expired            | applied cancelled > terminal cancelled | expired
    entered                  | applied cancelled > terminal cancelled | expired            | applied cancelled > terminal cancelled | expired
    checking                 | applied cancelled > terminal cancelled | expired            | applied cancelled > terminal cancelled | expired
    approved                 | applied cancelled > terminal cancelled | expired            | applied cancelled > terminal cancelled | expired
    approved by digits       | applied cancelled > terminal cancelled | expired            | applied cancelled > terminal cancelled | expired
    approved by second scan  | applied cancelled > terminal cancelled | expired            | applied cancelled > terminal cancelled | expired
    redeemed                 | terminal redeemed                      | terminal redeemed  | terminal redeemed                      | terminal redeemed
    redeemed, then revoked   | terminal redeemed                      | terminal redeemed  | terminal redeemed                      | terminal redeemed
    denied                   | terminal denied                        | terminal denied    | terminal denied                        | terminal denied
    denied, once approved    | terminal denied                        | terminal denied    | terminal denied                        | terminal denied
    denied, digits wrong     | terminal denied                        | terminal denied    | terminal denied                        | terminal denied
    cancelled                | terminal cancelled                     | terminal cancelled | terminal cancelled                     | terminal cancelled
    cancelled, once scanned  | terminal cancelled                     | terminal cancelled | terminal cancelled                     | terminal cancelled
    cancelled, once approved | terminal cancelled                     | terminal cancelled | terminal cancelled                     | terminal cancelled
    code sent                | applied cancelled > terminal cancelled | expired            | applied cancelled > terminal cancelled | expired
    proved                   | applied cancelled > terminal cancelled | expired            | applied cancelled > terminal cancelled | expired
    scanned, two to approve  | applied cancelled > terminal cancelled | expired            | applied cancelled > terminal cancelled | expired
    approved by one of two   | applied cancelled > terminal cancelled | expired            | applied cancelled > terminal cancelled | expired
    ended by an operator     | terminal cancelled                     | terminal cancelled | terminal cancelled                     | terminal cancelled
    sent to the person       | applied cancelled > terminal cancelled | expired            | applied cancelled > terminal cancelled | expired
    opened                   | applied cancelled > terminal cancelled | expired            | applied cancelled > terminal cancelled | expired`,
} as const;

/** The phone's door, and a one-time code in its place. */
const CLAIMED = {
  scan: `
    session                  | right same in time                   | right same late    | right other in time                  | right other late   | wrong same         | wrong other
    nothing there            | missing                              | missing            | missing                              | missing            | missing            | missing
    pending                  | applied scanned > repeated scanned 2 | expired            | applied scanned > repeated scanned 2 | expired            | wrong_proof        | wrong_proof
    pending, code asked      | applied scanned > repeated scanned 3 | expired            | applied scanned > repeated scanned 3 | expired            | wrong_proof        | wrong_proof
    scanned                  | repeated scanned 2                   | repeated scanned 2 | claimed                              | expired            | repeated scanned 2 | wrong_proof
    scanned, digits asked    | repeated scanned 2                   | repeated scanned 2 | claimed                              | expired            | repeated scanned 2 | wrong_proof
    entered                  | repeated scanned 3                   | repeated scanned 3 | claimed                              | expired            | repeated scanned 3 | wrong_proof
    checking                 | repeated scanned 2                   | repeated scanned 2 | claimed                              | expired            | repeated scanned 2 | wrong_proof
    approved                 | repeated scanned 2                   | repeated scanned 2 | claimed                              | expired            | repeated scanned 2 | wrong_proof
    approved by digits       | repeated scanned 2                   | repeated scanned 2 | claimed                              | expired            | repeated scanned 2 | wrong_proof
    approved by second scan  | repeated scanned 2                   | repeated scanned 2 | claimed                              | expired            | repeated scanned 2 | wrong_proof
    redeemed                 | repeated scanned 2                   | repeated scanned 2 | terminal redeemed                    | terminal redeemed  | repeated scanned 2 | wrong_proof
    redeemed, then revoked   | repeated scanned 2                   | repeated scanned 2 | terminal redeemed                    | terminal redeemed  | repeated scanned 2 | wrong_proof
    denied                   | repeated scanned 2                   | repeated scanned 2 | terminal denied                      | terminal denied    | repeated scanned 2 | wrong_proof
    denied, once approved    | repeated scanned 2                   | repeated scanned 2 | terminal denied                      | terminal denied    | repeated scanned 2 | wrong_proof
    denied, digits wrong     | repeated scanned 2                   | repeated scanned 2 | terminal denied                      | terminal denied    | repeated scanned 2 | wrong_proof
    cancelled                | terminal cancelled                   | terminal cancelled | terminal cancelled                   | terminal cancelled | wrong_proof        | wrong_proof
    cancelled, once scanned  | repeated scanned 2                   | repeated scanned 2 | terminal cancelled                   | terminal cancelled | repeated scanned 2 | wrong_proof
    cancelled, once approved | repeated scanned 2                   | repeated scanned 2 | terminal cancelled                   | terminal cancelled | repeated scanned 2 | wrong_proof
    code sent                | applied scanned > repeated scanned 3 | expired            | applied scanned > repeated scanned 3 | expired            | wrong_proof        | wrong_proof
    proved                   | wrong_state approved                 | expired            | claimed                              | expired            | wrong_proof        | wrong_proof
    scanned, two to approve  | repeated scanned 2                   | repeated scanned 2 | claimed                              | expired            | repeated scanned 2 | wrong_proof
    approved by one of two   | already_counted                      | expired            | applied scanned > repeated scanned 4 | expired            | wrong_proof        | wrong_proof
    ended by an operator     | repeated scanned 2                   | repeated scanned 2 | terminal cancelled                   | terminal cancelled | repeated scanned 2 | wrong_proof
    sent to the person       | applied scanned > repeated scanned 2 | expired            | applied scanned > repeated scanned 2 | expired            | wrong_proof        | wrong_proof
    opened                   | repeated scanned 2                   | repeated scanned 2 | claimed                              | expired            | repeated scanned 2 | wrong_proof`,
  enter: `
    session                  | right same in time                   | right same late    | right other in time                  | right other late | wrong same         | wrong other
    nothing there            | missing                              | missing            | missing                              | missing          | missing            | missing
    pending                  | wrong_proof                          | wrong_proof        | wrong_proof                          | wrong_proof      | wrong_proof        | wrong_proof
    pending, code asked      | applied scanned > repeated scanned 3 | expired            | applied scanned > repeated scanned 3 | expired          | wrong_proof        | wrong_proof
    scanned                  | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    scanned, digits asked    | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    entered                  | repeated scanned 3                   | repeated scanned 3 | claimed                              | expired          | repeated scanned 3 | wrong_proof
    checking                 | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    approved                 | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    approved by digits       | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    approved by second scan  | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    redeemed                 | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    redeemed, then revoked   | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    denied                   | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    denied, once approved    | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    denied, digits wrong     | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    cancelled                | wrong_proof                          | wrong_proof        | wrong_proof                          | wrong_proof      | wrong_proof        | wrong_proof
    cancelled, once scanned  | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    cancelled, once approved | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    code sent                | wrong_proof                          | wrong_proof        | wrong_proof                          | wrong_proof      | wrong_proof        | wrong_proof
    proved                   | wrong_proof                          | wrong_proof        | wrong_proof                          | wrong_proof      | wrong_proof        | wrong_proof
    scanned, two to approve  | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    approved by one of two   | wrong_proof                          | wrong_proof        | wrong_proof                          | wrong_proof      | wrong_proof        | wrong_proof
    ended by an operator     | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    sent to the person       | wrong_proof                          | wrong_proof        | wrong_proof                          | wrong_proof      | wrong_proof        | wrong_proof
    opened                   | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof`,
  open: `
    session                  | right same in time                   | right same late    | right other in time                  | right other late | wrong same         | wrong other
    nothing there            | missing                              | missing            | missing                              | missing          | missing            | missing
    pending                  | wrong_proof                          | wrong_proof        | wrong_proof                          | wrong_proof      | wrong_proof        | wrong_proof
    pending, code asked      | wrong_proof                          | wrong_proof        | wrong_proof                          | wrong_proof      | wrong_proof        | wrong_proof
    scanned                  | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    scanned, digits asked    | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    entered                  | repeated scanned 3                   | repeated scanned 3 | wrong_proof                          | wrong_proof      | repeated scanned 3 | wrong_proof
    checking                 | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    approved                 | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    approved by digits       | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    approved by second scan  | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    redeemed                 | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    redeemed, then revoked   | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    denied                   | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    denied, once approved    | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    denied, digits wrong     | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    cancelled                | wrong_proof                          | wrong_proof        | wrong_proof                          | wrong_proof      | wrong_proof        | wrong_proof
    cancelled, once scanned  | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    cancelled, once approved | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    code sent                | wrong_proof                          | wrong_proof        | wrong_proof                          | wrong_proof      | wrong_proof        | wrong_proof
    proved                   | wrong_proof                          | wrong_proof        | wrong_proof                          | wrong_proof      | wrong_proof        | wrong_proof
    scanned, two to approve  | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    approved by one of two   | wrong_proof                          | wrong_proof        | wrong_proof                          | wrong_proof      | wrong_proof        | wrong_proof
    ended by an operator     | repeated scanned 2                   | repeated scanned 2 | wrong_proof                          | wrong_proof      | repeated scanned 2 | wrong_proof
    sent to the person       | applied scanned > repeated scanned 2 | expired            | applied scanned > repeated scanned 2 | expired          | wrong_proof        | wrong_proof
    opened                   | repeated scanned 2                   | repeated scanned 2 | claimed                              | expired          | repeated scanned 2 | wrong_proof`,
  approve: `
    session                  | right same in time                     | right same late     | right other in time | right other late   | wrong same          | wrong other
    nothing there            | missing                                | missing             | missing             | missing            | missing             | missing
    pending                  | wrong_proof                            | wrong_proof         | wrong_proof         | wrong_proof        | wrong_proof         | wrong_proof
    pending, code asked      | wrong_proof                            | wrong_proof         | wrong_proof         | wrong_proof        | wrong_proof         | wrong_proof
    scanned                  | applied approved > repeated approved 3 | expired             | claimed             | expired            | wrong_proof         | wrong_proof
    scanned, digits asked    | applied checking > repeated checking 3 | expired             | claimed             | expired            | wrong_proof         | wrong_proof
    entered                  | applied approved > repeated approved 4 | expired             | claimed             | expired            | wrong_proof         | wrong_proof
    checking                 | repeated checking 3                    | repeated checking 3 | claimed             | expired            | repeated checking 3 | wrong_proof
    approved                 | repeated approved 3                    | repeated approved 3 | claimed             | expired            | repeated approved 3 | wrong_proof
    approved by digits       | repeated checking 3                    | repeated checking 3 | claimed             | expired            | repeated checking 3 | wrong_proof
    approved by second scan  | repeated checking 3                    | repeated checking 3 | claimed             | expired            | repeated checking 3 | wrong_proof
    redeemed                 | repeated approved 3                    | repeated approved 3 | terminal redeemed   | terminal redeemed  | repeated approved 3 | wrong_proof
    redeemed, then revoked   | repeated approved 3                    | repeated approved 3 | terminal redeemed   | terminal redeemed  | repeated approved 3 | wrong_proof
    denied                   | terminal denied                        | terminal denied     | terminal denied     | terminal denied    | wrong_proof         | wrong_proof
    denied, once approved    | repeated approved 3                    | repeated approved 3 | terminal denied     | terminal denied    | repeated approved 3 | wrong_proof
    denied, digits wrong     | repeated checking 3                    | repeated checking 3 | terminal denied     | terminal denied    | repeated checking 3 | wrong_proof
    cancelled                | wrong_proof                            | wrong_proof         | wrong_proof         | wrong_proof        | wrong_proof         | wrong_proof
    cancelled, once scanned  | terminal cancelled                     | terminal cancelled  | terminal cancelled  | terminal cancelled | wrong_proof         | wrong_proof
    cancelled, once approved | repeated approved 3                    | repeated approved 3 | terminal cancelled  | terminal cancelled | repeated approved 3 | wrong_proof
    code sent                | wrong_proof                            | wrong_proof         | wrong_proof         | wrong_proof        | wrong_proof         | wrong_proof
    proved                   | wrong_proof                            | wrong_proof         | wrong_proof         | wrong_proof        | wrong_proof         | wrong_proof
    scanned, two to approve  | not_alone                              | expired             | claimed             | expired            | wrong_proof         | wrong_proof
    approved by one of two   | wrong_proof                            | wrong_proof         | wrong_proof         | wrong_proof        | wrong_proof         | wrong_proof
    ended by an operator     | terminal cancelled                     | terminal cancelled  | terminal cancelled  | terminal cancelled | wrong_proof         | wrong_proof
    sent to the person       | wrong_proof                            | wrong_proof         | wrong_proof         | wrong_proof        | wrong_proof         | wrong_proof
    opened                   | applied approved > repeated approved 3 | expired             | claimed             | expired            | wrong_proof         | wrong_proof`,
  deny: `
    session                  | right same in time                 | right same late    | right other in time | right other late   | wrong same        | wrong other
    nothing there            | missing                            | missing            | missing             | missing            | missing           | missing
    pending                  | wrong_proof                        | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof       | wrong_proof
    pending, code asked      | wrong_proof                        | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof       | wrong_proof
    scanned                  | applied denied > repeated denied 3 | expired            | claimed             | expired            | wrong_proof       | wrong_proof
    scanned, digits asked    | applied denied > repeated denied 3 | expired            | claimed             | expired            | wrong_proof       | wrong_proof
    entered                  | applied denied > repeated denied 4 | expired            | claimed             | expired            | wrong_proof       | wrong_proof
    checking                 | applied denied > repeated denied 4 | expired            | claimed             | expired            | wrong_proof       | wrong_proof
    approved                 | applied denied > repeated denied 4 | expired            | claimed             | expired            | wrong_proof       | wrong_proof
    approved by digits       | applied denied > repeated denied 5 | expired            | claimed             | expired            | wrong_proof       | wrong_proof
    approved by second scan  | applied denied > repeated denied 5 | expired            | claimed             | expired            | wrong_proof       | wrong_proof
    redeemed                 | terminal redeemed                  | terminal redeemed  | terminal redeemed   | terminal redeemed  | wrong_proof       | wrong_proof
    redeemed, then revoked   | terminal redeemed                  | terminal redeemed  | terminal redeemed   | terminal redeemed  | wrong_proof       | wrong_proof
    denied                   | repeated denied 3                  | repeated denied 3  | terminal denied     | terminal denied    | repeated denied 3 | wrong_proof
    denied, once approved    | repeated denied 4                  | repeated denied 4  | terminal denied     | terminal denied    | repeated denied 4 | wrong_proof
    denied, digits wrong     | terminal denied                    | terminal denied    | terminal denied     | terminal denied    | wrong_proof       | wrong_proof
    cancelled                | wrong_proof                        | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof       | wrong_proof
    cancelled, once scanned  | terminal cancelled                 | terminal cancelled | terminal cancelled  | terminal cancelled | wrong_proof       | wrong_proof
    cancelled, once approved | terminal cancelled                 | terminal cancelled | terminal cancelled  | terminal cancelled | wrong_proof       | wrong_proof
    code sent                | wrong_proof                        | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof       | wrong_proof
    proved                   | wrong_proof                        | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof       | wrong_proof
    scanned, two to approve  | applied denied > repeated denied 3 | expired            | claimed             | expired            | wrong_proof       | wrong_proof
    approved by one of two   | wrong_proof                        | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof       | wrong_proof
    ended by an operator     | terminal cancelled                 | terminal cancelled | terminal cancelled  | terminal cancelled | wrong_proof       | wrong_proof
    sent to the person       | wrong_proof                        | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof       | wrong_proof
    opened                   | applied denied > repeated denied 3 | expired            | claimed             | expired            | wrong_proof       | wrong_proof`,
  prove: `
    session                  | right same in time                     | right same late     | right other in time                    | right other late    | wrong same  | wrong other
    nothing there            | missing                                | missing             | missing                                | missing             | missing     | missing
    pending                  | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    pending, code asked      | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    scanned                  | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    scanned, digits asked    | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    entered                  | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    checking                 | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    approved                 | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    approved by digits       | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    approved by second scan  | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    redeemed                 | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    redeemed, then revoked   | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    denied                   | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    denied, once approved    | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    denied, digits wrong     | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    cancelled                | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    cancelled, once scanned  | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    cancelled, once approved | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    code sent                | applied approved > repeated approved 3 | expired             | applied approved > repeated approved 3 | expired             | wrong_proof | wrong_proof
    proved                   | repeated approved 3                    | repeated approved 3 | repeated approved 3                    | repeated approved 3 | wrong_proof | wrong_proof
    scanned, two to approve  | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    approved by one of two   | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    ended by an operator     | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    sent to the person       | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof
    opened                   | wrong_proof                            | wrong_proof         | wrong_proof                            | wrong_proof         | wrong_proof | wrong_proof`,
  co_approve: `
    session                  | right same in time                   | right same late    | right other in time | right other late   | wrong same  | wrong other
    nothing there            | missing                              | missing            | missing             | missing            | missing     | missing
    pending                  | wrong_proof                          | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof | wrong_proof
    pending, code asked      | wrong_proof                          | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof | wrong_proof
    scanned                  | wrong_state scanned                  | expired            | claimed             | expired            | wrong_proof | wrong_proof
    scanned, digits asked    | wrong_state scanned                  | expired            | claimed             | expired            | wrong_proof | wrong_proof
    entered                  | wrong_state scanned                  | expired            | claimed             | expired            | wrong_proof | wrong_proof
    checking                 | wrong_state checking                 | expired            | claimed             | expired            | wrong_proof | wrong_proof
    approved                 | wrong_state approved                 | expired            | claimed             | expired            | wrong_proof | wrong_proof
    approved by digits       | wrong_state approved                 | expired            | claimed             | expired            | wrong_proof | wrong_proof
    approved by second scan  | wrong_state approved                 | expired            | claimed             | expired            | wrong_proof | wrong_proof
    redeemed                 | terminal redeemed                    | terminal redeemed  | terminal redeemed   | terminal redeemed  | wrong_proof | wrong_proof
    redeemed, then revoked   | terminal redeemed                    | terminal redeemed  | terminal redeemed   | terminal redeemed  | wrong_proof | wrong_proof
    denied                   | terminal denied                      | terminal denied    | terminal denied     | terminal denied    | wrong_proof | wrong_proof
    denied, once approved    | terminal denied                      | terminal denied    | terminal denied     | terminal denied    | wrong_proof | wrong_proof
    denied, digits wrong     | terminal denied                      | terminal denied    | terminal denied     | terminal denied    | wrong_proof | wrong_proof
    cancelled                | wrong_proof                          | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof | wrong_proof
    cancelled, once scanned  | terminal cancelled                   | terminal cancelled | terminal cancelled  | terminal cancelled | wrong_proof | wrong_proof
    cancelled, once approved | terminal cancelled                   | terminal cancelled | terminal cancelled  | terminal cancelled | wrong_proof | wrong_proof
    code sent                | wrong_proof                          | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof | wrong_proof
    proved                   | wrong_proof                          | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof | wrong_proof
    scanned, two to approve  | applied pending > repeated pending 3 | expired            | claimed             | expired            | wrong_proof | wrong_proof
    approved by one of two   | repeated pending 3                   | repeated pending 3 | repeated pending 3  | repeated pending 3 | wrong_proof | wrong_proof
    ended by an operator     | terminal cancelled                   | terminal cancelled | terminal cancelled  | terminal cancelled | wrong_proof | wrong_proof
    sent to the person       | wrong_proof                          | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof | wrong_proof
    opened                   | wrong_state scanned                  | expired            | claimed             | expired            | wrong_proof | wrong_proof`,
  fall_short: `
    session                  | right same in time                | right same late    | right other in time | right other late   | wrong same  | wrong other
    nothing there            | missing                           | missing            | missing             | missing            | missing     | missing
    pending                  | wrong_proof                       | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof | wrong_proof
    pending, code asked      | wrong_proof                       | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof | wrong_proof
    scanned                  | applied scanned > applied scanned | expired            | claimed             | expired            | wrong_proof | wrong_proof
    scanned, digits asked    | applied scanned > applied scanned | expired            | claimed             | expired            | wrong_proof | wrong_proof
    entered                  | applied scanned > applied scanned | expired            | claimed             | expired            | wrong_proof | wrong_proof
    checking                 | wrong_state checking              | expired            | claimed             | expired            | wrong_proof | wrong_proof
    approved                 | wrong_state approved              | expired            | claimed             | expired            | wrong_proof | wrong_proof
    approved by digits       | wrong_state approved              | expired            | claimed             | expired            | wrong_proof | wrong_proof
    approved by second scan  | wrong_state approved              | expired            | claimed             | expired            | wrong_proof | wrong_proof
    redeemed                 | terminal redeemed                 | terminal redeemed  | terminal redeemed   | terminal redeemed  | wrong_proof | wrong_proof
    redeemed, then revoked   | terminal redeemed                 | terminal redeemed  | terminal redeemed   | terminal redeemed  | wrong_proof | wrong_proof
    denied                   | terminal denied                   | terminal denied    | terminal denied     | terminal denied    | wrong_proof | wrong_proof
    denied, once approved    | terminal denied                   | terminal denied    | terminal denied     | terminal denied    | wrong_proof | wrong_proof
    denied, digits wrong     | terminal denied                   | terminal denied    | terminal denied     | terminal denied    | wrong_proof | wrong_proof
    cancelled                | wrong_proof                       | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof | wrong_proof
    cancelled, once scanned  | terminal cancelled                | terminal cancelled | terminal cancelled  | terminal cancelled | wrong_proof | wrong_proof
    cancelled, once approved | terminal cancelled                | terminal cancelled | terminal cancelled  | terminal cancelled | wrong_proof | wrong_proof
    code sent                | wrong_proof                       | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof | wrong_proof
    proved                   | wrong_proof                       | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof | wrong_proof
    scanned, two to approve  | applied scanned > applied scanned | expired            | claimed             | expired            | wrong_proof | wrong_proof
    approved by one of two   | wrong_proof                       | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof | wrong_proof
    ended by an operator     | terminal cancelled                | terminal cancelled | terminal cancelled  | terminal cancelled | wrong_proof | wrong_proof
    sent to the person       | wrong_proof                       | wrong_proof        | wrong_proof         | wrong_proof        | wrong_proof | wrong_proof
    opened                   | applied scanned > applied scanned | expired            | claimed             | expired            | wrong_proof | wrong_proof`,
  rescan: `
    session                  | right same in time                     | right same late     | right other in time | right other late   | wrong same          | wrong other
    nothing there            | missing                                | missing             | missing             | missing            | missing             | missing
    pending                  | wrong_proof                            | wrong_proof         | wrong_proof         | wrong_proof        | wrong_proof         | wrong_proof
    pending, code asked      | wrong_proof                            | wrong_proof         | wrong_proof         | wrong_proof        | wrong_proof         | wrong_proof
    scanned                  | wrong_state scanned                    | expired             | claimed             | expired            | wrong_proof         | wrong_proof
    scanned, digits asked    | wrong_state scanned                    | expired             | claimed             | expired            | wrong_proof         | wrong_proof
    entered                  | wrong_state scanned                    | expired             | claimed             | expired            | wrong_proof         | wrong_proof
    checking                 | applied approved > repeated approved 4 | expired             | claimed             | expired            | wrong_proof         | wrong_proof
    approved                 | wrong_state approved                   | expired             | claimed             | expired            | wrong_proof         | wrong_proof
    approved by digits       | wrong_state approved                   | expired             | claimed             | expired            | wrong_proof         | wrong_proof
    approved by second scan  | repeated approved 4                    | repeated approved 4 | claimed             | expired            | repeated approved 4 | wrong_proof
    redeemed                 | terminal redeemed                      | terminal redeemed   | terminal redeemed   | terminal redeemed  | wrong_proof         | wrong_proof
    redeemed, then revoked   | terminal redeemed                      | terminal redeemed   | terminal redeemed   | terminal redeemed  | wrong_proof         | wrong_proof
    denied                   | terminal denied                        | terminal denied     | terminal denied     | terminal denied    | wrong_proof         | wrong_proof
    denied, once approved    | terminal denied                        | terminal denied     | terminal denied     | terminal denied    | wrong_proof         | wrong_proof
    denied, digits wrong     | terminal denied                        | terminal denied     | terminal denied     | terminal denied    | wrong_proof         | wrong_proof
    cancelled                | wrong_proof                            | wrong_proof         | wrong_proof         | wrong_proof        | wrong_proof         | wrong_proof
    cancelled, once scanned  | terminal cancelled                     | terminal cancelled  | terminal cancelled  | terminal cancelled | wrong_proof         | wrong_proof
    cancelled, once approved | terminal cancelled                     | terminal cancelled  | terminal cancelled  | terminal cancelled | wrong_proof         | wrong_proof
    code sent                | wrong_proof                            | wrong_proof         | wrong_proof         | wrong_proof        | wrong_proof         | wrong_proof
    proved                   | wrong_proof                            | wrong_proof         | wrong_proof         | wrong_proof        | wrong_proof         | wrong_proof
    scanned, two to approve  | wrong_state scanned                    | expired             | claimed             | expired            | wrong_proof         | wrong_proof
    approved by one of two   | wrong_proof                            | wrong_proof         | wrong_proof         | wrong_proof        | wrong_proof         | wrong_proof
    ended by an operator     | terminal cancelled                     | terminal cancelled  | terminal cancelled  | terminal cancelled | wrong_proof         | wrong_proof
    sent to the person       | wrong_proof                            | wrong_proof         | wrong_proof         | wrong_proof        | wrong_proof         | wrong_proof
    opened                   | wrong_state scanned                    | expired             | claimed             | expired            | wrong_proof         | wrong_proof`,
} as const;

/** Answer to the request, and to the same request once more. */
export interface Cell {
  readonly first: string;
  readonly again: string;
}

export interface Sender {
  readonly proof: 'right' | 'wrong';
  readonly claimant: 'same' | 'other';
  readonly when: 'in time' | 'late';
}

/** Every event with its table, columns by name. */
export const SESSION_TABLE = new Map<EventName, ReadonlyMap<string, ReadonlyMap<string, Cell>>>(
  // To be told or not is all that tells the two apart.
  Object.entries({ ...PLAIN, ...CLAIMED, stale_scan: PLAIN.refuse }).map(([event, text]) => [
    event as EventName,
    parse(text),
  ]),
);

/** The cell that a reader of the table would find. A column that says less (`wrong`) holds for all it leaves open. */
export function expected(event: EventName, past: Past, { proof, claimant, when }: Sender): Cell {
  const row = SESSION_TABLE.get(event)?.get(past);
  const columns = [`${proof} ${claimant} ${when}`, `${proof} ${claimant}`, `${proof} ${when}`, proof];
  const cell = columns.map((column) => row?.get(column)).find((found) => found !== undefined);
  if (!cell) throw new Error(`the table has no cell for ${event} on ${past}, ${proof} ${claimant} ${when}`);
  return cell;
}

function parse(text: string): ReadonlyMap<string, ReadonlyMap<string, Cell>> {
  const [head = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return new Map(
    rows.map(([past = '', ...cells]) => [past, new Map(cells.map((cell, at) => [head[at + 1] ?? '', split(cell)]))]),
  );
}

function split(cell: string): Cell {
  const [first = '', again = first] = cell.split(' > ');
  return { first, again };
}
