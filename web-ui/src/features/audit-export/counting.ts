export type Arrived = { bytes: number; lines: number };

const LINE_END = 10;

/** Passes everything on as it is and tells how much that was so far. */
export function counting(onArrived: (arrived: Arrived) => void): TransformStream<Uint8Array, Uint8Array> {
  const arrived: Arrived = { bytes: 0, lines: 0 };
  return new TransformStream({
    transform(chunk, controller) {
      arrived.bytes += chunk.length;
      // A byte 10 is a line end wherever it stands: in UTF-8 no other character holds one.
      for (const byte of chunk) {
        if (byte === LINE_END) {
          arrived.lines += 1;
        }
      }
      onArrived({ ...arrived });
      controller.enqueue(chunk);
    },
  });
}
