import type { Language } from '../web/language.js';
import type { Entry } from './service-book.js';

interface Texts {
  readonly setUpTitle: string;
  readonly setUpScan: string;
  readonly setUpHint: (enterprise: string, holder: string) => string;
  readonly openTitle: string;
  readonly enterprise: string;
  readonly creditCode: string;
  readonly holder: string;
  readonly passphrase: string;
  readonly open: string;
  readonly wrong: (triesLeft: number) => string;
  readonly triesLeft: (tries: number) => string;
  readonly others: string;
  readonly noticesTitle: string;
  readonly notices: readonly string[];
  readonly lockedTitle: string;
  readonly locked: (tries: number) => string;
  readonly unlockSteps: readonly string[];
  readonly askUnlocking: string;
  readonly unlockTitle: string;
  readonly scanBoth: string;
  readonly bothAsked: string;
  readonly asHolder: string;
  readonly asOperator: string;
  readonly unlockNotices: readonly string[];
  readonly back: string;
  readonly newTitle: string;
  readonly newHint: string;
  readonly newPassphrase: string;
  readonly again: string;
  readonly rulesTitle: string;
  readonly rule: Readonly<Record<'met' | 'missing' | 'all' | 'some', string>>;
  readonly recentRule: string;
  readonly rulesBroken: string;
  readonly notRepeated: string;
  readonly set: string;
  readonly unlocked: string;
  readonly opened: string;
  readonly openedHint: string;
  readonly close: string;
  readonly recordTitle: string;
  readonly noRecord: string;
  readonly deskTitle: string;
  readonly deskSignIn: string;
  readonly deskHint: string;
  readonly signInSteps: readonly string[];
  readonly deskSignOut: string;
  readonly waitingTitle: string;
  readonly nobodyWaits: string;
  readonly refresh: string;
  readonly askedFor: string;
  readonly idNumber: string;
  readonly askedAt: string;
  readonly askedFrom: string;
  readonly deskDuties: string;
  readonly events: Readonly<Record<Entry['event'], string>>;
  readonly operator: string;
  readonly verifiedAt: (time: string) => string;
}

/** This site's words on a phone, whose language is not that of the page. */
export const unlockText = (enterprise: string): string =>
  `解锁发票证书：${enterprise} / Unlock the invoicing certificate of ${enterprise}`;

