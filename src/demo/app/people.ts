/** Somebody who has an account in the app. All are invented. */
export interface Person {
  readonly id: string;
  /** What the app vouches for; a name is written one way, in any language. */
  readonly name: string;
  /** How the sign-in page tells two of the same name apart. */
  readonly phoneEnding: string;
}

export const PEOPLE: readonly Person[] = [
  { id: 'p-7Qm2', name: '张伟', phoneEnding: '0142' },
  { id: 'p-4Xk9', name: '李娜', phoneEnding: '0377' },
  { id: 'p-9Wd5', name: '王芳', phoneEnding: '0585' },
  { id: 'p-2Hs8', name: '欧阳明轩', phoneEnding: '0819' },
];
