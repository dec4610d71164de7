/** A time span as `1:05`: minutes, and seconds that are begun. */
export function clockText(spanMs: number): string {
  const seconds = Math.ceil(spanMs / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
