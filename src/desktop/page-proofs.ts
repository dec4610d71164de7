import { Inject, Injectable } from '@nestjs/common';
import { SOCKET_PATH } from '@saoma/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DocumentStore } from '../core/ports.js';
import { sha256 } from '../core/secrets.js';
import { DOCUMENTS } from '../core/tokens.js';
import { DpopProofVerifier } from '../proof/dpop-proof.js';
import { ProofNonces, REMEMBER_SPENT_MS } from '../proof/nonces.js';
import { refuse } from '../proof/signed-token.js';

/** A desktop token with the key that its page must prove. */
export interface BoundToken {
  readonly token: string;
  readonly jkt: string;
}

/**
 * Proofs that a call comes from the very page that started: its desktop token alone, wherever somebody found it, opens
 * nothing. What needs no look into the store is looked at first.
 * @see RFC 9449 §4.3, RFC 10027 §6.1.12
 */
@Injectable()
export class PageProofs {
  constructor(
    @Inject(DpopProofVerifier) private readonly proofs: DpopProofVerifier,
    @Inject(ProofNonces) private readonly nonces: ProofNonces,
    @Inject(DOCUMENTS) private readonly documents: DocumentStore,
  ) {}

  /**
   * Refuses a call without a good proof with `invalid_dpop_proof` or `use_dpop_nonce`. Reads are no exception: one of them
   * is told the authorization code. The answer carries the next nonce.
   * @returns what is to be spent: {@link PageProofs.spend}
   */
  demand({ token, jkt }: BoundToken, { method, url, headers }: FastifyRequest, reply: FastifyReply): Promise<string> {
    void reply.header('dpop-nonce', this.nonces.current());
    const [path = ''] = url.split('?', 1);
    const { dpop } = headers;
    const proof = typeof dpop === 'string' ? dpop : dpop?.join(',');
    return this.proofs.verify(proof, { method, path }, { thumbprint: jkt, ath: sha256(token) });
  }

  /** Refuses with `invalid_dpop_proof` what was used before. @param spent as {@link demand} tells it */
  async spend(spent: string): Promise<void> {
    if (!(await this.documents.putIfAbsent(spent, '1', REMEMBER_SPENT_MS))) {
      refuse('invalid_dpop_proof', 'it was used before');
    }
  }

  /**
   * The same for a socket. Its nonce is the id of this very connection, which no other ever has: nothing need be remembered.
   */
  async demandOfSocket({ token, jkt }: BoundToken, proof: unknown, connectionId: string): Promise<void> {
    const holder = { thumbprint: jkt, ath: sha256(token), nonce: connectionId };
    const text = typeof proof === 'string' ? proof : undefined;
    await this.proofs.verify(text, { method: 'GET', path: SOCKET_PATH }, holder);
  }
}
