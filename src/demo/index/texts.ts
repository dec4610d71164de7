import type { LocalizedText } from '@saoma/protocol';
import { ANNUAL_REPORT } from '../annual-report/site.js';
import type { SiteId } from '../site/sites.js';
import { TAX_HALL } from '../tax-hall/site.js';
import { YUNHAI_TV } from '../tv/site.js';
import type { Language } from '../web/language.js';

interface Texts {
  readonly title: string;
  readonly intro: string;
  readonly steps: readonly string[];
  readonly sites: string;
  readonly newcomers: string;
  readonly newcomersHint: string;
  readonly apps: string;
  readonly appsHint: string;
  readonly inside: (host: string) => string;
  readonly others: string;
  readonly people: string;
  readonly peopleHint: string;
  readonly idNumber: string;
  readonly phone: string;
  readonly email: string;
  readonly bankCard: string;
  readonly password: string;
  readonly servicePin: string;
  readonly memberNumber: string;
  readonly taxpayerNumber: string;
  readonly identities: string;
  readonly onlyThemselves: string;
  readonly organizations: string;
  readonly creditCode: string;
  readonly operator: string;
  readonly operatorHint: string;
  readonly token: string;
}

/** The world as a page of its own. */
export const WORLD = {
  path: '/demo',
  names: { zh: '扫码登录演示', en: 'A world to try Saoma in' },
} as const satisfies { path: string; names: LocalizedText };

export const TEXTS: Readonly<Record<Language, Texts>> = {
  zh: {
    title: '扫码登录演示',
    intro:
      '这里有一个虚构的省：几个网站、几个手机应用和几个人。网站不认识这些人，应用认识；它们之间只有扫码服务。所有内容都在这台电脑上，重新启动后密码会更换。',
    steps: [
      '在电脑上打开一个网站的登录页。',
      '在另一个窗口（或手机）打开一个应用，选择一个人。',
      '用应用扫描屏幕上的二维码；没有摄像头时，可以粘贴截图或输入代码。',
    ],
    sites: '网站',
    newcomers: '标准接入',
    newcomersHint: '这几处没有用到 Saoma 的任何代码，只用通用的 OAuth / OpenID Connect 客户端。',
    apps: '手机应用',
    appsHint: '应用代替真实的手机应用。需要刷脸时，用设备的解锁方式（WebAuthn）代替，界面会说明。',
    inside: (host) => `${host}中的小程序`,
    others: '其他',
    people: '人物',
    peopleHint: '均为虚构。密码在每次启动时随机生成，在各网站通用，直到您在某个网站修改。',
    idNumber: '身份证号',
    phone: '手机号',
    email: '邮箱',
    bankCard: '银行卡',
    password: '密码',
    servicePin: '电话服务密码',
    memberNumber: '公积金账号',
    taxpayerNumber: '纳税人编号',
    identities: '可代表',
    onlyThemselves: '仅本人',
    organizations: '单位',
    creditCode: '信用代码',
    operator: '运营人员',
    operatorHint: '扫码服务的运营接口（/v1/operator）用这个令牌。只在演示中显示。',
    token: '令牌',
  },
  en: {
    title: 'A world to try Saoma in',
    intro:
      'An invented province: some sites, some phone apps, some people. The sites do not know the people, the apps do, and only the broker stands between them. All of it runs on this computer; a restart changes the passwords.',
    steps: [
      'Open the sign-in page of a site on the computer.',
      'Open an app in another window, or on a phone, and choose a person.',
      'Scan the code on the screen with the app; without a camera, paste a screenshot or type the code.',
    ],
    sites: 'Sites',
    newcomers: 'With nothing of ours',
    newcomersHint: 'No code of Saoma’s runs in these: a stock OAuth or OpenID Connect client is enough.',
    apps: 'Phone apps',
    appsHint:
      'They stand for real apps. Where a face check is asked for, the device’s own unlock (WebAuthn) takes its place, and the screen says so.',
    inside: (host) => `Mini program inside ${host}`,
    others: 'More',
    people: 'People',
    peopleHint:
      'All invented. Passwords are random at every start; one is good at every site until you change it at a site.',
    idNumber: 'ID number',
    phone: 'Phone',
    email: 'E-mail',
    bankCard: 'Bank card',
    password: 'Password',
    servicePin: 'Service PIN',
    memberNumber: 'Fund member',
    taxpayerNumber: 'Taxpayer number',
    identities: 'Acts for',
    onlyThemselves: 'Themselves only',
    organizations: 'Organizations',
    creditCode: 'Credit code',
    operator: 'Operator',
    operatorHint:
      'The broker’s operator interface (/v1/operator) takes this token. It is shown because this is a demonstration.',
    token: 'Token',
  },
};