export const TEXTS: Readonly<Record<Language, Texts>> = {
  zh: {
    setUpTitle: '启用这台电脑',
    setUpScan: '请证书持有人扫码登录',
    setUpHint: (enterprise, holder) =>
      `${enterprise}的证书首次在这台电脑上使用，须由持有人${holder}扫码登录一次，之后才能输入口令。这样，其他人无法通过输错口令锁定证书。`,
    openTitle: '打开发票证书',
    enterprise: '企业',
    creditCode: '统一社会信用代码',
    holder: '证书持有人',
    passphrase: '证书口令',
    open: '打开证书',
    wrong: (triesLeft) => `口令不正确，还可以试 ${triesLeft} 次。`,
    triesLeft: (tries) => `还可以试 ${tries} 次。最后一次输错，证书将被锁定。`,
    others: '本机的其他证书',
    noticesTitle: '关于证书口令',
    notices: [
      '本页代表安装在一台电脑上的开票软件，证书就插在这台电脑上。在演示中，一个浏览器就是一台电脑。',
      '连续输错 5 次，证书即被锁定，等待多久都不会自动解锁。',
      '锁定后，须先核验证书持有人本人，再由服务台人员同意，才能解锁。',
      '口令请勿告诉他人，也不要写在电脑旁。服务台人员不会向您索要口令。',
    ],
    lockedTitle: '证书已锁定',
    locked: (tries) => `口令已连续输错 ${tries} 次。现在即使口令正确，也打不开证书，等待也不会自动解锁。`,
    unlockSteps: [
      '证书持有人用手机扫码，验证本人身份。',
      '服务台人员核对后，用自己的手机扫码同意。',
      '两人都同意后，在本页设置新口令，证书随即解锁。',
    ],
    askUnlocking: '申请解锁',
    unlockTitle: '申请解锁证书',
    scanBoth: '请两人先后扫码',
    bothAsked: '需要这两人都同意',
    asHolder: '证书持有人',
    asOperator: '服务台人员',
    unlockNotices: [
      '第一人同意后，二维码会换新，请第二人扫新的码。',
      '两人都要在手机上核验本人身份，谁先扫都可以。',
      '只有一人同意，证书不会解锁。',
    ],
    back: '返回',
    newTitle: '设置新口令',
    newHint: '持有人和服务台人员都已同意。请在 5 分钟内设置新口令，只能设置一次。',
    newPassphrase: '新口令',
    again: '再次输入新口令',
    rulesTitle: '口令要求',
    rule: { met: '已满足', missing: '未满足', all: '各项要求均已满足。', some: '还有 # 项要求未满足。' },
    recentRule: '与最近 5 次用过的口令不同',
    rulesBroken: '口令没有设置：有标出的要求未满足。',
    notRepeated: '两次输入的口令不一样。',
    set: '设置并解锁',
    unlocked: '新口令已生效，证书已解锁。请用新口令打开证书。',
    opened: '证书已打开',
    openedHint: '现在可以用这个证书开具发票。离开电脑前，请关闭证书。',
    close: '关闭证书',
    recordTitle: '解锁记录',
    noRecord: '没有解锁过。',
    deskTitle: '服务台',
    deskSignIn: '服务台人员扫码登录',
    deskHint: '只有当班的服务台人员可以登录。',
    signInSteps: ['打开手机上的“电子税务局 App”', '点“扫一扫”，对准屏幕上的二维码', '在手机上核对网站，再点“登录”'],
    deskSignOut: '退出服务台',
    waitingTitle: '等待解锁',
    nobodyWaits: '现在没有人申请解锁。',
    refresh: '刷新',
    askedFor: '申请人（证书持有人）',
    idNumber: '证件号码',
    askedAt: '申请时间（北京时间）',
    askedFrom: '申请电脑的网络地址',
    deskDuties: '请当面核对申请人的身份证件，确认其手机已通过验证，再扫对方屏幕上的码。不要替对方输入口令。',
    events: { approved: '两人同意（北京时间）', unlocked: '设置新口令、解锁（北京时间）' },
    operator: '服务台人员',
    verifiedAt: (time) => `（${time}验证）`,
  },
  en: {
    setUpTitle: 'Set up this computer',
    setUpScan: 'The holder signs in with the phone',
    setUpHint: (enterprise, holder) =>
      `Before the certificate of ${enterprise} is used on a computer, its holder ${holder} signs in there once. Then the passphrase can be typed. So nobody else can lock the certificate with wrong ones.`,
    openTitle: 'Open the invoicing certificate',
    enterprise: 'Enterprise',
    creditCode: 'Credit code',
    holder: 'Holder',
    passphrase: 'Certificate passphrase',
    open: 'Open',
    wrong: (triesLeft) => `That is not the passphrase. ${triesLeft} ${triesLeft === 1 ? 'try' : 'tries'} left.`,
    triesLeft: (tries) => `${tries} ${tries === 1 ? 'try' : 'tries'} left. The last wrong one locks the certificate.`,
    others: 'Other certificates on this computer',
    noticesTitle: 'About the passphrase',
    notices: [
      'This page stands for software on one computer, with the certificate plugged in. Here a browser is that computer.',
      'Five wrong ones in a row lock the certificate. It does not unlock by itself, however long you wait.',
      'Then the holder must be verified in person, and the service desk must agree, before it is unlocked.',
      'Tell nobody the passphrase, and do not note it near the computer. The service desk never asks for it.',
    ],
    lockedTitle: 'The certificate is locked',
    locked: (tries) =>
      `The passphrase was wrong ${tries} times in a row. Now even the right one does not open the certificate, and waiting does not unlock it.`,
    unlockSteps: [
      'The holder scans a code with the phone and is verified.',
      'An operator at the service desk checks, scans with a phone of their own, and agrees.',
      'Once both have agreed, a new passphrase is set here, and that unlocks the certificate.',
    ],
    askUnlocking: 'Ask for unlocking',
    unlockTitle: 'Ask for unlocking',
    scanBoth: 'Both must scan, one after the other',
    bothAsked: 'These two must agree',
    asHolder: 'Holder of the certificate',
    asOperator: 'Operator at the service desk',
    unlockNotices: [
      'When the first has agreed, a new code appears. The second one scans that.',
      'Both are verified on their phones. It does not matter who scans first.',
      'If only one agrees, the certificate stays locked.',
    ],
    back: 'Back',
    newTitle: 'Set a new passphrase',
    newHint: 'Holder and service desk have agreed. Set a new passphrase within 5 minutes. This works once.',
    newPassphrase: 'New passphrase',
    again: 'New passphrase again',
    rulesTitle: 'What the passphrase must be',
    rule: {
      met: 'met',
      missing: 'not met',
      all: 'All requirements are met.',
      some: 'Requirements not met yet: #.',
    },
    recentRule: 'Not one of the last 5 passphrases',
    rulesBroken: 'The passphrase was not set: a marked requirement is not met.',
    notRepeated: 'The two are not the same.',
    set: 'Set and unlock',
    unlocked: 'The new passphrase is in effect and the certificate is unlocked. Open it with the new passphrase.',
    opened: 'The certificate is open',
    openedHint: 'Invoices can be issued with it now. Close it before you leave the computer.',
    close: 'Close the certificate',
    recordTitle: 'Unlockings on record',
    noRecord: 'It was never unlocked.',
    deskTitle: 'Service desk',
    deskSignIn: 'Operators sign in with the phone',
    deskHint: 'Only the operator on duty can sign in.',
    signInSteps: [
      'Open the e-Tax app on your phone',
      'Tap “Scan” and point it at the code',
      'Check the site on the phone, then tap “Sign in”',
    ],
    deskSignOut: 'Leave the desk',
    waitingTitle: 'Waiting to be unlocked',
    nobodyWaits: 'Nobody asks for unlocking now.',
    refresh: 'Refresh',
    askedFor: 'Asked for (holder of the certificate)',
    idNumber: 'ID number',
    askedAt: 'Asked at (China Standard Time)',
    askedFrom: 'Network address of the computer',
    deskDuties:
      'Check the identity card in person and see that the phone has verified its owner, then scan the code on their screen. Never type a passphrase for anybody.',
    events: {
      approved: 'Both agreed (China Standard Time)',
      unlocked: 'New passphrase set, unlocked (China Standard Time)',
    },
    operator: 'Operator',
    verifiedAt: (time) => ` (verified ${time})`,
  },
};
