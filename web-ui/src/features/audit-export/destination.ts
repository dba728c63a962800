import { saveFile } from '@/ui/save-file';

/** Where an export goes: chosen before it is asked for, since only a click may open the browser's own dialog. */
export interface Destination {
  /** Null where the service names the file. */
  fileName: string | null;
  write: (content: ReadableStream<Uint8Array>, fileName: string, signal: AbortSignal) => Promise<void>;
}

type PickedFile = FileSystemFileHandle & { remove?: () => Promise<void> };

declare global {
  interface Window {
    /** Chromium only. */
    showSaveFilePicker?: (options: { suggestedName: string }) => Promise<PickedFile>;
  }
}

/** Null where the person thought better of it. */
export async function chooseDestination(suggestedName: string): Promise<Destination | null> {
  if (window.showSaveFilePicker === undefined) {
    return downloads;
  }
  try {
    return intoFile(await window.showSaveFilePicker({ suggestedName }));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') {
      return null;
    }
    throw error;
  }
}

/** Straight to the disk, however much it is. */
function intoFile(file: PickedFile): Destination {
  return {
    fileName: file.name,
    write: async (content, _, signal) => {
      try {
        await content.pipeTo(await file.createWritable(), { signal });
      } catch (error) {
        // The dialog made an empty file: half an export is none.
        await file.remove?.().catch(() => undefined);
        throw error;
      }
    },
  };
}

/** Collected first; browsers move large blobs to the disk by themselves. */
const downloads: Destination = {
  fileName: null,
  write: async (content, fileName, signal) => {
    const collected = await new Response(content).blob();
    signal.throwIfAborted();
    saveFile(collected, fileName);
  },
};
