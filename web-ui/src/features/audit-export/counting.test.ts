import { describe, expect, it } from 'vitest';
import { counting, type Arrived } from './counting';

describe('an export that streams in', () => {
  it('is counted by the line, wherever the network cuts it, and passed on as it is', async () => {
    const text = '{"note":"née\\n"}\n{"note":"10 €"}\n{}\n';
    const bytes = new TextEncoder().encode(text);
    for (let size = 1; size <= bytes.length; size += 1) {
      const told: Arrived[] = [];
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.slice(at * size, (at + 1) * size),
      );
      const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
        start(controller) {
          pieces.forEach((piece) => controller.enqueue(piece));
          controller.close();
        },
      });
      const passed = stream.pipeThrough(counting((arrived) => told.push(arrived)));
      expect(await new Response(passed).text()).toBe(text);
      expect(told.at(-1)).toEqual({ bytes: bytes.length, lines: 3 });
      expect(told).toHaveLength(pieces.length);
    }
  });
});
