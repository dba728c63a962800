import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { isDate, showFullDate } from '@/terms/dates';
import { showDecimal } from '@/terms/decimal';
import { draw } from './draw';
import type { DrawnInvoice, Fact } from './drawn-invoice';
import { Lit, LitContext } from './Lit';
import classes from './XmlDocument.module.css';

interface XmlDocumentProps {
  xml: string;
  /** The value of the term in focus, as received: lit up where the document says it. */
  lit: string | null;
}

export function XmlDocument({ xml, lit }: XmlDocumentProps) {
  const [raw, setRaw] = useState(false);
  const drawn = useMemo(() => draw(xml), [xml]);
  return (
    <div className={classes['document']}>
      {drawn !== null && (
        <div className={classes['tools']}>
          <Button
            variant="default"
            size="compact-xs"
            aria-pressed={raw}
            onClick={() => setRaw(!raw)}
            data-testid="raw"
          >
            {raw ? 'drawn' : 'raw'}
          </Button>
        </div>
      )}
      {raw || drawn === null ? (
        <pre className={classes['raw']}>{xml}</pre>
      ) : (
        <LitContext value={lit}>
          <Paper invoice={drawn} />
        </LitContext>
      )}
    </div>
  );
}

function Paper({ invoice }: { invoice: DrawnInvoice }) {
  return (
    <article className={classes['paper']} data-testid="drawn-invoice" aria-label="The document as an invoice">
      <header className={classes['head']}>
        <h2>
          {invoice.title} <Lit>{invoice.number}</Lit>
        </h2>
        <Facts facts={invoice.facts} />
      </header>
      <div className={classes['parties']}>
        {invoice.parties.map((party) => (
          <section key={party.role}>
            <h3>{party.role}</h3>
            <p>
              <strong>
                <Lit>{party.name}</Lit>
              </strong>
              {party.lines.map((line, index) => (
                <span key={index} className={classes['line']}>
                  <Lit>{line}</Lit>
                </span>
              ))}
            </p>
            <Facts facts={party.facts} />
          </section>
        ))}
      </div>
      {invoice.references.length > 0 && (
        <section>
          <h3>References</h3>
          <Facts facts={invoice.references} wide />
        </section>
      )}
      <Lines invoice={invoice} />
      <div className={classes['below']}>
        <div>
          {invoice.vat.length > 0 && <Vat invoice={invoice} />}
          {invoice.allowances.length > 0 && (
            <section>
              <h3>Allowances and charges</h3>
              <dl className={classes['facts']}>
                {invoice.allowances.map((row, index) => (
                  <div key={index}>
                    <dt>
                      {row.name} {row.reason}
                    </dt>
                    <dd>
                      <Lit as={showDecimal(row.amount)}>{row.amount}</Lit>
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          )}
        </div>
        <dl className={classes['totals']}>
          {invoice.totals.map((fact) => (
            <div key={fact.name}>
              <dt>{fact.name}</dt>
              <dd>
                <Lit as={showDecimal(fact.value)}>{fact.value}</Lit> {invoice.currency}
              </dd>
            </div>
          ))}
        </dl>
      </div>
      {invoice.payment.length > 0 && (
        <section>
          <h3>Payment</h3>
          <Facts facts={invoice.payment} wide />
        </section>
      )}
      {invoice.notes.length > 0 && (
        <section>
          <h3>Notes</h3>
          {invoice.notes.map((note, index) => (
            <p key={index} className={classes['note']}>
              <Lit>{note}</Lit>
            </p>
          ))}
        </section>
      )}
    </article>
  );
}

function Facts({ facts, wide = false }: { facts: readonly Fact[]; wide?: boolean }) {
  return (
    <dl className={classes['facts']} data-wide={wide || undefined}>
      {facts.map(({ name, value }, index) => (
        <div key={index}>
          <dt>{name}</dt>
          <dd>
            <Lit {...(value !== null && isDate(value) ? { as: showFullDate(value) } : {})}>{value}</Lit>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Lines({ invoice }: { invoice: DrawnInvoice }) {
  return (
    <table className={classes['lines']}>
      <thead>
        <tr>
          <th scope="col">#</th>
          <th scope="col">Item</th>
          <th scope="col" data-number>
            Quantity
          </th>
          <th scope="col" data-number>
            Price
          </th>
          <th scope="col" data-number>
            VAT
          </th>
          <th scope="col" data-number>
            Net
          </th>
        </tr>
      </thead>
      <tbody>
        {invoice.lines.map((line, index) => (
          <tr key={index}>
            <td>{line.identifier}</td>
            <td>
              <Lit>{line.item}</Lit>
              {line.further.map((text, at) => (
                <small key={at} className={classes['line']}>
                  <Lit>{text}</Lit>
                </small>
              ))}
            </td>
            <td data-number>
              <Lit>{line.quantity}</Lit> <small>{line.unit}</small>
            </td>
            <td data-number>
              <Lit>{line.price}</Lit>
            </td>
            <td data-number>{line.vat}</td>
            <td data-number>
              <Lit as={showDecimal(line.net)}>{line.net}</Lit>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Vat({ invoice }: { invoice: DrawnInvoice }) {
  return (
    <table className={classes['vat']}>
      <thead>
        <tr>
          <th scope="col">VAT</th>
          <th scope="col" data-number>
            Base
          </th>
          <th scope="col" data-number>
            Tax
          </th>
        </tr>
      </thead>
      <tbody>
        {invoice.vat.map((row, index) => (
          <tr key={index}>
            <td>
              {row.category} {row.rate !== null && `${row.rate} %`}
              {row.note !== null && <small className={classes['line']}>{row.note}</small>}
            </td>
            <td data-number>
              <Lit as={showDecimal(row.base)}>{row.base}</Lit>
            </td>
            <td data-number>
              <Lit as={showDecimal(row.tax)}>{row.tax}</Lit>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
