const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** `张伟` → `张*`: enough to know one's own account by, too little to tell a bystander whose it is. */
export function maskName(name: string): string {
  const [first] = segmenter.segment(name.trim());
  return first ? `${first.segment}*` : '*';
}
