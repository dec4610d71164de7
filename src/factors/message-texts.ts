import type { LocalizedText, Purpose } from '@saoma/protocol';
import type { CodeMessage } from '../core/ports.js';

interface Texts {
  /** Subject of an e-mail. Without the code: subjects are shown on locked screens. */
  readonly subject: (portal: string) => string;
  readonly text: (sentence: string, code: string, minutes: number) => string;
  /** What the person is doing, and where. */
  readonly sentences: Readonly<Record<Purpose, (portal: string) => string>>;
}

const TEXTS: Readonly<Record<keyof LocalizedText, Texts>> = {
  zh: {
    subject: (portal) => `${portal}：验证码`,
    text: (sentence, code, minutes) =>
      `${sentence}，验证码 ${code}，${minutes} 分钟内有效。请勿告诉任何人，工作人员不会向您索要。非本人操作请忽略。`,
    sentences: {
      login: (portal) => `您正在登录${portal}`,
      step_up: (portal) => `您正在${portal}再次验证身份`,
      verify: (portal) => `您正在向${portal}核实身份`,
    },
  },
  en: {
    subject: (portal) => `${portal}: your code`,
    text: (sentence, code, minutes) =>
      `${code} is your code to ${sentence}. It works for ${minutes} min. Never tell anybody this code: nobody who works there will ask for it. Not you? Ignore this message.`,
    sentences: {
      login: (portal) => `sign in to ${portal}`,
      step_up: (portal) => `confirm to ${portal} that it is still you`,
      verify: (portal) => `prove to ${portal} who you are`,
    },
  },
};

/** What the person is told, in their language, by any channel. */
export function textsOf(message: CodeMessage): { readonly subject: string; readonly text: string } {
  const { language, purpose, code, expiresInMs } = message;
  const { subject, text, sentences } = TEXTS[language];
  const portal = message.portal[language];
  // Never longer than it lives.
  const minutes = Math.max(1, Math.floor(expiresInMs / 60_000));
  return { subject: subject(portal), text: text(sentences[purpose](portal), code, minutes) };
}
