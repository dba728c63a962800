import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fetchInvoice, findInvoices } from '@/api/invoices';
import { sayError } from '@/api/problem';

const PAUSE_MS = 250;
const MOST = 8;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Option = { value: string; label: string };

interface InvoicePickerProps {
  /** An invoice's id, empty for none. */
  value: string;
  onChange: (invoiceId: string) => void;
}

/** One invoice, found by what the queue's search finds it by, or by its id. */
export function InvoicePicker({ value, onChange }: InvoicePickerProps) {
  const chosen = useChosen(value);
  const [typed, setTyped] = useState<string | null>(null);
  const [text] = useDebouncedValue(typed?.trim() ?? '', PAUSE_MS);
  const found = useQuery({
    queryKey: ['find-invoices', text],
    queryFn: async ({ signal }) => (await findInvoices(text, MOST, signal)).map(optionOf),
    enabled: text !== '' && !ID.test(text),
    placeholderData: keepPreviousData,
  });
  const options =
    typed === null || text === '' ? [] : ID.test(text) ? [{ value: text, label: text }] : (found.data ?? []);
  return (
    <Select
      size="xs"
      label="Invoice"
      placeholder="number, seller or id"
      searchable
      clearable
      data={
        options.some((option) => option.value === chosen?.value) || chosen === null
          ? options
          : [chosen, ...options]
      }
      // The server has searched already.
      filter={({ options: all }) => all}
      value={value === '' ? null : value}
      searchValue={typed ?? chosen?.label ?? ''}
      onSearchChange={(search) => setTyped(search === chosen?.label ? null : search)}
      onChange={(invoiceId) => {
        setTyped(null);
        onChange(invoiceId ?? '');
      }}
      onBlur={() => setTyped(null)}
      nothingFoundMessage={
        found.isError
          ? sayError(found.error)
          : text === '' || found.isFetching
            ? null
            : 'No invoice has this number, seller or id'
      }
      data-testid="invoice-picker"
    />
  );
}

function optionOf({
  invoice_id,
  invoice_number,
  seller_name,
}: {
  invoice_id: string;
  invoice_number?: string | null;
  seller_name?: string | null;
}): Option {
  return { value: invoice_id, label: `${invoice_number ?? 'no number'} · ${seller_name ?? 'no seller'}` };
}

/** Whoever is sent a search gets an id; what is shown is the number. */
function useChosen(invoiceId: string): Option | null {
  const invoice = useQuery({
    queryKey: ['picked-invoice', invoiceId],
    queryFn: async ({ signal }) => {
      const { terms } = await fetchInvoice(invoiceId, null, signal);
      return optionOf({
        invoice_id: invoiceId,
        invoice_number: terms['invoice_number'] ?? null,
        seller_name: terms['seller.name'] ?? null,
      });
    },
    enabled: invoiceId !== '',
    staleTime: Infinity,
    retry: false,
  });
  return invoiceId === '' ? null : (invoice.data ?? { value: invoiceId, label: invoiceId });
}
