import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { fetchBytes } from '@/api/client';
import { sayError } from '@/api/problem';
import { saveFile } from '@/ui/save-file';

/** What an auditor takes away: all that is hashed of this invoice's events, and where they lie in the signed log. */
export function ProofButton({ invoiceId, number }: { invoiceId: string; number: string | undefined }) {
  const proof = useMutation({
    mutationFn: () => fetchBytes(`/api/audit/proofs?invoice_id=${encodeURIComponent(invoiceId)}`),
    onSuccess: (file) => saveFile(file, `proof-${(number ?? invoiceId).replace(/[^\w.-]+/g, '-')}.json`),
  });
  return (
    <>
      <Button
        variant="default"
        loading={proof.isPending}
        title="The hashes of all its events, and where they lie in the signed log"
        onClick={() => proof.mutate()}
        data-testid="proof"
      >
        Proof
      </Button>
      {proof.isError && (
        <span role="alert" data-testid="proof-error">
          {sayError(proof.error)}
        </span>
      )}
    </>
  );
}
