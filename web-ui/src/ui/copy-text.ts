export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without HTTPS, or where the permission is refused, browsers still copy what is selected.
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'visually-hidden';
    document.body.append(area);
    area.select();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing newer works there
    const copied = document.execCommand('copy');
    area.remove();
    if (!copied) {
      throw new Error('The clipboard refused');
    }
  }
}
