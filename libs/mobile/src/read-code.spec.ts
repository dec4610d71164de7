import { PhoneClient, type ScannedText } from './index.js';

const NOT_OURS: ScannedText = { kind: 'not_ours' };
const SESSION = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

describe('PhoneClient sorts a text without any call', () => {
  const OURS = { origin: 'https://pass.example.cn', sessionId: SESSION, frame: 'ABC234' };
  const client = new PhoneClient({
    broker: 'https://Pass.Example.cn',
    fetch,
    accessToken: () => Promise.reject(new Error('asked for a token')),
  });

  it.each<[what: string, text: string, expected: ScannedText]>([
    ['upper case, as it is drawn', `HTTPS://PASS.EXAMPLE.CN/Q/${SESSION}ABC234`, { kind: 'ours', code: OURS }],
    ['lower case', `https://pass.example.cn/q/${SESSION.toLowerCase()}abc234`, { kind: 'ours', code: OURS }],
    ['white space around it', ` HTTPS://PASS.EXAMPLE.CN/Q/${SESSION}ABC234\n`, { kind: 'ours', code: OURS }],
    [
      'a code of another broker',
      `HTTPS://OTHER.EXAMPLE/Q/${SESSION}ABC234`,
      { kind: 'other_broker', origin: 'https://other.example' },
    ],
    [
      'our host with another scheme',
      `HTTP://PASS.EXAMPLE.CN/Q/${SESSION}ABC234`,
      { kind: 'other_broker', origin: 'http://pass.example.cn' },
    ],
    [
      'our host with a port',
      `HTTPS://PASS.EXAMPLE.CN:8443/Q/${SESSION}ABC234`,
      { kind: 'other_broker', origin: 'https://pass.example.cn:8443' },
    ],
    ...[
      'WDJBM-JHTKX-T',
      'wdjbm jhtkx t',
      ' WdjbMjhtkxT ',
      'ＷＤＪＢＭ－ＪＨＴＫＸ－Ｔ',
      'w d j b m – j h t k x – t',
      '#WDJBM-JHTKX-T',
      'https://pass.example.cn/Q/WDJBM-JHTKX-T',
      'HTTPS://PASS.EXAMPLE.CN/q/wdjbmjhtkxt',
    ].map((text): [string, string, ScannedText] => [
      `typed letters: ${text}`,
      text,
      { kind: 'user_code', userCode: 'WDJBMJHTKXT' },
    ]),
    ...[
      '0194-5073-0864-2',
      '0194507308642',
      '0194 5073 0864 2',
      '０１９４５０７３０８６４２',
      'https://pass.example.cn/Q/0194-5073-0864-2',
    ].map((text): [string, string, ScannedText] => [
      `typed digits: ${text}`,
      text,
      { kind: 'user_code', userCode: '0194507308642' },
    ]),
    [
      'a typed code’s link of another broker',
      'https://other.example/Q/WDJBM-JHTKX-T',
      { kind: 'other_broker', origin: 'https://other.example' },
    ],
    ['a typed code that is too short', 'WDJBM-JHTKX', NOT_OURS],
    ['a typed code with a vowel', 'WDJBM-JHTAX-T', NOT_OURS],
    ['a typed code with a slip', 'WDJBM-JHTKZ-T', NOT_OURS],
    ['a typed code’s link with another path', 'https://pass.example.cn/X/WDJBM-JHTKX-T', NOT_OURS],
    ['a link that carries a typed code elsewhere', 'https://pass.example.cn/Q/WDJBM-JHTKX-T?next=1', NOT_OURS],
    ['our host as user info of another', `HTTPS://PASS.EXAMPLE.CN@OTHER.EXAMPLE/Q/${SESSION}ABC234`, NOT_OURS],
    ['our host with another path', 'https://pass.example.cn/help', NOT_OURS],
    ['a frame that is too short', `HTTPS://PASS.EXAMPLE.CN/Q/${SESSION}ABC23`, NOT_OURS],
    ['something behind the frame', `HTTPS://PASS.EXAMPLE.CN/Q/${SESSION}ABC234?next=1`, NOT_OURS],
    ['a payment code', 'weixin://wxpay/bizpayurl?pr=abc', NOT_OURS],
    ['nothing', '', NOT_OURS],
  ])('%s', (_, text, expected) => {
    expect(client.parse(text)).toEqual(expected);
  });
});
