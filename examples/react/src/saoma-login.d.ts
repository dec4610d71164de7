import type { SaomaApprovedEvent, SaomaLoginElement, SaomaProblemEvent, SaomaStateEvent } from '@saoma/browser';
import type { ClassAttributes, HTMLAttributes } from 'react';

/** What `<saoma-login>` takes in JSX: copy this file into your project. */
interface SaomaLoginProps extends HTMLAttributes<SaomaLoginElement>, ClassAttributes<SaomaLoginElement> {
  readonly 'start-url'?: string;
  /** Without a backend that starts: the broker's origin, and what it is asked for. */
  readonly broker?: string;
  readonly 'client-id'?: string;
  readonly 'code-challenge'?: string;
  readonly 'redirect-uri'?: string;
  readonly state?: string;
  readonly nonce?: string;
  readonly 'user-code'?: 'letters' | 'digits' | 'off';
  readonly 'same-device'?: boolean;
  readonly 'auto-redirect'?: 'off';
  readonly 'auto-extend'?: boolean;
  readonly 'onsaoma-state'?: (event: SaomaStateEvent) => void;
  readonly 'onsaoma-approved'?: (event: SaomaApprovedEvent) => void;
  readonly 'onsaoma-problem'?: (event: SaomaProblemEvent) => void;
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'saoma-login': SaomaLoginProps;
    }
  }
}
