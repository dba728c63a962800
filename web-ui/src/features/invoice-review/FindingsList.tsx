import { Button } from '@mantine/core';
import { count } from '@/ui/words';
import classes from './FindingsList.module.css';
import { focusTerm } from './focus-term';
import { useForm } from './form-store';
import { useReviewFacts } from './review-facts';

export function FindingsList() {
  const { catalogue } = useReviewFacts();
  const findings = useForm((form) => form.base.findings);
  const rows = useForm((form) => form.base.rows);
  if (findings.length === 0) {
    return null;
  }
  return (
    <section className={classes['findings']} aria-labelledby="findings-title" data-testid="findings">
      <h2 id="findings-title">{count(findings.length, 'finding')}</h2>
      <ul>
        {findings.map((finding) => {
          const [first] = finding.terms;
          return (
            <li key={finding.rule + finding.message + finding.terms.join()} data-severity={finding.severity}>
              <span className={classes['rule']}>{finding.rule}</span>
              <span className={classes['message']}>{finding.message}</span>
              {first !== undefined && (
                <Button variant="subtle" size="compact-xs" onClick={() => focusTerm(first)}>
                  {catalogue.nameOf(first, rows)} →
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
