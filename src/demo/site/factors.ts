import { type Language } from '../web/language.js';

type InWords = Readonly<Record<string, Readonly<Record<Language, string>>>>;

/** RFC 8176 §2. */
const FACTORS: InWords = {
  pwd: { zh: '密码', en: 'Password' },
  pin: { zh: 'PIN 码', en: 'PIN' },
  face: { zh: '人脸', en: 'Face' },
  fpt: { zh: '指纹', en: 'Fingerprint' },
  hwk: { zh: '手机内置密钥', en: 'Key held by the phone' },
  swk: { zh: '同步密钥', en: 'Synchronised key' },
  user: { zh: '本人操作', en: 'Person present' },
  mfa: { zh: '多重验证', en: 'Several factors' },
  sms: { zh: '短信验证码', en: 'Text message' },
  otp: { zh: '邮件验证码', en: 'E-mail code' },
  tel: { zh: '电话', en: 'Telephone' },
};

const LEVELS: InWords = {
  aal1: { zh: '基本（AAL1）', en: 'Basic (AAL1)' },
  aal2: { zh: '较高（AAL2）', en: 'Higher (AAL2)' },
};

/** How somebody was verified, in words; a factor that has none is shown as it came. */
export function factorsText(language: Language, amr: readonly string[]): string {
  return amr.map((factor) => FACTORS[factor]?.[language] ?? factor).join(language === 'zh' ? '、' : ', ');
}

export const levelText = (language: Language, acr: string): string => LEVELS[acr]?.[language] ?? acr;
