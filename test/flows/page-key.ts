import { randomUUID } from 'node:crypto';
import type { Problem, SessionMessage, StartAnswer } from '@saoma/protocol';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { io } from 'socket.io-client';
import { sha256 } from '../../src/core/secrets.js';

/** A key in the hands of somebody who proves with it whatever they like. */
export class RawKey {
  private constructor(
    readonly jkt: string,
    readonly jwk: JWK,
    readonly privateKey: CryptoKey,
  ) {}

  static async create(): Promise<RawKey> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    return new RawKey(await calculateJwkThumbprint(jwk), jwk, privateKey);
  }

  prove(claims: Record<string, unknown>): Promise<string> {
    return new SignJWT({ iat: Math.floor(Date.now() / 1_000), jti: randomUUID(), ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: this.jwk })
      .sign(this.privateKey);
  }
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Partial<SessionMessage> & Partial<Problem>;
}

/** A waiting page on the wire. What it says in its proofs can be bent. */
export class KeyedPage {
  nonce: string | undefined;

  /**
   * @param origin the broker's public one, which proofs name
   * @param node where its calls go
   */
  constructor(
    readonly origin: string,
    readonly node: string,
    readonly session: StartAnswer,
    readonly key: RawKey | undefined,
  ) {
    this.nonce = session.dpop_nonce;
  }

  get path(): string {
    return `/v1/sessions/${this.session.session_id}`;
  }

  /** What a right proof of the call would say, but for what is bent. */
  claims(method: string, path: string, bent: Record<string, unknown> = {}): Record<string, unknown> {
    const ath = sha256(this.session.desktop_token);
    return { htm: method, htu: this.origin + this.path + path.replace(/\?.*/, ''), ath, nonce: this.nonce, ...bent };
  }

  proof(method: string, path: string, bent?: Record<string, unknown>): Promise<string> | undefined {
    return this.key?.prove(this.claims(method, path, bent));
  }

  /** `proof` in the place of the right one; `null` sends none. */
  async call(method: 'GET' | 'POST', path = '', proof?: string | null): Promise<RawAnswer> {
    const dpop = proof === undefined ? await this.proof(method, path) : (proof ?? undefined);
    const answer = await fetch(this.node + this.path + path, {
      method,
      headers: { authorization: `Bearer ${this.session.desktop_token}`, ...(dpop !== undefined && { dpop }) },
    });
    this.nonce = answer.headers.get('dpop-nonce') ?? this.nonce;
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text.startsWith('{') ? JSON.parse(text) : {} };
  }

  /**
   * Knocks at the socket; resolves to the first message, or to the code with which it is refused.
   * @param make gets the id of this connection
   */
  async knock(make: (connectionId: string) => Promise<string | undefined>): Promise<string> {
    const socket = io(`${this.node}/desktop`, {
      ...{ transports: ['websocket'], reconnection: false, forceNew: true },
      auth: (tell) => {
        void make(socket.io.engine.id).then((proof) => {
          tell({ token: this.session.desktop_token, ...(proof !== undefined && { proof }) });
        });
      },
    });
    try {
      return await new Promise((resolve) => {
        socket.on('session', ({ state }: SessionMessage) => {
          resolve(state);
        });
        socket.on('connect_error', (error: Error & { readonly data?: Problem }) => {
          resolve(error.data?.code ?? error.message);
        });
      });
    } finally {
      socket.disconnect();
    }
  }

  /** Waits at the socket, once it is let in, until the other side hangs up. */
  async listen(): Promise<{ readonly states: readonly string[]; readonly hungUp: Promise<string>; close(): void }> {
    const states: string[] = [];
    const socket = io(`${this.node}/desktop`, {
      ...{ transports: ['websocket'], reconnection: false, forceNew: true },
      auth: (tell) => {
        void this.socketProof(socket.io.engine.id ?? '').then((proof) => {
          tell({ token: this.session.desktop_token, proof });
        });
      },
    });
    const hungUp = new Promise<string>((resolve) => socket.on('disconnect', resolve));
    await new Promise<void>((resolve, reject) => {
      socket.on('session', ({ state }: SessionMessage) => {
        states.push(state);
        resolve();
      });
      socket.on('connect_error', reject);
    });
    return { states, hungUp, close: () => socket.disconnect() };
  }

  socketProof(nonce: string, bent: Record<string, unknown> = {}, key = this.key): Promise<string | undefined> {
    const ath = sha256(this.session.desktop_token);
    return (
      key?.prove({ htm: 'GET', htu: `${this.origin}/socket.io/`, ath, nonce, ...bent }) ?? Promise.resolve(undefined)
    );
  }
}
