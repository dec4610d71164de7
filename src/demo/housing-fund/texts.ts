import type { Language } from '../web/language.js';

/** How a member showed who they are. */
export type Proof = 'password' | 'phone' | 'telephone';

/** What is said of a password that was not accepted. */
interface PasswordComplaints {
  readonly wrong: string;
  readonly locked: (wait: string) => string;
}

interface Texts {
  readonly signIn: string;
  readonly signedOut: string;
  readonly scanToSignIn: string;
  readonly signInSteps: readonly string[];
  readonly passwordSignIn: string;
  readonly memberNumber: string;
  readonly memberNumberHint: string;
  readonly memberNumberProblem: string;
  readonly password: string;
  readonly signInComplaints: PasswordComplaints;
  readonly toChange: string;
  readonly welcome: (name: string) => string;
  readonly welcomeUnnamed: string;
  readonly signOut: string;
  readonly change: string;
  readonly whose: string;
  readonly next: string;
  readonly changeFor: (memberNumber: string) => string;
  readonly otherMember: string;
  readonly byPhone: string;
  readonly byPhoneSteps: readonly string[];
  readonly byTelephone: (serviceNumber: string) => string;
  readonly byTelephoneSteps: (serviceNumber: string) => readonly string[];
  readonly noTelephone: string;
  readonly openTelephone: string;
  readonly neverTell: string;
  readonly byOldPassword: string;
  readonly oldPassword: string;
  readonly oldPasswordComplaints: PasswordComplaints;
  readonly setNew: string;
  readonly proved: Readonly<Record<Proof, string>>;
  readonly fewMinutes: string;
  readonly changed: string;
  readonly changedNote: string;
  readonly othersEnded: string;
}

export const TEXTS: Readonly<Record<Language, Texts>> = {
  zh: {
    signIn: '登录',
    signedOut: '您已退出。',
    scanToSignIn: '扫码登录',
    signInSteps: ['打开“住房公积金”App，或“云聊”里的住房公积金小程序。', '扫描二维码。', '在手机上点“登录”。'],
    passwordSignIn: '密码登录',
    memberNumber: '个人账号',
    memberNumberHint: '例如 hf-0000，在缴存通知单上。',
    memberNumberProblem: '请输入个人账号，由字母、数字和短横组成。',
    password: '密码',
    signInComplaints: {
      wrong: '个人账号或密码不正确。',
      locked: (wait) => `尝试次数过多，请 ${wait}后再用密码登录。也可以扫码登录，或用手机、电话核实后修改密码。`,
    },
    toChange: '修改或找回密码',
    welcome: (name) => `${name}，您好`,
    welcomeUnnamed: '您好',
    signOut: '退出',
    change: '修改密码',
    whose: '您要修改哪个账号的密码？',
    next: '下一步',
    changeFor: (memberNumber) => `账号 ${memberNumber}。请任选一种方式，证明是您本人。`,
    otherMember: '换一个账号',
    byPhone: 'App 或小程序',
    byPhoneSteps: [
      '打开“住房公积金”App，或“云聊”里的住房公积金小程序。两者扫同一个码。',
      '扫描二维码。',
      '在手机上核对内容，点“同意”，再按提示用指纹、面容或锁屏密码核实是您本人。',
    ],
    byTelephone: (serviceNumber) => `拨打 ${serviceNumber}`,
    byTelephoneSteps: (serviceNumber) => [
      '在二维码下方点“无法扫码？输入代码”，页面会显示13位数字。请保持本页打开。',
      `用您登记的手机号拨打 ${serviceNumber}，输入6位电话服务密码。`,
      '按语音提示输入这13位数字，听完内容后按1同意。',
    ],
    noTelephone: '没有电话可用？',
    openTelephone: '打开演示电话',
    neverTell: '不要把数字告诉任何人。工作人员不会向您索要。',
    byOldPassword: '使用原密码',
    oldPassword: '原密码',
    oldPasswordComplaints: {
      wrong: '原密码不正确。',
      locked: (wait) => `尝试次数过多，请 ${wait}后再试，或改用 App、小程序或电话。`,
    },
    setNew: '设置新密码',
    proved: {
      password: '已通过原密码核实。',
      phone: '已通过手机核实。',
      telephone: '已通过电话核实。',
    },
    fewMinutes: '请在5分钟内设置，只能设置一次。',
    changed: '密码已修改',
    changedNote: '新密码立即生效。',
    othersEnded: '其他地方的登录都已退出。',
  },
  en: {
    signIn: 'Sign in',
    signedOut: 'You have signed out.',
    scanToSignIn: 'Scan to sign in',
    signInSteps: [
      'Open the Housing Fund app, or the Housing Fund mini program in Yunliao.',
      'Scan this code.',
      'Tap “Sign in” on the phone.',
    ],
    passwordSignIn: 'Sign in with a password',
    memberNumber: 'Member number',
    memberNumberHint: 'Like hf-0000; it is on your deposit notice.',
    memberNumberProblem: 'Enter your member number: letters, digits and dashes.',
    password: 'Password',
    signInComplaints: {
      wrong: 'Member number or password is wrong.',
      locked: (wait) =>
        `Too many tries. Use the password again in ${wait}, or scan to sign in, or change the password after a proof by phone or telephone.`,
    },
    toChange: 'Change or recover your password',
    welcome: (name) => `Welcome, ${name}`,
    welcomeUnnamed: 'Welcome',
    signOut: 'Sign out',
    change: 'Change password',
    whose: 'Whose password is it?',
    next: 'Next',
    changeFor: (memberNumber) => `Member ${memberNumber}. Show in one of these ways that it is you.`,
    otherMember: 'Another member number',
    byPhone: 'App or mini program',
    byPhoneSteps: [
      'Open the Housing Fund app, or the Housing Fund mini program in Yunliao. Both scan the same code.',
      'Scan this code.',
      'Read what it says on the phone and agree. The phone then asks for your fingerprint, face or screen lock.',
    ],
    byTelephone: (serviceNumber) => `Call ${serviceNumber}`,
    byTelephoneSteps: (serviceNumber) => [
      'Under the code choose “Can’t scan? Type a code”: thirteen digits appear. Keep this page open.',
      `Call ${serviceNumber} from the number that we have on file, and enter your six-digit service PIN.`,
      'Enter the thirteen digits when the voice asks for them. Listen, and press 1 to agree.',
    ],
    noTelephone: 'No telephone at hand?',
    openTelephone: 'Open the telephone of this demonstration',
    neverTell: 'Tell these digits to nobody. Our staff never ask for them.',
    byOldPassword: 'With the old password',
    oldPassword: 'Old password',
    oldPasswordComplaints: {
      wrong: 'The old password is wrong.',
      locked: (wait) => `Too many tries. Try again in ${wait}, or use the app, the mini program or the telephone.`,
    },
    setNew: 'Set new password',
    proved: {
      password: 'Verified with the old password.',
      phone: 'Verified with the phone.',
      telephone: 'Verified by telephone.',
    },
    fewMinutes: 'Set it within five minutes. This works once.',
    changed: 'Password changed',
    changedNote: 'The new password works at once.',
    othersEnded: 'Everywhere else you have been signed out.',
  },
};

/** Shown on the phone and read out by the telephone, whose languages are not that of the page. */
export const forPhone = (memberNumber: string): string =>
  `修改住房公积金账号 ${memberNumber} 的登录密码 / Change the password of housing fund member ${memberNumber}`;