/** What there is to try at each site. */
export const TO_TRY: Readonly<Record<SiteId, Readonly<Record<Language, readonly string[]>>>> = {
  'etax-yunhai': {
    zh: [
      '扫码登录',
      '用身份证号或单位的信用代码加密码登录，再用扫码或短信验证',
      '以企业（张伟）、代理（王芳）身份办理，随时切换身份',
    ],
    en: [
      'Sign in with a scan',
      'ID number or credit code with a password, then a second step by scan or text message',
      'Act for an enterprise (张伟) or as an agency (王芳), and switch',
    ],
  },
  'income-tax-site': {
    zh: ['忘记密码：扫码、短信、邮件、银行卡', '修改密码与密码规则'],
    en: ['Forgotten password: by scan, text message, e-mail or bank card', 'Change the password; its rules'],
  },
  'invoicing-client': {
    zh: [
      '持有人先用手机在此扫码一次，本机才能输入口令',
      '证书口令（同持有人的密码：云海商贸为张伟，滇池软件为王芳）输错 5 次被锁定',
      '持有人验证并经服务台人员同意后解锁',
    ],
    en: [
      'The holder scans here once; only then does this computer take passphrases',
      'A certificate passphrase (at first its holder’s password: 张伟 for 云海商贸, 王芳 for 滇池软件) that locks after five wrong ones',
      'Unlocked by its holder and the service desk together',
    ],
  },
  'housing-fund-site': {
    zh: ['修改密码：网页、应用、小程序或电话'],
    en: ['Change the password through web, app, mini program or telephone'],
  },
  'business-licence': {
    zh: ['以企业身份登录（执照密码同法定代表人的密码）', '忘记密码时由登记的联络员协助找回：云海商贸为李娜'],
    en: [
      'Sign in as the enterprise (the licence’s password is at first that of the legal representative)',
      'Recover the password with the help of the registered liaison: 李娜 for 云海商贸',
    ],
  },
};

/** Who came with a client of their own. Without a `path` it is no page but a command. */
export const NEWCOMERS: readonly {
  readonly path?: string;
  readonly names: LocalizedText;
  readonly what: LocalizedText;
  readonly command?: string;
}[] = [
  {
    path: `${ANNUAL_REPORT.path}/`,
    names: ANNUAL_REPORT.names,
    what: {
      zh: '跳转到统一登录页，扫码后返回（授权码、PKCE、PAR）；在手机上选择企业（张伟）；退出，或在手机上让它退出。',
      en: 'Goes to the hosted sign-in page and back (code, PKCE, pushed request). Choose the enterprise on the phone (张伟). Sign out here, or from the phone.',
    },
  },
  {
    names: YUNHAI_TV.names,
    what: {
      zh: '在终端里显示二维码和代码，用手机登录（设备授权，RFC 8628）。',
      en: 'A QR code and a code to type in a terminal, signed in by a phone (device grant, RFC 8628).',
    },
    command: 'npm run demo:tv',
  },
  {
    path: `${TAX_HALL.path}/`,
    names: TAX_HALL.names,
    what: {
      zh: '窗口人员输入纳税人编号，本人在应用中核对代码并确认（CIBA，ping）。先在应用中登录该人员。',
      en: 'A clerk types a taxpayer number; the person compares a code in the app and confirms (CIBA, ping). Have the person’s app open.',
    },
  },
];

/** What is neither a site nor an app. */
export const OTHERS: readonly { readonly path: string; readonly names: LocalizedText; readonly what: LocalizedText }[] =
  [
    {
      path: '/demo/inbox/',
      names: { zh: '收件箱', en: 'Inbox' },
      what: { zh: '发给这些人的短信和邮件。', en: 'Text messages and e-mail to these people.' },
    },
    {
      path: '/demo/telephone/',
      names: { zh: '电话', en: 'Telephone' },
      what: {
        zh: '不能扫码的人拨打 12329，按键输入屏幕上的数字代码。',
        en: 'Who cannot scan calls 12329 and types the digits on the screen.',
      },
    },
    {
      path: '/demo/invoicing/desk',
      names: { zh: '开票软件服务台', en: 'Service desk of the invoicing software' },
      what: {
        zh: '欧阳明轩在这里看到谁在等待解锁，以及解锁记录。',
        en: '欧阳明轩 sees here who waits to be unlocked, and what was unlocked.',
      },
    },
    {
      path: '/docs',
      names: { zh: '接口文档', en: 'Interface' },
      what: { zh: '扫码服务的接口说明（英文）。', en: 'The broker’s own, described in OpenAPI.' },
    },
  ];
