import type { Minute } from '@/api/operations';
import { showClock } from '@/terms/dates';
import type { ChartOf } from './activity';
import classes from './Chart.module.css';

const WIDTH = 340;
const LEFT = 46;
const TOP = 8;
const PLOT = 84;
const BOTTOM = TOP + PLOT;
const STEP = (WIDTH - LEFT) / 60;
/** As high as a value of nearly nothing stands, so that it can be told from none. */
const LEAST = 1.5;

/** Bars of the last hour, one a minute, the numbers themselves beneath for whoever does not see them. */
export function Chart({ of: chart, minutes }: { of: ChartOf; minutes: Minute[] }) {
  const { id, title, summary, bars, show } = chart;
  const filled = minutes.flatMap((minute, at) =>
    bars.some(({ values }) => values[at] !== null) ? [{ minute, at }] : [],
  );
  const said = (at: number) =>
    bars.flatMap(({ name, values }) => {
      const value = values[at];
      return value === null || value === undefined ? [] : [`${name} ${show(value)}`];
    });
  return (
    <figure className={classes['chart']} data-testid={`chart-${id}`}>
      <figcaption>
        <h2>{title}</h2>
        <span>{filled.length === 0 ? 'last hour' : summary}</span>
      </figcaption>
      {filled.length === 0 ? (
        <p className={classes['empty']}>{chart.empty}</p>
      ) : (
        <svg
          viewBox={`0 0 ${WIDTH} ${BOTTOM + 16}`}
          role="img"
          aria-label={`${title}, minute by minute in the last hour: ${summary}`}
        >
          {chart.ticks.map(({ value, label }) => {
            const y = BOTTOM - PLOT * chart.height(value);
            return (
              <g key={value} className={classes['tick']}>
                <line x1={LEFT} x2={WIDTH} y1={y} y2={y} />
                <text x={LEFT - 6} y={y + 3.5} textAnchor="end">
                  {label}
                </text>
              </g>
            );
          })}
          <line className={classes['base']} x1={LEFT} x2={WIDTH} y1={BOTTOM} y2={BOTTOM} />
          {filled.map(({ minute, at }) => (
            <g key={minute.at} data-running={at === minutes.length - 1 || undefined}>
              <title>{`${showClock(minute.at)}: ${said(at).join(', ')}`}</title>
              {/* The whole column answers to a pointer. */}
              <rect x={LEFT + at * STEP} y={TOP} width={STEP} height={PLOT} fill="transparent" />
              {bars.map(({ name, tone, values }) => {
                const value = values[at];
                if (value === null || value === undefined) {
                  return null;
                }
                const height = value === 0 ? 0 : Math.max(LEAST, PLOT * Math.min(1, chart.height(value)));
                return (
                  <rect
                    key={name}
                    className={classes['bar']}
                    data-tone={tone}
                    x={LEFT + at * STEP + 0.5}
                    y={BOTTOM - height}
                    width={STEP - 1}
                    height={height}
                  />
                );
              })}
            </g>
          ))}
          <g className={classes['tick']}>
            {[0, 30].map((at) => (
              <text key={at} x={LEFT + at * STEP} y={BOTTOM + 13} textAnchor={at === 0 ? 'start' : 'middle'}>
                {showClock(minutes[at]?.at ?? '')}
              </text>
            ))}
            <text x={WIDTH} y={BOTTOM + 13} textAnchor="end">
              now
            </text>
          </g>
        </svg>
      )}
      {filled.length > 0 && bars.length > 1 && (
        <p className={classes['legend']}>
          {bars.map(({ name, legend = name, tone }) => (
            <span key={name}>
              <svg width={9} height={9} aria-hidden>
                <rect className={classes['bar']} data-tone={tone} width={9} height={9} />
              </svg>
              {legend}
            </span>
          ))}
        </p>
      )}
      {filled.length > 0 && (
        <details>
          <summary>In numbers</summary>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keys */}
          <div className={classes['scroll']} tabIndex={0} role="region" aria-label={`${title} in numbers`}>
            <table>
              <thead>
                <tr>
                  <th scope="col">Minute</th>
                  {bars.map(({ name }) => (
                    <th scope="col" key={name}>
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {filled.toReversed().map(({ minute, at }) => (
                  <tr key={minute.at}>
                    <th scope="row">{showClock(minute.at)}</th>
                    {bars.map(({ name, values }) => {
                      const value = values[at];
                      return <td key={name}>{value === null || value === undefined ? '–' : show(value)}</td>;
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </figure>
  );
}
