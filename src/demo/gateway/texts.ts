import type { ContactChannel } from '@saoma/protocol';
import type { Language } from '../web/language.js';

interface Texts {
  readonly title: string;
  readonly phoneOf: (name: string) => string;
  readonly otherLanguage: string;
  readonly people: string;
  readonly channels: Readonly<Record<ContactChannel, string>>;
  readonly to: (address: string) => string;
  readonly empty: string;
  readonly isUp: string;
  readonly isDown: string;
  readonly stop: string;
  readonly repair: string;
  readonly footer: string;
  readonly world: string;
}

export const TEXTS: Readonly<Record<Language, Texts>> = {
  zh: {
    title: '收件箱',
    phoneOf: (name) => `${name}的手机`,
    otherLanguage: 'English',
    people: '选择手机',
    channels: { sms: '短信', email: '邮件' },
    to: (address) => `发送至 ${address}`,
    empty: '还没有消息。验证码发出后会自动出现在这里。',
    isUp: '短信和邮件网关运行正常。',
    isDown: '网关已停用：现在发不出任何验证码。',
    stop: '停用网关',
    repair: '恢复网关',
    footer: '演示页面，消息不会发到真实的手机或邮箱。',
    world: '返回演示首页',
  },
  en: {
    title: 'Messages',
    phoneOf: (name) => `${name}'s phone`,
    otherLanguage: '中文',
    people: 'Choose a phone',
    channels: { sms: 'SMS', email: 'E-mail' },
    to: (address) => `To ${address}`,
    empty: 'No messages yet. Codes appear here by themselves.',
    isUp: 'The gateway for text messages and e-mail works.',
    isDown: 'The gateway is out of order: no code can be sent now.',
    stop: 'Put it out of order',
    repair: 'Put it in order again',
    footer: 'A demonstration. No message reaches a real phone or mailbox.',
    world: 'All demo pages',
  },
};
