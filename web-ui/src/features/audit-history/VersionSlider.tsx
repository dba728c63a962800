import { ActionIcon } from '@mantine/core';
import { count } from '@/ui/words';
import type { AttemptMark } from './timeline';
import classes from './VersionSlider.module.css';

/** Up to here each version has a tick of its own. */
const MOST_TICKS = 60;

interface VersionSliderProps {
  version: number;
  newest: number;
  compare: number | null;
  marks: readonly AttemptMark[];
  /** Said with the version while one moves. */
  said: string;
  onMove: (version: number) => void;
}

/** All versions on a line: arrows, Home, End, PageUp and PageDown move as on any slider. */
export function VersionSlider({ version, newest, compare, marks, said, onMove }: VersionSliderProps) {
  const refused = marks.reduce((sum, mark) => sum + mark.count, 0);
  return (
    <div className={classes['slider']}>
      <ActionIcon
        variant="subtle"
        aria-label="One version back"
        disabled={version <= 0}
        onClick={() => onMove(version - 1)}
        data-testid="version-back"
      >
        ‹
      </ActionIcon>
      <span className={classes['end']}>v0</span>
      <span className={classes['track']}>
        <input
          type="range"
          min={0}
          max={newest}
          step={1}
          value={version}
          aria-label="Version"
          aria-valuetext={said}
          onChange={(event) => onMove(event.currentTarget.valueAsNumber)}
          data-testid="version-slider"
        />
        <span className={classes['marks']} aria-hidden>
          {newest <= MOST_TICKS &&
            Array.from({ length: newest + 1 }, (_, tick) => (
              <span
                key={tick}
                className={classes['tick']}
                style={{ left: percent(tick / Math.max(newest, 1)) }}
              />
            ))}
          {compare !== null && compare <= newest && (
            <span
              className={classes['compared']}
              style={{ left: percent(compare / Math.max(newest, 1)) }}
              title={`Compared with v${compare}`}
            />
          )}
          {marks.map((mark) => (
            <span
              key={mark.version}
              className={classes['refused']}
              style={{ left: mark.place > 1 ? 'calc(100% + 16px)' : percent(mark.place) }}
              title={`${count(mark.count, 'refused attempt')} after v${mark.version}`}
              data-testid={`refused-after-${mark.version}`}
            >
              ×
            </span>
          ))}
        </span>
      </span>
      <span className={classes['end']}>v{newest}</span>
      <ActionIcon
        variant="subtle"
        aria-label="One version on"
        disabled={version >= newest}
        onClick={() => onMove(version + 1)}
        data-testid="version-on"
      >
        ›
      </ActionIcon>
      {refused > 0 && (
        <span className={classes['legend']} data-testid="refused-count">
          <b aria-hidden>×</b> {count(refused, 'refused attempt')}
        </span>
      )}
    </div>
  );
}

function percent(place: number): string {
  return `${place * 100}%`;
}
