/** A device that is held in the hand: it points with fingers, and one of its sides is that of a phone. */
const PHONE = '(pointer: coarse) and (max-width: 599px), (pointer: coarse) and (max-height: 599px)';

export function isPhone(): boolean {
  return matchMedia(PHONE).matches;
}

/** Whether anybody may be looking at the page. */
export function isSeen(): boolean {
  return document.visibilityState === 'visible';
}
