import { always, type RequirementSet } from '../requirement.js';

/** Six flaws that were found at 47 of 109 sites with QR login. None of them is a matter of configuration. */
export const LOGIN_FLAWS: RequirementSet = {
  source: 'USENIX Security 2025, QRLChecker',
  title: { zh: '扫码登录的六种缺陷', en: 'Six flaws of QR login' },
  requirements: [
    {
      id: 'F1',
      title: {
        zh: '知道二维码内容的人既看不到状态，也拿不到结果',
        en: 'Whoever knows what the code says reads no status and collects no result',
      },
      judge: always,
      shownBy: [
        'test/attack/attack.spec.ts: unbound-session',
        'test/flows/desktop-door.spec.ts: reads its session as it stands',
      ],
    },
    {
      id: 'F2',
      title: {
        zh: '二维码在登录后或过期后不能再用',
        en: 'A code is of no use after a sign-in or after its time',
      },
      judge: always,
      shownBy: [
        'test/attack/attack.spec.ts: reusable-code',
        'test/contract/redis.spec.ts: Invariant: of 200 redemptions at once exactly one gets the session',
      ],
    },
    {
      id: 'F3',
      title: { zh: '二维码编号不可预测', en: 'The id in the code cannot be predicted' },
      judge: always,
      shownBy: ['test/attack/attack.spec.ts: predictable-id'],
    },
    {
      id: 'F4',
      title: { zh: '二维码编号只由服务器生成', en: 'Only the server makes ids' },
      judge: always,
      shownBy: ['test/attack/attack.spec.ts: client-chosen-id'],
    },
    {
      id: 'F5',
      title: {
        zh: '批准者只取自应用的令牌，不取自请求内容',
        en: 'Who approves is told by the app’s token, never by the body of a request',
      },
      judge: always,
      shownBy: ['test/attack/attack.spec.ts: subject-in-body'],
    },
    {
      id: 'F6',
      title: {
        zh: '批准之前，状态中没有个人信息',
        en: 'Before the approval no status says anything about the person',
      },
      judge: always,
      shownBy: [
        'test/attack/attack.spec.ts: data-in-status',
        'test/flows/desktop-door.spec.ts: learns nothing about the person before they approve',
      ],
    },
  ],
};
