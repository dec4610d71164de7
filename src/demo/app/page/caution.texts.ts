import type { Nearness, RiskReason } from '@saoma/protocol';
import { language } from './texts.js';
import { enTime, zhTime } from './time.texts.js';

interface CautionTexts {
  readonly title: string;
  readonly newComputer: string;
  readonly reasons: Partial<Record<RiskReason, string>>;
  readonly late: (seconds: number) => string;
  readonly nearnessTerm: string;
  readonly nearness: Readonly<Record<Nearness, string>>;
  readonly place: string;
  readonly knownTerm: string;
  readonly known: string;
  readonly new: string;
}

const zh: CautionTexts = {
  title: '请留意',
  newComputer: '您没有在这台电脑上登录过。',
  reasons: {
    distant: '这台电脑离您的手机很远。',
    other_country: '这台电脑在另一个国家或地区。',
    relayed: '二维码可能是别人转发给您的。',
    other_person: '这台电脑此前由其他人使用。',
  },
  late: (seconds) => `您扫的二维码 ${zhTime(seconds)}前就已从电脑屏幕上消失。`,
  nearnessTerm: '在手机附近',
  nearness: { near: '是', far: '否，在别处', unknown: '无法判断' },
  place: '所在地',
  knownTerm: '登录记录',
  known: '您在这台电脑上登录过',
  new: '您首次在这台电脑上登录',
};

const en: CautionTexts = {
  title: 'Take note',
  newComputer: 'You have not signed in at this computer before.',
  reasons: {
    distant: 'This computer is far away from your phone.',
    other_country: 'This computer is in another country or region.',
    relayed: 'Somebody may have passed this code on to you.',
    other_person: 'This computer is used by other people.',
  },
  late: (seconds) => `When you scanned the code, it had been gone from the screen for ${enTime(seconds)}.`,
  nearnessTerm: 'Near your phone',
  nearness: { near: 'Yes', far: 'No, somewhere else', unknown: 'Not known' },
  place: 'Place',
  knownTerm: 'Used before',
  known: 'Yes, you signed in there before',
  new: 'No, this is the first time',
};

export const cautionTexts = language === 'zh' ? zh : en;
