const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

export function isDate(text: string): boolean {
  const match = ISO_DATE.exec(text);
  if (match === null) {
    return false;
  }
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

const thisYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const otherYear = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** As a document would print it. */
export function showFullDate(text: string): string {
  return otherYear.format(new Date(`${text}T00:00:00Z`));
}

export function showDate(text: string | null | undefined, now: Date = new Date()): string {
  if (text === null || text === undefined || !isDate(text)) {
    return text ?? '';
  }
  const date = new Date(`${text}T00:00:00Z`);
  return (date.getUTCFullYear() === now.getFullYear() ? thisYear : otherYear).format(date);
}

/** Whole days from today until the date; negative once it has passed. */
export function daysUntil(text: string, now: Date = new Date()): number {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return Math.round((Date.parse(`${text}T00:00:00Z`) - today) / 86_400_000);
}

export function showAge(instant: string, now: number = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
  if (Number.isNaN(seconds)) {
    return '';
  }
  if (seconds < 45) {
    return 'just now';
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min ago`;
  }
  const hours = Math.round(minutes / 60);
  if (hours < 24) {
    return `${hours} h ago`;
  }
  const days = Math.round(hours / 24);
  return days < 30 ? `${days} d ago` : showDate(instant.slice(0, 10), new Date(now));
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export function showClock(instant: string): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? instant : clock.format(date);
}

/** The clock today, with the day before it on any other. */
export function showMoment(instant: string, now: Date = new Date()): string {
  const date = new Date(instant);
  return date.toDateString() === now.toDateString()
    ? clock.format(date)
    : `${day.format(date)} ${clock.format(date)}`;
}

export function showInstant(instant: string): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? instant : full.format(date);
}

/** "UTC+01:00": how far local clocks are from UTC at that moment. */
export function showOffset(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const two = (n: number) => String(Math.trunc(n)).padStart(2, '0');
  return `UTC${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

/** As a field for local date and time takes it, to the second. */
export function toLocalField(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

/** The instant that a field for local date and time means; empty where it holds none. */
export function fromLocalField(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().replace('.000Z', 'Z');
}
