import { Module } from '@nestjs/common';
import { DpopProofVerifier } from './dpop-proof.js';
import { HeaderKeys } from './header-keys.js';
import { ProofNonces } from './nonces.js';
import { StatementVerifier } from './statements.js';

/** Proofs of keys, for the doors whose callers hold one. */
@Module({
  providers: [DpopProofVerifier, HeaderKeys, ProofNonces, StatementVerifier],
  exports: [DpopProofVerifier, HeaderKeys, ProofNonces, StatementVerifier],
})
export class ProofModule {}
