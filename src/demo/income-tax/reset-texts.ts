import type { Language } from '../web/language.js';

interface ResetTexts {
  readonly title: string;
  readonly whose: string;
  readonly idNumber: string;
  readonly name: string;
  readonly goOn: string;
  readonly incomplete: string;
  readonly proveTitle: string;
  readonly ways: (idNumber: string) => string;
  readonly notYours: string;
  readonly face: string;
  readonly faceSteps: readonly string[];
  readonly standIn: string;
  readonly message: string;
  readonly messageHint: string;
  readonly card: string;
  readonly cardHint: string;
  readonly cardGoOn: string;
  readonly cardNumber: string;
  readonly cardPhone: string;
  readonly cardPhoneHint: string;
  readonly cardWrong: string;
  readonly cardLocked: (wait: string) => string;
  readonly verify: string;
  readonly otherWays: string;
  readonly helpTitle: string;
  readonly help: readonly { readonly question: string; readonly answer: string }[];
  readonly over: string;
  readonly startAgain: string;
}

/** Forgotten passwords. Nothing here depends on whether the account exists. */
export const RESET_TEXTS: Readonly<Record<Language, ResetTexts>> = {
  zh: {
    title: '忘记密码',
    whose: '请填写您本人的信息，下一步验证身份。',
    idNumber: '身份证号码',
    name: '姓名',
    goOn: '下一步',
    incomplete: '请填写 18 位身份证号码和姓名。',
    proveTitle: '验证身份',
    ways: (idNumber) => `证件号码 ${idNumber}。任选一种方式，验证通过后本页会自动进入设置新密码。`,
    notYours: '号码不对？返回核对证件号码和姓名',
    face: '扫码并在 App 中验证身份',
    faceSteps: [
      '打开手机上的“个人所得税 App”或“电子税务局 App”，扫描二维码',
      '核对手机上显示的网站和用途，按提示在 App 中验证身份',
    ],
    standIn: '演示中由手机自带的解锁方式代替人脸识别。',
    message: '短信或邮箱验证码',
    messageHint: '验证码只发送到您登记的号码或邮箱。',
    card: '银行卡',
    cardHint: '核对您登记的银行卡号和银行预留手机号码，由本网站向银行查证。',
    cardGoOn: '用银行卡验证',
    cardNumber: '银行卡号',
    cardPhone: '银行预留手机号码',
    cardPhoneHint: '您在银行登记的号码，不一定是现在使用的号码。',
    cardWrong: '银行未能确认这些信息。',
    cardLocked: (wait) => `尝试次数过多，银行卡方式${wait}后才能再用。请改用其他方式。`,
    verify: '验证',
    otherWays: '改用其他方式',
    helpTitle: '遇到问题',
    help: [
      {
        question: '收不到验证码',
        answer: '请稍候再发，并查看拦截短信和垃圾邮件；仍收不到时，请改用扫码或银行卡。信息与登记不符时不会收到。',
      },
      {
        question: '登记的号码已不是我的',
        answer: '请不要发送短信，改用扫码、邮箱或银行卡。通过后请尽快到办税服务厅或在 App 中更换号码。',
      },
      { question: 'App 无法验证身份', answer: '请重试，或者改用其他方式。二维码在本页一直可用。' },
      {
        question: '他人要求代为验证',
        answer: '请拒绝。不要替他人扫码，也不要把验证码告诉任何人，包括家人和工作人员。',
      },
    ],
    over: '这次验证已失效。',
    startAgain: '重新开始',
  },
  en: {
    title: 'Forgotten password',
    whose: 'Tell us who you are. Then verify it.',
    idNumber: 'ID number',
    name: 'Name',
    goOn: 'Go on',
    incomplete: 'Fill in the ID number, which has 18 characters, and the name.',
    proveTitle: 'Verify that it is you',
    ways: (idNumber) =>
      `ID number ${idNumber}. Choose any way; once you are verified this page goes on to the new password by itself.`,
    notYours: 'Not your number? Check ID number and name',
    face: 'Scan and verify yourself in the app',
    faceSteps: [
      'Open the Income Tax app or the e-Tax app on your phone and scan the code',
      'Check the site and the purpose on the phone, then let the app verify you',
    ],
    standIn: 'In this demo the phone’s own unlock stands in the place of a face check.',
    message: 'A code by text message or e-mail',
    messageHint: 'Codes are sent only to the number and the address on file.',
    card: 'Bank card',
    cardHint: 'The card on file and the phone number that your bank has. This site asks the bank.',
    cardGoOn: 'Verify with a bank card',
    cardNumber: 'Card number',
    cardPhone: 'Phone number at the bank',
    cardPhoneHint: 'The one that the bank has, which need not be the one you use now.',
    cardWrong: 'The bank does not confirm this.',
    cardLocked: (wait) => `Too many tries: the bank card cannot be used for ${wait}. Please take another way.`,
    verify: 'Verify',
    otherWays: 'Take another way',
    helpTitle: 'If something does not work',
    help: [
      {
        question: 'No code arrives',
        answer:
          'Wait a little and send it again, and look among blocked messages and spam. Otherwise scan the code or use your bank card. None is sent where the details do not match those on file.',
      },
      {
        question: 'The number is no longer mine',
        answer:
          'Do not send a text message: scan the code, or use e-mail or your bank card. Then have the number changed, in the app or at a tax office.',
      },
      {
        question: 'The app cannot verify me',
        answer: 'Try again, or take another way. The code on this page stays usable.',
      },
      {
        question: 'Somebody asks me to verify for them',
        answer: 'Decline. Scan for nobody else, and tell codes to nobody, family and staff included.',
      },
    ],
    over: 'This verification is no longer valid.',
    startAgain: 'Start again',
  },
};
